package loglog.forecast.clusters;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import loglog.forecast.Estimate;

/**
 * Draws of something, from which each figure of it is estimated.
 *
 * @param middle with everything at its median
 * @param level of the intervals
 */
record Sampled<T>(T middle, List<T> samples, double level) {
    private static final int DRAWS = 4000;

    /** The draw at the medians is number -1. */
    static <T> Sampled<T> of(IntFunction<T> draw, double level) {
        return new Sampled<>(
                draw.apply(-1), IntStream.range(0, DRAWS).mapToObj(draw).toList(), level);
    }

    /** A figure: at the medians, with the interval of the draws that have it; NaN where the medians have none. */
    Estimate estimate(ToDoubleFunction<T> what) {
        double value = what.applyAsDouble(middle);
        if (Double.isNaN(value)) {
            return new Estimate(value, value, value);
        }
        return Estimate.of(
                value,
                samples.stream().mapToDouble(what).filter(x -> !Double.isNaN(x)).toArray(),
                level);
    }
}
