package loglog.laws;

import java.util.List;

/**
 * What the metric will be at scales that were not run.
 *
 * @param law the interval of the curve there: where many runs would lie on average
 * @param run the interval of one new run, which has noise of its own
 * @param axis the axis on which the scales lie furthest beyond the rows
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
     * @param weight its share, from how well it forecast held-out rows
     * @param value its own forecast
     * @param rehearsals the cuts at which it could be tried
     * @param heldOutError its mean relative error there, NaN without rehearsals
     * @param misfit the standard deviation that its form adds for each factor of e of extrapolation
     */
    public record Form(Fit fit, double weight, double value, int rehearsals, double heldOutError, double misfit) {}
}
