package loglog.app.agents;

import loglog.app.UserError;
import loglog.tasks.AnswerMatch;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** When an answer is right. */
final class AgentMatchOptions {
    enum MatchName {
        exact,
        numeric,
        command
    }

    @Option(
            names = "--match",
            paramLabel = "HOW",
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

    AnswerMatch matching() {
        if ((match == MatchName.command) != (judge != null)) {
            throw new UserError("--judge: found %s, expected both or none of --judge COMMAND and --match command"
                    .formatted(judge == null ? "nothing with --match command" : "it without --match command"));
        }
        if (!(tolerance >= 0 && tolerance < 1)) {
            throw new UserError("--tolerance: found %s, expected a share from 0 to less than 1".formatted(tolerance));
        }
        return switch (match) {
            case exact -> new AnswerMatch.Exact();
            case numeric -> new AnswerMatch.Numeric(tolerance);
            case command -> new AnswerMatch.Command(judge);
        };
    }

    /** The program that judges; empty for none. */
    String command() {
        return judge == null ? "" : judge;
    }

    ObjectNode write(ObjectNode to) {
        return to.put("match", match.name()).put("tolerance", tolerance);
    }
}
