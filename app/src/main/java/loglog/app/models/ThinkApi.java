package loglog.app.models;

import java.util.ArrayList;
import java.util.List;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.PageAnswer;
import loglog.runs.RunFolder;
import loglog.runs.reader.StoredRun;
import loglog.tasks.HashSplit;
import loglog.tasks.TaskKind;
import loglog.web.ApiField;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.web.WebServer;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

/** Problems of tasks and how models solve them, as {@code loglog think} has it. */
public final class ThinkApi {
    /** So that an answer takes seconds. */
    private static final int MOST_SAMPLES = 1000;

    private static final int LONGEST_PROBLEM = 500;
    private static final int USUAL_SAMPLES = 32;

    private final WebServer server;

    /** @param server whose runs have the models */
    public ThinkApi(WebServer server) {
        this.server = server;
    }

    public List<ApiRoute> routes() {
        var run = ApiField.query("run", "string", "a run's name, one of those of /api/tasks");
        return List.of(
                ApiRoute.get(
                        "/api/tasks",
                        "Runs with a model of a task whose answers can be checked",
                        List.of(),
                        _ -> ApiReply.json(tasks())),
                ApiRoute.get(
                        "/api/tasks/problem",
                        "A problem of a run's task that its model was not trained on",
                        List.of(run, ApiField.query("number", "integer", "which one, 0 to 1000000 (default: 0)")),
                        asked -> ApiReply.json(problem(asked))),
                ApiRoute.post(
                        "/api/think",
                        "A model's solution of a problem, step by step, the votes of many samples and the tree of their steps",
                        List.of(
                                run,
                                ApiField.query("problem", "string", "as the task has it, such as 3+5*2-4="),
                                ApiField.query("samples", "integer", "samples that vote, 1 to 1000 (default: 32)"),
                                ApiField.query("temperature", "number", "divisor of the samples' logits (default: 1)"),
                                ApiField.query("seed", "integer", "of the samples (default: 1)")),
                        "",
                        asked -> ApiReply.json(think(asked))));
    }

    private static boolean isOfTask(StoredRun run) {
        return TaskKind.NAME.equals(run.asked().get("kind"))
                && new RunFolder(run.folder()).newestCheckpoint().isPresent();
    }

    private ObjectNode tasks() {
        server.refresh();
        var json = OutputOptions.MAPPER.createObjectNode();
        var list = json.putArray("runs");
        server.runs().runs().stream()
                .filter(ThinkApi::isOfTask)
                .map(StoredRun::name)
                .sorted()
                .forEach(list::add);
        return json;
    }

    private StoredRun run(Asked asked) {
        var run = server.runs().run(asked.text("run"));
        if (!isOfTask(run)) {
            throw BadRequest.of(
                    "run", "no model of a task in \"" + run.name() + '"', "a run of those that /api/tasks lists");
        }
        return run;
    }

    private ObjectNode problem(Asked asked) {
        var task = TaskKind.taskOf(run(asked).folder());
        int number = asked.whole("number", 0, 0, 1_000_000);
        long index = number % Math.max(1, task.count(HashSplit.Side.TEST));
        return OutputOptions.MAPPER
                .createObjectNode()
                .put("task", task.name())
                .put("format", task.format())
                .put("problem", task.problem(1, index, HashSplit.Side.TEST).prompt());
    }

    private synchronized ObjectNode think(Asked asked) {
        var run = run(asked);
        var problem = asked.text("problem");
        if (problem.length() > LONGEST_PROBLEM) {
            throw BadRequest.of("problem", problem.length() + " characters", "at most " + LONGEST_PROBLEM);
        }
        var words = new ArrayList<String>();
        words.add("--samples=" + asked.whole("samples", USUAL_SAMPLES, 1, MOST_SAMPLES));
        for (var option : List.of("temperature", "seed")) {
            if (!asked.text(option, "").isEmpty()) {
                words.add("--" + option + "=" + asked.text(option));
            }
        }
        words.addAll(List.of("--", run.folder().toString(), problem)); // a problem may begin as an option does
        return PageAnswer.of("think", new CommandLine(new ThinkCommand()), words);
    }
}
