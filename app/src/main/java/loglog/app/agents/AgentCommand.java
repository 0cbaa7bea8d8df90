package loglog.app.agents;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import loglog.agents.AgentOutcome;
import loglog.agents.AgentRun;
import loglog.agents.AgentTask;
import loglog.agents.AgentTranscript;
import loglog.agents.ChatModel;
import loglog.agents.ChatServer;
import loglog.agents.TaskRunChat;
import loglog.app.UserError;
import loglog.app.answers.AnswerSource;
import loglog.app.answers.ReadyAnswer;
import loglog.app.laws.LevelOption;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.Waiting;
import loglog.pages.text.Format;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.Json;
import loglog.tasks.AnswerMatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code loglog agent}: what tools, memory, votes and checks are worth to a model behind a server, on tasks of a user's own. */
@Command(
        name = "agent",
        description = {
            "Runs an agent on tasks (JSON lines: prompt, answer, steps where they are known) with a model of a run, or behind any"
                    + " server that speaks OpenAI's API.",
            "Success with its interval, by number of steps; the error of a step, its nines, and the horizons at 50%% and"
                    + " 80%%."
        })
public final class AgentCommand implements Runnable {
    private static final int MOST_REPLIES = 10_000;
    private static final int MOST_VOTES = 1001;
    private static final int MOST_PARALLEL = 256;
    private static final int MOST_PROBLEMS = 1_000_000;

