package loglog.forecast.trends;

/**
 * A law of growth with its parameters.
 *
 * @param a the power of ten of the quantity at the place where the rest vanishes
 * @param b growth per year (exponential, and two slopes before the break), or the exponent k
 * @param c how much the growth per year changes at the break; 0 for other forms
 * @param place t0, tc or tb on the axis of years; the origin of an exponential
 */
public record GrowthCurve(Form form, double a, double b, double c, double place) {
    /** The power of ten of the quantity at a date; infinite where a power law has not begun or a hyperbola has ended. */
    public double at(double year) {
        double t = year - place;
        return switch (form) {
            case EXPONENTIAL -> a + b * t;
            case POWER_LAW ->
                t > 0 ? a + b * Math.log10(t) : b > 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            case HYPERBOLIC ->
                t < 0 ? a - b * Math.log10(-t) : b > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            case TWO_SLOPES -> a + b * t + c * Math.max(0, t);
        };
    }

    /** Growth at a date, in orders of magnitude a year; NaN where the law has no value. */
    public double growth(double year) {
        double t = year - place;
        return switch (form) {
            case EXPONENTIAL -> b;
            case POWER_LAW -> t > 0 ? b / (Math.log(10) * t) : Double.NaN;
            case HYPERBOLIC -> t < 0 ? b / (Math.log(10) * -t) : Double.NaN;
            case TWO_SLOPES -> t > 0 ? b + c : b;
        };
    }

    /**
     * When the law passes a value in the direction in which it goes at a date.
     *
     * @param log the value's power of ten
     * @param now the date whose direction counts, which tells "not yet" from "long ago" where two slopes pass it twice
     * @return the date; positive infinity where it is never reached
     */
    public double reaches(double log, double now) {
        double growth = growth(now);
        return switch (form) {
            case EXPONENTIAL -> growth == 0 ? Double.POSITIVE_INFINITY : place + (log - a) / b;
            case POWER_LAW -> place + Math.pow(10, (log - a) / b);
            case HYPERBOLIC -> place - Math.pow(10, (a - log) / b);
            case TWO_SLOPES -> {
                double after = place + (log - a) / (b + c);
                yield after >= place
                        ? after
                        : place + (log - a) / b <= place ? place + (log - a) / b : Double.POSITIVE_INFINITY;
            }
        };
    }
}
