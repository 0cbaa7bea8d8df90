package loglog.models.training;

/**
 * How a run ended, or where it stands.
 *
 * @param reason why it diverged, in one sentence; empty otherwise
 * @param steps done
 * @param tokens seen
 * @param flops training compute, counted from the layers
 * @param loss mean training loss of the last stretch that was logged, nats per token; NaN before there is one
 * @param validationLoss nats per token; NaN without validation
 * @param bitsPerByte of the validation text; NaN where unknown
 * @param seconds spent in this process
 */
public record Outcome(
        Status status,
        String reason,
        long steps,
        long tokens,
        double flops,
        double loss,
        double validationLoss,
        double bitsPerByte,
        double seconds) {
    /** How it ended. */
    public enum Status {
        FINISHED,
        DIVERGED,
        INTERRUPTED
    }
}
