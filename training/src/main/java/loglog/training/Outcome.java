package loglog.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a run ended, or where it stands.
 *
 * @param reason why it diverged, in one sentence; empty otherwise
 * @param scales what it was made at, by name: {@code params}, {@code steps}, {@code tokens}, {@code flops} and what else its
 *     kind counts; whole numbers as {@link Long}
 * @param metrics what was measured, by name; what is not known is left out
 * @param uncertainty the standard errors of metrics that have one, by name
 * @param seconds spent in this process
 */
public record Outcome(
        Status status,
        String reason,
        Map<String, Number> scales,
        Map<String, Double> metrics,
        Map<String, Double> uncertainty,
        double seconds) {
    /** How it ended. */
    public enum Status {
        FINISHED,
        DIVERGED,
        INTERRUPTED
    }

    public static final String PARAMS = "params";
    public static final String STEPS = "steps";
    public static final String TOKENS = "tokens";
    public static final String FLOPS = "flops";

    public Outcome {
        scales = Collections.unmodifiableMap(new LinkedHashMap<>(scales));
        var known = new LinkedHashMap<>(metrics);
        known.values().removeIf(value -> !Double.isFinite(value));
        metrics = Collections.unmodifiableMap(known);
        uncertainty = Collections.unmodifiableMap(new LinkedHashMap<>(uncertainty));
    }

    /** The scales that every kind has, in the order of {@code result.json}. */
    public static Map<String, Number> scales(long params, long steps, long tokens, double flops) {
        var scales = new LinkedHashMap<String, Number>();
        scales.put(PARAMS, params);
        scales.put(STEPS, steps);
        scales.put(TOKENS, tokens);
        scales.put(FLOPS, flops);
        return scales;
    }

    /** A metric's value; NaN where it is not known. */
    public double value(String metric) {
        return metrics.getOrDefault(metric, Double.NaN);
    }

    /** Done. */
    public long steps() {
        return scales.get(STEPS).longValue();
    }

    /** Seen. */
    public long tokens() {
        return scales.get(TOKENS).longValue();
    }

    /** Of training. */
    public double flops() {
        return scales.get(FLOPS).doubleValue();
    }
}
