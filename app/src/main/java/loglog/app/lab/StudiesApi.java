package loglog.app.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import loglog.app.lab.OfferedStudies.Asks;
import loglog.app.lab.OfferedStudies.Offered;
import loglog.app.laws.OutputOptions;
import loglog.lab.plan.StudyPlan;
import loglog.lab.study.StudyFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunLock;
import loglog.runs.reader.StoredRun;
import loglog.training.Kinds;
import loglog.web.ApiField;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.web.WebServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Studies in the browser: which there are, how far they are, starting, stopping and resuming them, new ones from templates. */
public final class StudiesApi {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");
    private static final int LINE_BYTES = 4 << 10;
    private static final int LOG_BYTES = 64 << 10;

    private final WebServer server;
    private final OfferedStudies studies;

    /** @param named study files besides those in the folders of runs */
    public StudiesApi(WebServer server, List<Path> named) {
        this.server = server;
        studies = new OfferedStudies(server.runs().roots(), named);
    }

    public List<ApiRoute> routes() {
        var study = List.of(ApiField.query("study", "string", "its id in /api/studies"));
        var body = "JSON: study (its id in /api/studies)";
        return List.of(
                ApiRoute.get(
                        "/api/studies",
                        "Study files in the folders of runs, how far each is, and the templates of new ones",
                        List.of(),
                        _ -> list()),
                ApiRoute.get("/api/studies/plan", "What a study asks for: its runs, their FLOP", study, this::plan),
                ApiRoute.get("/api/studies/log", "The end of what a study's process says", study, this::log),
                ApiRoute.post(
                        "/api/studies/start",
                        "Starts a study, or resumes it from its checkpoints, in a process of its own",
                        List.of(),
                        body,
                        this::start),
                ApiRoute.post(
                        "/api/studies/stop",
                        "Stops a study that was started here, at checkpoints, as Ctrl-C does",
                        List.of(),
                        body,
                        this::stop),
                ApiRoute.post(
                        "/api/studies/init",
                        "Writes a study file from a template, as study init does",
                        List.of(),
                        "JSON: name (of the new study), design, kind (default: as study init has them)",
                        this::init));
    }

    private ApiReply list() {
        server.refresh();
        var json = OutputOptions.MAPPER.createObjectNode();
        var array = json.putArray("studies");
        for (var offered : studies.now()) {
            put(offered, array.addObject());
        }
        var designs = json.putArray("designs");
        StudyTemplates.words().forEach(designs::add);
        var kinds = json.putArray("kinds");
        Kinds.names().forEach(kinds::add);
        return ApiReply.json(json);
    }

    private void put(Offered offered, ObjectNode node) {
        var asks = studies.asks(offered);
        node.put("id", offered.id()).put("study", asks.name());
        if (asks.problem() != null) {
            node.put("state", "unreadable").put("problem", asks.problem());
            return;
        }
        var runs = runs(offered, asks);
        long finished = runs.stream().filter(run -> !run.result().isEmpty()).count();
        var process = detached(offered, asks).process();
        node.put("state", state(offered, asks, runs, finished))
                .put("planned", asks.runs())
                .put("begun", runs.size())
                .put("finished", finished)
                .put("flops", asks.flops());
        process.flatMap(p -> p.info().startInstant()).ifPresent(start -> node.put("since", start.toString()));
        node.put("said", detached(offered, asks).lastSaid(LINE_BYTES));
    }

    private String state(Offered offered, Asks asks, List<StoredRun> runs, long finished) {
        var detached = detached(offered, asks);
        if (detached.process().isPresent()) {
            return detached.isStopping() ? "stopping" : "running";
        }
        if (isBusy(runs)) {
            return "running elsewhere";
        }
        return finished >= asks.runs() ? "finished" : runs.isEmpty() ? "new" : "stopped";
    }

    /** Whether a process holds one of its runs. */
    private static boolean isBusy(List<StoredRun> runs) {
        return runs.stream().anyMatch(run -> run.result().isEmpty() && RunRow.isRunning(run));
    }

    private List<StoredRun> runs(Offered offered, Asks asks) {
        var folder = offered.runs().resolve(asks.name());
        return server.runs().runs().stream()
                .filter(run -> folder.equals(run.folder().getParent()))
                .toList();
    }

