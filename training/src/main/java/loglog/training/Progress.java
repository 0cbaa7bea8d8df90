package loglog.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

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
     * @param figures of the stretch by name, the first the one to watch, such as the loss; others such as {@code rate},
     *     {@code gradient_norm}, {@code share_of_peak}
     * @param memoryBytes in tensors
     * @param secondsLeft at this stretch's pace
     */
    record Row(
            long step,
            long steps,
            long tokens,
            double flops,
            Map<String, Double> figures,
            double tokensPerSecond,
            long memoryBytes,
            double secondsLeft) {
        public Row {
            figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        }

        /** A figure's value; NaN where there is none. */
        public double value(String figure) {
            return figures.getOrDefault(figure, Double.NaN);
        }

        /** The figure to watch with its name, such as {@code loss 2.3456}; empty where there is none. */
        public String watched() {
            return figures.entrySet().stream()
                    .findFirst()
                    .map(f -> String.format(Locale.ROOT, "%s %.4f", f.getKey().replace('_', ' '), f.getValue()))
                    .orElse("");
        }

        /** One line for a terminal. */
        public String line() {
            double share = value("share_of_peak");
            return String.format(
                    Locale.ROOT,
                    "step %d/%d  %s  %,.0f tokens/s%s  %d MiB  %s left",
                    step,
                    steps,
                    watched(),
                    tokensPerSecond,
                    share > 0 ? String.format(Locale.ROOT, "  %.0f%% of peak", 100 * share) : "",
                    memoryBytes >> 20,
                    duration(secondsLeft));
        }

        private static String duration(double seconds) {
            long s = Math.round(seconds);
            return s < 60 ? s + " s" : s < 3600 ? s / 60 + " min" : s / 3600 + " h " + s % 3600 / 60 + " min";
        }
    }
}