    @Parameters(
            arity = "0..1",
            paramLabel = "TASKS",
            description = "JSON lines: prompt, answer, steps (default: test problems of the run)")
    Path file;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "address of a server of OpenAI's API: http://localhost:8000/v1 (default: none; or --run)")
    String server;

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

    @Option(names = "--model", paramLabel = "NAME", description = "that the server knows (default: ${DEFAULT-VALUE})")
    String model = "default";

    @Option(
            names = "--key-variable",
            paramLabel = "NAME",
            description =
                    "environment variable with the server's key (default: ${DEFAULT-VALUE}, none where it is not set)")
    String variable = "OPENAI_API_KEY";

    @Option(
            names = "--tools",
            split = ",",
            paramLabel = "TOOLS",
            description = "calculator, memory, or none (default: none)")
    List<String> tools = List.of("none");

    @Option(
            names = "--replies",
            paramLabel = "N",
            description = "that the model may write for an answer (default: ${DEFAULT-VALUE})")
    int replies = 20;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "latest messages that the model sees beside the task (default: all)")
    int window;

    @Option(
            names = "--vote",
            paramLabel = "N",
            description = "attempts at each task, of which the commonest answer is taken (default: ${DEFAULT-VALUE})")
    int votes = 1;

    @Option(
            names = "--redo",
            paramLabel = "N",
            description = "how often an answer that the model, asked apart, calls wrong is tried again (default:"
                    + " ${DEFAULT-VALUE})")
    int redos;

    enum MatchName {
        exact,
        numeric,
        command
    }

    @Option(
            names = "--match",
            description = "when an answer is right: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    MatchName match = MatchName.exact;

    @Option(names = "--tolerance", paramLabel = "SHARE", description = "of numeric answers (default: ${DEFAULT-VALUE})")
    double tolerance;

    @Option(
            names = "--judge",
            paramLabel = "COMMAND",
            description = "that reads prompt, answer and written as a line of JSON, status 0 for right and 1 for wrong"
                    + " (default: none)")
    String judge;

    @Option(
            names = "--transcript",
            paramLabel = "FILE",
            description =
                    "also write all that was said as JSON lines; the same command goes on with it (default: none)")
    Path transcript;

    @Option(names = "--temperature", paramLabel = "T", description = "of samples (default: ${DEFAULT-VALUE})")
    double temperature = 0.7;

    @Option(names = "--max-tokens", paramLabel = "N", description = "of a reply (default: ${DEFAULT-VALUE})")
    int mostTokens = 1024;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "for a reply (default: ${DEFAULT-VALUE})")
    int timeout = 300;

    @Option(names = "--parallel", paramLabel = "N", description = "tasks at a time (default: ${DEFAULT-VALUE})")
    int parallel = 4;

    @Option(names = "--seed", paramLabel = "S", description = "of samples (default: ${DEFAULT-VALUE})")
    long seed = 1;

    @Mixin
    LevelOption level = new LevelOption();

    @Mixin
    OutputOptions output = new OutputOptions();

    @Override
    public void run() {
        check("--replies", replies, 1, MOST_REPLIES);
        check("--window", window, 0, MOST_REPLIES);
        check("--vote", votes, 1, MOST_VOTES);
        check("--redo", redos, 0, MOST_VOTES);
        check("--problems", problems, 1, MOST_PROBLEMS);
        check("--max-tokens", mostTokens, 1, 1_000_000);
        check("--timeout", timeout, 1, 86_400);
        check("--parallel", parallel, 1, MOST_PARALLEL);
        level.value();
        if (!(temperature >= 0 && temperature <= 10)) {
            throw new UserError("--temperature is %s; expected 0 to 10".formatted(Format.trim("" + temperature)));
        }
        var run = new AgentRun(matching(), tools(), replies, window, temperature, votes, redos, seed);
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
        show(
                run,
                new ChatServer(server, this.model, System.getenv(variable), mostTokens, Duration.ofSeconds(timeout)),
                this.model,
                AgentTask.read(file));
    }

    private void show(AgentRun run, ChatModel chat, String name, List<AgentTask> tasks) {
        var asked = asked(name, tasks);
        try (var said = transcript == null ? null : new AgentTranscript(transcript, asked)) {
            var outcomes = Waiting.on(
                    "%d tasks, %s%s"
                            .formatted(
                                    tasks.size(),
                                    server == null ? name : server,
                                    said == null || said.size() == 0 ? "" : ", %d done before".formatted(said.size())),
                    () -> all(run, chat, tasks, said));
            var source = file == null
                    ? "test problems of " + name
                    : file.getFileName().toString();
            var answer = new AgentAnswer(source, name, run, outcomes, level.value(), warnings());
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
        json.put("tools", String.join(", ", tools())).put("replies", replies).put("window", window);
        json.put("votes", votes)
                .put("redos", redos)
                .put("temperature", temperature)
                .put("seed", seed);
        json.put("match", match.name()).put("tolerance", tolerance).put("max_tokens", mostTokens);
        json.put("judge", judge == null ? "" : judge);
        return json.put("tasks", Digests.of(tasks.toString()));
    }

    private static void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new UserError("%s is %d; expected %d to %d".formatted(option, value, least, most));
        }
    }

    private AnswerMatch matching() {
        if ((match == MatchName.command) != (judge != null)) {
            throw new UserError("--judge COMMAND is of --match command; expected both or none of them");
        }
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new UserError("--tolerance is %s; expected a share from 0 to less than 1".formatted(tolerance));
        }
        return switch (match) {
            case exact -> new AnswerMatch.Exact();
            case numeric -> new AnswerMatch.Numeric(tolerance);
            case command -> new AnswerMatch.Command(judge);
        };
    }

    private Set<String> tools() {
        var wanted = new LinkedHashSet<String>();
        for (var tool : tools) {
            var name = tool.strip().toLowerCase(Locale.ROOT);
            if (AgentRun.TOOLS.contains(name)) {
                wanted.add(name);
            } else if (!name.equals("none")) {
                throw new UserError("--tools: found \"%s\", expected calculator, memory or none".formatted(tool));
            }
        }
        return wanted;
    }

    private List<String> warnings() {
        return temperature == 0 && votes > 1
                ? List.of("votes at temperature 0 repeat one attempt; expected --temperature above 0 with --vote")
                : List.of();
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
