package loglog.app.lab;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
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
    private static final int MOST_PROBLEMS = 20;

    private final WebServer server;
    private Known known = new Known(List.of(), RunList.of(List.of()), Map.of(), List.of());

    /**
     * The list as it was made last.
     *
     * @param runs of which it was made
     * @param rows by these
     * @param underWay places of the runs without a result, whose rows are read anew for each answer
     * @param problems of the first rows that have some
     * @param orders the list by columns that were asked for
     */
    private record Known(
            List<StoredRun> runs,
            RunList list,
            Map<StoredRun, RunRow> rows,
            List<Integer> underWay,
            List<Problem> problems,
            Map<Order, RunList> orders) {
        Known(List<StoredRun> runs, RunList list, Map<StoredRun, RunRow> rows, List<Integer> underWay) {
            this(
                    runs,
                    list,
                    rows,
                    underWay,
                    list.rows().stream()
                            .flatMap(row -> row.problems().stream())
                            .limit(MOST_PROBLEMS)
                            .toList(),
                    new ConcurrentHashMap<>());
        }

        RunList by(Order order) {
            return orders.computeIfAbsent(order, _ -> list.sorted(order.column, order.reverse));
        }
    }

    private record Order(String column, boolean reverse) {}

    public RunsApi(WebServer server) {
        this.server = server;
        // The first page asks for all of them: by then they are there, or under way.
        Thread.ofPlatform().daemon().name("list").start(this::known);
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
        var known = known();
        var all = known.list;
        var list = all;
        var status = asked.text("status", "");
        if (!status.isEmpty()) {
            all.requireStatus(status);
        }
        if (!all.rows().isEmpty()) {
            // Sorted first: that order is kept, and what is left out of it leaves it sorted.
            var sort = asked.text("sort", "");
            list = sort.isEmpty() ? list : known.by(new Order(all.column("--sort", sort), asked.flag("reverse")));
            var names = asked.texts("name").stream().filter(n -> !n.isEmpty()).toList();
            // A page's filter may find none, which is an answer.
            list = names.isEmpty() ? list : list.ofNames(names);
            list = list.where(asked.texts("where").stream()
                    .filter(w -> !w.isEmpty())
                    .map(Where::parse)
                    .toList());
            list = status.isEmpty() ? list : list.ofStatus(status);
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
        problems(Stream.concat(server.runs().problems().stream(), known.problems.stream()), json.putArray("problems"));
        return ApiReply.json(json);
    }

    private static void problems(Stream<Problem> problems, ArrayNode to) {
        problems.limit(MOST_PROBLEMS).map(Problem::sentence).forEach(to::add);
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
    private synchronized Known known() {
        var runs = server.runs().runs();
        if (runs != known.runs) {
            known = of(runs, known.rows);
            return known;
        }
        var rows = new ArrayList<>(known.list.rows());
        boolean isSame = true;
        var now = known.underWay.parallelStream()
                .map(at -> RunRow.of(runs.get(at)))
                .toList();
        for (int i = 0; i < now.size(); i++) {
            isSame &= now.get(i).equals(rows.set(known.underWay.get(i), now.get(i)));
        }
        if (!isSame) {
            known = new Known(runs, RunList.of(rows), known.rows, known.underWay);
        }
        return known;
    }

    private static Known of(List<StoredRun> runs, Map<StoredRun, RunRow> before) {
        var rows = runs.parallelStream()
                .map(run -> isUnderWay(run) || !before.containsKey(run) ? RunRow.of(run) : before.get(run))
                .toList();
        var byRun = new IdentityHashMap<StoredRun, RunRow>();
        rows.forEach(row -> byRun.put(row.run(), row));
        return new Known(
                runs,
                RunList.of(rows),
                byRun,
                IntStream.range(0, runs.size())
                        .filter(i -> isUnderWay(runs.get(i)))
                        .boxed()
                        .toList());
    }

    private static boolean isUnderWay(StoredRun run) {
        return run.status().equals(StoredRun.UNFINISHED);
    }
}
