package loglog.agents;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What came of a task.
 *
 * @param answer null for none
 * @param replies that the model wrote, over all attempts
 * @param malformed calls
 * @param tokens that the model wrote; 0 where the server does not say
 * @param isFirstRight whether the first attempt's answer was
 * @param checks of answers by the model itself
 */
public record AgentOutcome(
        AgentTask task,
        String answer,
        boolean isRight,
        int replies,
        int malformed,
        long tokens,
        boolean isFirstRight,
        List<Check> checks) {
    /**
     * A check of an answer.
     *
     * @param wasRight what the judge says
     * @param wasAccepted what the model said
     */
    public record Check(boolean wasRight, boolean wasAccepted) {}

    /** What the lines of a transcript say of a task. */
    static AgentOutcome read(AgentTask task, List<ObjectNode> lines) {
        var result = lines.getLast();
        return new AgentOutcome(
                task,
                result.path("answer").isString() ? result.path("answer").stringValue() : null,
                result.path("right").asBoolean(false),
                result.path("replies").asInt(0),
                result.path("malformed").asInt(0),
                result.path("tokens").asLong(0),
                result.path("first_right").asBoolean(false),
                lines.stream()
                        .filter(line ->
                                line.path(AgentTranscript.WHO).asString("").equals("check"))
                        .map(line -> new Check(
                                line.path("right").asBoolean(false),
                                line.path("accepted").asBoolean(false)))
                        .toList());
    }
}