    private static DetachedProgram detached(Offered offered, Asks asks) {
        return new DetachedProgram(offered.runs(), asks.name());
    }

    private ApiReply plan(Asked asked) {
        var offered = studies.of(asked.text("study"));
        var plan = StudyPlan.of(
                StudyFile.read(offered.file()), Runtime.getRuntime().availableProcessors());
        return ApiReply.json(StudyPlanJson.node(plan));
    }

    private ApiReply log(Asked asked) {
        var offered = studies.of(asked.text("study"));
        var asks = readable(offered);
        return ApiReply.json(OutputOptions.MAPPER
                .createObjectNode()
                .put("text", detached(offered, asks).said(LOG_BYTES)));
    }

    private Asks readable(Offered offered) {
        var asks = studies.asks(offered);
        if (asks.problem() != null) {
            throw BadRequest.saying(asks.problem());
        }
        return asks;
    }

    private ApiReply start(Asked asked) {
        var offered = studies.of(text(asked.json(), "study"));
        var asks = readable(offered);
        // One at a time, of all servers: two would both find that none is at work.
        try (var _ = RunLock.await(offered.runs().resolve(DetachedProgram.FOLDER))) {
            server.refresh();
            var state = state(offered, asks, runs(offered, asks), 0);
            if (state.startsWith("running") || state.equals("stopping")) {
                throw BadRequest.conflict("study: found %s %s, expected one that is not"
                        .formatted(
                                asks.name(), state.equals("running elsewhere") ? "running in another process" : state));
            }
            detached(offered, asks)
                    .start(List.of(
                            "run",
                            offered.file().toString(),
                            "--runs",
                            offered.runs().toString()));
        }
        return one(offered);
    }

    private ApiReply stop(Asked asked) {
        var offered = studies.of(text(asked.json(), "study"));
        var asks = readable(offered);
        var detached = detached(offered, asks);
        if (detached.isStopping()) { // a second Ctrl-C would not wait for checkpoints
            throw BadRequest.conflict(
                    "study: found %s stopping already, expected one that is running".formatted(asks.name()));
        }
        if (!detached.stop()) {
            throw BadRequest.conflict(
                    isBusy(runs(offered, asks))
                            ? "study: found %s running in a process that was not started here, expected Ctrl-C where it was"
                                    .formatted(asks.name())
                            : "study: found %s not running, expected one that is".formatted(asks.name()));
        }
        return one(offered);
    }

    private ApiReply one(Offered offered) {
        var json = OutputOptions.MAPPER.createObjectNode();
        put(offered, json);
        return ApiReply.json(json);
    }

    private ApiReply init(Asked asked) {
        var body = asked.json();
        var name = text(body, "name");
        if (!NAME.matcher(name).matches()) {
            throw BadRequest.of("name", '"' + name + '"', "at most 80 letters, digits, dots, hyphens and underscores");
        }
        var root = studies.firstRoot();
        var command = new StudyInitCommand();
        command.design = choice(body, "design", StudyTemplates.words());
        command.kind = choice(body, "kind", Kinds.names());
        command.file = root.resolve(name + ".yaml");
        if (Files.exists(command.file)) {
            throw BadRequest.conflict("name: found %s there already, expected a new name".formatted(name));
        }
        try {
            Files.createDirectories(root); // which may be there only once something was trained
        } catch (IOException e) {
            throw DataException.of(root, e);
        }
        command.write();
        return one(studies.of(studies.now().stream()
                .filter(offered -> offered.file().equals(command.file))
                .findFirst()
                .orElseThrow()
                .id()));
    }

    /** Null where nothing was chosen. */
    private static String choice(JsonNode body, String field, List<String> words) {
        if (body.path(field).isMissingNode() || body.path(field).asString("x").isEmpty()) {
            return null;
        }
        var text = text(body, field);
        if (!words.contains(text)) {
            throw BadRequest.of(field, '"' + text + '"', "one of " + String.join(", ", words));
        }
        return text;
    }

    private static String text(JsonNode body, String field) {
        var node = body.path(field);
        if (!node.isString()
                || node.stringValue().isEmpty()
                || node.stringValue().length() > 1000) {
            throw BadRequest.of(field, Json.kind(node), "a text");
        }
        return node.stringValue();
    }
}
