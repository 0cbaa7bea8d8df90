package loglog.laws;

/**
 * An estimate with its uncertainty.
 *
 * @param value the estimate
 * @param low the interval's lower end
 * @param high the interval's upper end
 * @param se the standard error, NaN where the method gives none
 * @param level the share of repetitions in which such an interval should hold the truth, for example 0.9
 */
public record Interval(double value, double low, double high, double se, double level) {

    /** Whether the value lies in the interval. */
    public boolean holds(double truth) {
        return low <= truth && truth <= high;
    }

    /** An interval without a width: nothing is known of its uncertainty. */
    static Interval unknown(double value, double level) {
        return new Interval(value, Double.NaN, Double.NaN, Double.NaN, level);
    }
}
