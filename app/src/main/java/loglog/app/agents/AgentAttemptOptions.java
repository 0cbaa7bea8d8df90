package loglog.app.agents;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import loglog.agents.AgentRun;
import loglog.app.UserError;
import loglog.tasks.AnswerMatch;
import loglog.words.Format;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** How an agent tries a task: its tools and messages, how often it tries, votes and checks, and its random numbers. */
final class AgentAttemptOptions {
    private static final int MOST_REPLIES = 10_000;
    private static final int MOST_VOTES = 1001;

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

    @Option(names = "--temperature", paramLabel = "T", description = "of samples (default: ${DEFAULT-VALUE})")
    double temperature = 0.7;

    @Option(names = "--seed", paramLabel = "S", description = "of samples (default: ${DEFAULT-VALUE})")
    long seed = 1;

    void check() {
        AgentCommand.check("--replies", replies, 1, MOST_REPLIES);
        AgentCommand.check("--window", window, 0, MOST_REPLIES);
        AgentCommand.check("--vote", votes, 1, MOST_VOTES);
        AgentCommand.check("--redo", redos, 0, MOST_VOTES);
        if (!(temperature >= 0 && temperature <= 10)) {
            throw new UserError("--temperature: found %s, expected 0 to 10".formatted(Format.trim("" + temperature)));
        }
    }

    AgentRun run(AnswerMatch match) {
        return new AgentRun(match, tools(), replies, window, temperature, votes, redos, seed);
    }

    /** What decides an attempt, for a transcript. */
    ObjectNode write(ObjectNode to) {
        to.put("tools", String.join(", ", tools())).put("replies", replies).put("window", window);
        return to.put("votes", votes)
                .put("redos", redos)
                .put("temperature", temperature)
                .put("seed", seed);
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

    List<String> warnings() {
        return temperature == 0 && votes > 1
                ? List.of("votes at temperature 0 repeat one attempt: --vote is of use with --temperature above 0")
                : List.of();
    }
}
