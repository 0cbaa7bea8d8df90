package loglog.app.agents;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import loglog.agents.AgentOutcome;
import loglog.agents.AgentRun;
import loglog.agents.AgentTask;
import loglog.agents.ChatServer;
import loglog.app.UserError;
import loglog.app.laws.LevelOption;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.Waiting;
import loglog.pages.text.Format;
import loglog.runs.DataException;
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
            "Runs an agent on tasks (JSON lines: prompt, answer, steps where they are known) with a model behind any server that"
                    + " speaks OpenAI's API.",
            "Success with its interval, by number of steps; the error of a step, its nines, and the horizons at 50%% and"
                    + " 80%%."
        })
public final class AgentCommand implements Runnable {
    private static final int MOST_REPLIES = 10_000;
    private static final int MOST_VOTES = 1001;
    private static final int MOST_PARALLEL = 256;

    @Parameters(paramLabel = "TASKS", description = "JSON lines: prompt, answer, steps")
    Path file;

    @Option(
            names = "--server",
            paramLabel = "URL",
            required = true,
            description = "of OpenAI's API: such as http://localhost:8000/v1")
    String server;

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
            description = "also write all that was said as JSON lines (default: none)")
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
        check("--max-tokens", mostTokens, 1, 1_000_000);
        check("--timeout", timeout, 1, 86_400);
        check("--parallel", parallel, 1, MOST_PARALLEL);
        level.value();
        if (!(temperature >= 0 && temperature <= 10)) {
            throw new UserError("--temperature is %s; expected 0 to 10".formatted(Format.trim("" + temperature)));
        }
        var run = new AgentRun(matching(), tools(), replies, window, temperature, votes, redos, seed);
        var tasks = AgentTask.read(file);
        var model =
                new ChatServer(server, this.model, System.getenv(variable), mostTokens, Duration.ofSeconds(timeout));
        if (transcript != null && Files.exists(transcript)) {
            throw new UserError("--transcript %s: is there already, expected a new file".formatted(transcript));
        }
        var outcomes = Waiting.on("%d tasks, %s".formatted(tasks.size(), server), () -> all(run, model, tasks));
        var answer =
                new AgentAnswer(file.getFileName().toString(), this.model, run, outcomes, level.value(), warnings());
        output.show(AgentSheet.of(answer), AgentJson.of(answer));
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
    private List<AgentOutcome> all(AgentRun run, ChatServer model, List<AgentTask> tasks) {
        var outcomes = new AgentOutcome[tasks.size()];
        try (var workers = Executors.newFixedThreadPool(
                parallel, Thread.ofPlatform().daemon().factory())) {
            var all = new ArrayList<Future<?>>();
            IntStream.range(0, outcomes.length)
                    .forEach(i -> all.add(workers.submit(() -> {
                        var lines = new ArrayList<ObjectNode>();
                        outcomes[i] = run.on(model, tasks.get(i), lines::add);
                        write(lines);
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

    private synchronized void write(List<ObjectNode> lines) {
        if (transcript == null) {
            return;
        }
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n'));
        try {
            Files.write(
                    transcript,
                    text.toString().getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw DataException.of(transcript, e);
        }
    }
}
