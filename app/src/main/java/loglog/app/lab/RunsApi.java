package loglog.app.lab;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import loglog.app.laws.OutputOptions;
import loglog.runs.Problem;
import loglog.runs.reader.StoredRun;
import loglog.tables.Where;
import loglog.web.ApiField;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.web.WebServer;
import tools.jackson.databind.node.ArrayNode;

/** The list of runs and comparisons of some, as {@code loglog runs} has them. */
public final class RunsApi {
    private static final int USUAL_LIMIT = 200;
    private static final int MOST = 2000;
    private static final int MOST_COMPARED = 8;

    private final WebServer server;
    private Known known = new Known(List.of(), RunList.of(List.of()), Map.of());

    /** The list as it was made last, of which runs, and its rows by these. */
    private record Known(List<StoredRun> runs, RunList list, Map<StoredRun, RunRow> rows) {}

    public RunsApi(WebServer server) {
        this.server = server;
        // The first page asks for all of them: by then they are there, or under way.
        Thread.ofPlatform().daemon().name("list").start(this::all);
    }

    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get(
                        "/api/runs",
                        "Runs: filtered, sorted, a part of them",
                        List.of(
                                ApiField.queries(
                                        "name",
                                        "string",
                                        "runs whose name has this in it, or matches this glob (default: all)"),
                                ApiField.queries("where", "string", "a condition such as params>100K (default: none)"),
                                ApiField.query(
                                        "status",
                                        "string",
                                        "finished, diverged, interrupted, running or unfinished (default: any)"),
                                ApiField.query("sort", "string", "a column (default: by name)"),
                                ApiField.query("reverse", "boolean", "largest first"),
                                ApiField.queries("column", "string", "columns to answer with (default: all)"),
                                ApiField.query("offset", "integer", "runs to pass over (default: 0)"),
                                ApiField.query("limit", "integer", "runs at most, up to 2000 (default: 200)")),
                        this::list),
                ApiRoute.get(
                        "/api/compare",
                        "Runs side by side: settings that differ, results and how far each is from the first",
                        List.of(ApiField.queries("run", "string", "a run's name; two to eight of them")),
                        this::compare));
    }

    private ApiReply list(Asked asked) {
        server.refresh();
        long revision = server.runs().revision();
        var all = all();
        var list = all;
        if (!all.rows().isEmpty()) {
            var names = asked.texts("name").stream().filter(n -> !n.isEmpty()).toList();
            // A page's filter may find none, which is an answer.
            list = names.isEmpty() ? all : all.ofNames(names);
            list = list.where(asked.texts("where").stream()
                    .filter(w -> !w.isEmpty())
                    .map(Where::parse)
                    .toList());
            var status = asked.text("status", "");
            list = status.isEmpty() ? list : list.ofStatus(status);
            var sort = asked.text("sort", "");
            list = sort.isEmpty() ? list : list.sorted(sort, asked.flag("reverse"));
        }
        int offset = asked.whole("offset", 0, 0, Integer.MAX_VALUE);
        int limit = asked.whole("limit", USUAL_LIMIT, 1, MOST);
        var columns = asked.texts("column").isEmpty() ? List.copyOf(all.columns()) : asked.texts("column");
        var json = OutputOptions.MAPPER.createObjectNode();
        json.put("revision", revision);
        json.put("total", all.rows().size()).put("found", list.rows().size()).put("offset", offset);
        var names = json.putArray("columns");
        all.columns().forEach(names::add);
        var array = json.putArray("runs");
        list.rows().stream().skip(offset).limit(limit).forEach(row -> array.add(RunsJson.of(row, columns)));
        problems(
                Stream.concat(
                        server.runs().problems().stream(), all.rows().stream().flatMap(row -> row.problems().stream())),
                json.putArray("problems"));
        return ApiReply.json(json);
    }

    private static void problems(Stream<Problem> problems, ArrayNode to) {
        problems.limit(20).map(Problem::sentence).forEach(to::add);
    }

    private ApiReply compare(Asked asked) {
        var names = asked.texts("run").stream().distinct().toList();
        if (names.size() < 2 || names.size() > MOST_COMPARED) {
            throw BadRequest.of("run", names.size() + " of them", "two to " + MOST_COMPARED);
        }
        return ApiReply.json(new RunComparison(
                        names.stream().map(n -> RunRow.of(server.runs().run(n))).toList())
                .json());
    }

    /** The rows of all runs; those of runs that have ended and were not written to since are kept. */
    private synchronized RunList all() {
        var runs = server.runs().runs();
        boolean allEnded = runs.stream().noneMatch(run -> run.status().equals(StoredRun.UNFINISHED));
        if (allEnded && runs == known.runs) {
            return known.list;
        }
        var before = known.rows;
        var rows = runs.parallelStream()
                .map(run -> before.containsKey(run) && !run.status().equals(StoredRun.UNFINISHED)
                        ? before.get(run)
                        : RunRow.of(run))
                .toList();
        var now = new IdentityHashMap<StoredRun, RunRow>();
        rows.forEach(row -> now.put(row.run(), row));
        known = new Known(runs, RunList.of(rows), now);
        return known.list;
    }
}
