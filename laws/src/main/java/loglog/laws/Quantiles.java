package loglog.laws;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.NormalDistribution;

/** Order statistics. */
public final class Quantiles {
    private Quantiles() {}

    /** The quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7). */
    public static double of(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
        if (sorted[below] == sorted[above]) {
            return sorted[below]; // both may be infinite
        }
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return of(sorted, 0.5);
    }

    /** The median absolute deviation from the median, scaled to a normal distribution's standard deviation. */
    static double mad(double[] values) {
        double median = median(values);
        return 1.4826
                * median(Arrays.stream(values).map(v -> Math.abs(v - median)).toArray());
    }

    static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    static double sd(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double v : values) {
            sum += (v - mean) * (v - mean);
        }
        return Math.sqrt(sum / (values.length - 1));
    }

    /** The percentile interval of draws around an estimate; draws that are not finite are left out. */
    public static Interval interval(double value, double[] draws, double level) {
        var finite = Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
        if (finite.length < 2) {
            return Interval.unknown(value, level);
        }
        double tail = (1 - level) / 2;
        return new Interval(value, of(finite, tail), of(finite, 1 - tail), sd(finite), level);
    }

    /** Bias beyond a standard deviation of the draws is not corrected further: such an estimate is no center of theirs. */
    private static final double GREATEST_BIAS = 1;

    /**
     * The bias-corrected percentile interval of bootstrap draws (Efron 1981; Efron and Tibshirani 1993, 14.3 with a = 0):
     * where more than half of the draws lie on one side of the estimate, the percentiles move to the other. It does not
     * depend on the scale on which a quantity is written. Draws may be infinite, and then an end may be; NaN are left
     * out.
     *
     * @param widening of the normal quantiles, 1 for none: draws from n rows spread too little by sqrt(n / (n - m)) where
     *     m parameters were fitted to them
     */
    public static Interval biasCorrected(double value, double[] draws, double level, double widening) {
        var sorted = Arrays.stream(draws).filter(d -> !Double.isNaN(d)).sorted().toArray();
        if (sorted.length < 2 || Double.isNaN(value)) {
            return Interval.unknown(value, level);
        }
        double below = 0;
        for (double d : sorted) {
            below += d < value ? 1 : d == value ? 0.5 : 0;
        }
        double bias = Math.clamp(
                NORMAL.inverseCumulativeProbability((below + 0.5) / (sorted.length + 1)),
                -GREATEST_BIAS,
                GREATEST_BIAS);
        double z = widening * NORMAL.inverseCumulativeProbability((1 + level) / 2);
        double low = of(sorted, NORMAL.cumulativeProbability(2 * bias - z));
        double high = of(sorted, NORMAL.cumulativeProbability(2 * bias + z));
        return new Interval(value, low, high, widening * sd(sorted), level);
    }

    private static final NormalDistribution NORMAL = new NormalDistribution();
}
