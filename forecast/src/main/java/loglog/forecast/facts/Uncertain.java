package loglog.forecast.facts;

import loglog.forecast.CounterRandom;

/**
 * A number known by its middle and an interval. Its distribution has these three quantiles exactly: on its scale it is a normal one
 * with another spread below the middle than above, so that with ends alike it is normal or, on the logarithmic scale, lognormal.
 *
 * @param value the median, in the unit that whoever holds it names
 * @param low the interval's lower end; the same as the value where it is known exactly
 * @param high the interval's upper end
 * @param level the share between the two ends, between 0 and 1
 * @param logarithmic whether ratios, not differences, are spread evenly; all three are positive then
 */
public record Uncertain(double value, double low, double high, double level, boolean logarithmic) {
    /** The level of intervals where none is named. */
    public static final double USUAL_LEVEL = 0.9;

    public Uncertain {
        if (!(low <= value && value <= high) || !(level > 0 && level < 1) || logarithmic && !(low > 0)) {
            throw new IllegalArgumentException("found %s to %s about %s at %s".formatted(low, high, value, level));
        }
    }

    /** A number without uncertainty. */
    public static Uncertain exactly(double value) {
        return new Uncertain(value, value, value, USUAL_LEVEL, false);
    }

    /** A positive number with an interval of 90% on the logarithmic scale. */
    public static Uncertain between(double low, double value, double high) {
        return new Uncertain(value, low, high, USUAL_LEVEL, true);
    }

    /** A positive number with an interval of 90% on the logarithmic scale, and its geometric middle for the median. */
    public static Uncertain between(double low, double high) {
        return between(low, Math.min(high, Math.max(low, Math.sqrt(low) * Math.sqrt(high))), high);
    }

    public boolean isExact() {
        return low == high;
    }

    /**
     * The quantile that has the place {@code z} of a standard normal number: 0 gives the median, 1.645 the 95th percentile.
     */
    public double at(double z) {
        if (isExact()) {
            return value;
        }
        double end = CounterRandom.normalQuantile((1 + level) / 2);
        return back(scaled(value) + z / end * (z < 0 ? scaled(value) - scaled(low) : scaled(high) - scaled(value)));
    }

    private double scaled(double x) {
        return logarithmic ? Math.log(x) : x;
    }

    private double back(double x) {
        return logarithmic ? Math.exp(x) : x;
    }

    /** The same number in another unit, by a monotone change of its middle and ends; spread evenly on the scale that is named. */
    public Uncertain map(java.util.function.DoubleUnaryOperator change, boolean logarithmic) {
        double a = change.applyAsDouble(low);
        double b = change.applyAsDouble(high);
        return new Uncertain(change.applyAsDouble(value), Math.min(a, b), Math.max(a, b), level, logarithmic);
    }
}
