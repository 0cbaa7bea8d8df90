package loglog.models.training;

import java.util.Locale;

/** What a run tells while it works, and how it is stopped. */
public interface Progress {
    /** Says nothing, never stops. */
    Progress QUIET = row -> {};

    /** One row of {@code metrics.jsonl} was written. */
    void logged(Row row);

    /** Whether the run should write a checkpoint and stop; asked after each step. */
    default boolean stop() {
        return false;
    }

    /**
     * A stretch of steps.
     *
     * @param steps of the whole run
     * @param loss mean over the stretch, nats per token
     * @param gradientNorm of its last step, before clipping
     * @param shareOfPeak of the machine's measured peak; 0 where it was not measured
     * @param memoryBytes in tensors
     * @param secondsLeft at this stretch's pace
     */
    record Row(
            long step,
            long steps,
            long tokens,
            double flops,
            double loss,
            double rate,
            double gradientNorm,
            double tokensPerSecond,
            double shareOfPeak,
            long memoryBytes,
            double secondsLeft) {
        /** One line for a terminal. */
        public String line() {
            return String.format(
                    Locale.ROOT,
                    "step %d/%d  loss %.4f  %,.0f tokens/s%s  %d MiB  %s left",
                    step,
                    steps,
                    loss,
                    tokensPerSecond,
                    shareOfPeak > 0 ? String.format(Locale.ROOT, "  %.0f%% of peak", 100 * shareOfPeak) : "",
                    memoryBytes >> 20,
                    duration(secondsLeft));
        }

        private static String duration(double seconds) {
            long s = Math.round(seconds);
            return s < 60 ? s + " s" : s < 3600 ? s / 60 + " min" : s / 3600 + " h " + s % 3600 / 60 + " min";
        }
    }
}
