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

    /** The same of what cannot leave these limits, such as 0 and 1 of an accuracy: what lies beyond them counts as at them. */
    public Interval within(double least, double greatest) {
        return new Interval(
                Math.clamp(value, least, greatest),
                Math.clamp(low, least, greatest),
                Math.clamp(high, least, greatest),
                se,
                level);
    }

    /** An interval without a width: nothing is known of its uncertainty. */
    static Interval unknown(double value, double level) {
        return new Interval(value, Double.NaN, Double.NaN, Double.NaN, level);
    }
}
