package loglog.app.agents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import loglog.agents.AgentOutcome;
import loglog.agents.AgentRun;
import loglog.agents.AgentTask;
import loglog.agents.AgentTranscript;
import loglog.agents.ChatModel;
import loglog.agents.TaskRunChat;
import loglog.app.BeforeWork;
import loglog.app.OutputPath;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.LevelOption;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.Waiting;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Json;
import loglog.words.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog agent}: what tools, memory, votes and checks are worth to a model behind a server, on tasks of a user's own. */
@Command(
        name = "agent",
        description = {
            "Run an agent on tasks (JSON lines: prompt, answer, steps where they are known) with a model of a run, or behind any"
                    + " server that speaks OpenAI's API.",
            "Success with its interval, by number of steps; the error of a step, its nines, and the horizons at 50%% and"
                    + " 80%%."
        })
public final class AgentCommand implements Runnable, BeforeWork {
    private static final int MOST_PARALLEL = 256;
    private static final int MOST_PROBLEMS = 1_000_000;

    @Parameters(
            arity = "0..1",
            paramLabel = "TASKS",
            description = "JSON lines: prompt, answer, steps (default: test problems of the run)")
    Path file;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "folder of a run of kind task, whose model is asked itself (default: none; or --server)")
    Path trained;

    @Option(
            names = "--problems",
            paramLabel = "N",
            description =
                    "number of test problems of the run that are asked, without TASKS (default:" + " ${DEFAULT-VALUE})")
    int problems = 200;

    @Option(
            names = "--transcript",
            paramLabel = "FILE",
            description =
                    "also write all that was said as JSON lines; the same command goes on with it (default: none)")
    Path transcript;

    @Option(names = "--parallel", paramLabel = "N", description = "tasks at a time (default: ${DEFAULT-VALUE})")
    int parallel = 4;

    @Mixin
    AgentServerOptions served = new AgentServerOptions();

    @Mixin
    AgentAttemptOptions attempts = new AgentAttemptOptions();

    @Mixin
    AgentMatchOptions matches = new AgentMatchOptions();

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void check() {
        if (transcript != null && !Files.isRegularFile(transcript)) { // one that is there is gone on with
            OutputPath.file("--transcript", transcript);
        }
    }

    @Override
    public void run() {
        attempts.check();
        check("--problems", problems, 1, MOST_PROBLEMS);
        served.check();
        check("--parallel", parallel, 1, MOST_PARALLEL);
        level.value();
        var run = attempts.run(matches.matching());
        var server = served.server;
        if ((server == null) == (trained == null)) {
            throw new UserError("found %s, expected --server URL or --run RUN"
                    .formatted(server == null ? "neither --server nor --run" : "both --server and --run"));
        }
        if (trained != null) {
            try (var chat = new TaskRunChat(trained)) {
                show(
                        run,
                        chat,
                        trained.toAbsolutePath().normalize().getFileName().toString(),
                        file == null ? chat.tasks(problems) : AgentTask.read(file));
            }
            return;
        }
        if (file == null) {
            throw new UserError("found no TASKS, expected a file of JSON lines: prompt, answer, steps");
        }
        show(run, served.chat(), served.model, AgentTask.read(file));
    }

    private void show(AgentRun run, ChatModel chat, String name, List<AgentTask> tasks) {
        var asked = asked(name, tasks);
        try (var said = transcript == null ? null : new AgentTranscript(transcript, asked)) {
            var outcomes = Waiting.on(
                    "%s, %s%s"
                            .formatted(
                                    Format.of(tasks.size(), "task"),
                                    served.server == null ? name : served.server,
                                    said == null || said.size() == 0 ? "" : ", %d done before".formatted(said.size())),
                    () -> all(run, chat, tasks, said));
            var source = file == null
                    ? "test problems of " + name
                    : file.getFileName().toString();
            var answer = new AgentAnswer(source, name, run, outcomes, level.value(), attempts.warnings());
            output.show(
                    new ReadyAnswer(
                            AnswerSource.ofFiles(
                                    List.of((file == null ? trained : file).toString()), tasks.size(), Map.of()),
                            AgentSheet.of(answer),
                            AgentJson.of(answer)),
                    "task");
        }
    }

    /** All that decides what comes out. */
    private ObjectNode asked(String name, List<AgentTask> tasks) {
        var json = Json.MAPPER.createObjectNode().put("model", name);
        attempts.write(json);
        matches.write(json).put("max_tokens", served.mostTokens).put("judge", matches.command());
        return json.put("tasks", Digests.of(tasks.toString()));
    }

    static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UserError("%s: found %d, expected %d to %d".formatted(option, value, least, most));
        }
    }

    /** Tasks run side by side; a task's part of the transcript is written at once, when it is done. */
    private List<AgentOutcome> all(AgentRun run, ChatModel model, List<AgentTask> tasks, AgentTranscript said) {
        var outcomes = new AgentOutcome[tasks.size()];
        try (var workers = Executors.newFixedThreadPool(
                parallel, Thread.ofPlatform().daemon().factory())) {
            var all = new ArrayList<Future<?>>();
            IntStream.range(0, outcomes.length)
                    .forEach(i -> all.add(workers.submit(() -> {
                        var before = said == null ? Optional.<AgentOutcome>empty() : said.outcome(tasks.get(i));
                        if (before.isPresent()) {
                            outcomes[i] = before.get();
                            return;
                        }
                        var lines = new ArrayList<ObjectNode>();
                        outcomes[i] = run.on(model, tasks.get(i), lines::add);
                        if (said != null) {
                            said.append(lines);
                        }
                    })));
            for (var task : all) {
                try {
                    task.get();
                } catch (ExecutionException e) {
                    workers.shutdownNow();
                    throw e.getCause() instanceof DataException known ? known : new IllegalStateException(e.getCause());
                } catch (InterruptedException _) {
                    workers.shutdownNow();
                    Thread.currentThread().interrupt();
                    throw new UserError("interrupted");
                }
            }
        }
        return Arrays.asList(outcomes);
    }
}
