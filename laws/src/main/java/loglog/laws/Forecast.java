package loglog.laws;

import java.util.List;

/**
 * What the metric will be at scales that were not run.
 *
 * @param law the interval of the curve there: where many runs would lie on average
 * @param run the interval of one new run, which has noise of its own
 * @param axis the direction in which the scales lie beyond the rows: an axis, or compute where params and tokens grow together
 * @param distance how far: the natural logarithm of the ratio to the largest row, 0 inside
 * @param forms the laws that were averaged, heaviest first
 * @param warnings what a reader of the interval should know, a sentence each
 */
public record Forecast(
        Interval law, Interval run, String axis, double distance, List<Form> forms, List<String> warnings) {

    /**
     * One law's part in a forecast.
     *
     * @param fit to all rows
     * @param weight its share, from how well it forecast held-out rows; the same for every question
     * @param value its own forecast: the mean of its fits to all rows and to their more expensive half, within the metric's limits
     * @param rehearsals the cuts at which it was compared with the other forms, over all axes
     * @param heldOutError its mean relative error there, each axis counting the same, NaN without rehearsals
     * @param misfit the standard deviation of what forms are off by at a factor of e beyond the rows, as rehearsals in the
     *     direction of the question had it; it grows with the square root of the distance
     */
    public record Form(Fit fit, double weight, double value, int rehearsals, double heldOutError, double misfit) {}
}
