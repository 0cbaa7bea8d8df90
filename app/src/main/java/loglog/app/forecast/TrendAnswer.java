package loglog.app.forecast;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.app.answers.AnswerSource;
import loglog.forecast.Dates;
import loglog.forecast.trends.Bend;
import loglog.forecast.trends.Form;
import loglog.forecast.trends.PastForecast;
import loglog.forecast.trends.Trend;
import loglog.forecast.trends.TrendRanking;
import loglog.forecast.trends.TrendTable;
import loglog.words.Format;

/**
 * What {@code trend} has to say.
 *
 * @param source the table without its folder
 * @param law by which dates and values are forecast
 * @param trend of that law
 * @param laws all that the rows suffice for
 * @param ranking null where the rows are too few
 * @param bend null where the rows are too few
 * @param past forecasts from past dates
 * @param reach the values whose dates are wanted, as they were written
 * @param at the dates whose values are wanted, on the axis of years
 * @param groups a trend for each value of a column
 * @param unit what resamples draw
 * @param resamples how many
 */
record TrendAnswer(
        TrendTable table,
        String source,
        String law,
        Trend trend,
        Map<Form, Trend> laws,
        TrendRanking ranking,
        Bend bend,
        List<PastForecast> past,
        Map<String, Double> reach,
        double[] at,
        List<Group> groups,
        String unit,
        int resamples) {
    /**
     * A part of the rows.
     *
     * @param trend null where they are too few
     */
    record Group(String column, String value, int rows, Trend trend) {}

    /** What it is made from. */
    AnswerSource origin() {
        int used = table.rows().size();
        int rows = table.table().rows();
        var left = new LinkedHashMap<String, Integer>();
        left.put("of other dates or conditions", table.unwanted());
        left.put("without a date or " + table.metric(), table.without());
        left.put("none of " + table.chosen(), rows - used - table.unwanted() - table.without());
        left.values().removeIf(count -> count == 0);
        var columns = new LinkedHashMap<String, String>();
        columns.put("metric", table.metric());
        columns.put("date", table.date());
        return new AnswerSource(
                table.table().files(),
                columns,
                rows,
                used,
                left,
                table.vague() == 0 ? List.of() : List.of("of a month, a quarter or a year the middle is its date"),
                List.of());
    }

    /** What a reader should know before trusting the forecast. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        var growth = laws.get(Form.EXPONENTIAL).oomPerYear();
        if (bend != null && bend.isRecentOther()) {
            warnings.add(
                    "the growth has changed: the later half of the rows grows by %s OOM a year, all by %s; a forecast from one exponential is not to be trusted"
                            .formatted(Shown.both(bend.recent()), Format.number(growth.value())));
        } else if (bend != null && bend.probability() > TrendRanking.DECIDED) {
            warnings.add("the growth has changed: %s OOM a year before %s, %s after it (probability of a break %s)"
                    .formatted(
                            Format.number(bend.before()),
                            Dates.text(bend.date()),
                            Format.number(bend.after()),
                            Format.weight(bend.probability())));
        }
        if (growth.low() <= 0 && growth.high() >= 0) {
            warnings.add("the rows do not tell growth from decline: the interval of the growth holds 0");
        }
        int later = past.stream().mapToInt(PastForecast::later).sum();
        int inside = past.stream().mapToInt(PastForecast::inside).sum();
        if (later > 0 && inside < (trend.level() - 0.15) * later) {
            warnings.add("forecasts from past dates did not hold: %d of %d later rows lay in their %s intervals"
                    .formatted(inside, later, Shown.percent(trend.level())));
        }
        if (table.vague() > 0) {
            warnings.add(
                    "%d dates are a month, a quarter or a year: the middle of each is taken".formatted(table.vague()));
        }
        return warnings;
    }

    /** How sure the law is, in a sentence. */
    String verdict() {
        if (ranking == null) {
            return "too few rows to try the laws on hidden ones";
        }
        var first = ranking.laws().getFirst();
        if (ranking.isDecided()) {
            return "%s forecasts best in %s of the resamples"
                    .formatted(first.form().words(), Shown.percent(first.share()));
        }
        return "not decided: %s forecasts best in %s of the resamples, expected %s to call it the law"
                .formatted(first.form().words(), Shown.percent(first.share()), Shown.percent(TrendRanking.DECIDED));
    }
}
