package loglog.agents;

import java.util.List;

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
}
