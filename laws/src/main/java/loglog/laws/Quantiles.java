package loglog.laws;

import java.util.Arrays;

/** Order statistics. */
final class Quantiles {
    private Quantiles() {}

    /** The quantile by linear interpolation between order statistics (Hyndman and Fan 1996, type 7). */
    static double of(double[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, sorted.length - 1);
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
    static Interval interval(double value, double[] draws, double level) {
        var finite = Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
        if (finite.length < 2) {
            return Interval.unknown(value, level);
        }
        double tail = (1 - level) / 2;
        return new Interval(value, of(finite, tail), of(finite, 1 - tail), sd(finite), level);
    }
}
