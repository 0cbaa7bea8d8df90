package loglog.forecast.trends;

import java.util.ArrayList;
import java.util.List;
import loglog.forecast.Estimate;

/**
 * What a trend would have said at a past date, and whether it held.
 *
 * @param until the date, on the axis of years
 * @param rows how many were known then
 * @param oomPerYear growth as it was estimated then
 * @param later how many rows came after, each forecast with an interval
 * @param inside how many of them lay in their intervals
 * @param meanError their mean distance from the forecast, in orders of magnitude
 * @param bias their mean distance above the forecast, in orders of magnitude: positive where the forecast was too low
 */
public record PastForecast(
        double until, int rows, Estimate oomPerYear, int later, int inside, double meanError, double bias) {
    private static final int LEAST_ROWS = 6;

    /**
     * Forecasts from past dates.
     *
     * @param selection of all dates: a row that was best at its date stays so
     * @param dates on the axis of years; those with too few rows before or none after are left out
     */
    public static List<PastForecast> of(
            Selection selection, Form form, double[] dates, double level, int resamples, long seed) {
        var all = new ArrayList<PastForecast>();
        for (double date : dates) {
            var then = selection.until(date);
            var before = then.rows();
            var after = selection.rows().after(date);
            if (before.size() >= LEAST_ROWS
                    && before.dates() >= LEAST_ROWS
                    && after.size() > 0
                    && before.groupCount() >= 3) {
                Trend.of(then, form, level, resamples, seed)
                        .value()
                        .ifPresent(trend -> all.add(of(before, after, date, trend)));
            }
        }
        return all;
    }

    private static PastForecast of(DatedRows before, DatedRows after, double date, Trend then) {
        int inside = 0;
        double errors = 0;
        double bias = 0;
        var logs = after.logs();
        for (int i = 0; i < logs.length; i++) {
            var forecast = then.newLog(after.years()[i]);
            inside += forecast.low() <= logs[i] && logs[i] <= forecast.high() ? 1 : 0;
            errors += Math.abs(logs[i] - forecast.value());
            bias += logs[i] - forecast.value();
        }
        return new PastForecast(
                date, before.size(), then.oomPerYear(), logs.length, inside, errors / logs.length, bias / logs.length);
    }

    /**
     * Past dates to ask: so many, one to five years before the last row, or even parts of a short history.
     *
     * @param count how many
     */
    public static double[] dates(DatedRows rows, int count) {
        double span = rows.last() - rows.first();
        double step = span > 2 * count ? 1 : span / (2 * count);
        var dates = new double[count];
        for (int k = 0; k < count; k++) {
            dates[k] = rows.last() - (count - k) * step;
        }
        return dates;
    }
}
