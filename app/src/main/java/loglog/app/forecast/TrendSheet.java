package loglog.app.forecast;

import java.util.Arrays;
import java.util.List;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;
import loglog.forecast.trends.GrowthCurve;
import loglog.forecast.trends.PastForecast;
import loglog.forecast.trends.Trend;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** What {@code trend} shows to people. */
final class TrendSheet {
    private static final int SAMPLES = 60;

    private TrendSheet() {}

    static Sheet of(TrendAnswer answer, List<String> written) {
        var trend = answer.trend();
        var rows = trend.rows();
        var metric = answer.table().metric();
        boolean grows = trend.curve().growth(rows.last()) > 0;
        var percent = Shown.percent(trend.level());
        var sheet = new Sheet("%s against the calendar, %s".formatted(metric, answer.source()));
        sheet.text("%d rows from %s to %s%s%s"
                .formatted(
                        rows.size(),
                        Dates.text(rows.first()),
                        Dates.text(rows.last()),
                        answer.table().chosen().isEmpty()
                                ? ""
                                : ", " + answer.table().chosen(),
                        answer.table().without() == 0
                                ? ""
                                : "; %d without a date or %s are left out"
                                        .formatted(answer.table().without(), metric)));
        sheet.warnings(answer.warnings());

        var growth = TextTable.of(
                "growth of",
                "rows",
                "OOM a year",
                percent + " interval",
                grows ? "doubling [days]" : "halving [days]",
                percent + " interval ");
        growth(growth, answer.law(), trend, grows);
        for (var group : answer.groups()) {
            var name = "%s = %s".formatted(group.column(), group.value().isEmpty() ? "(empty)" : group.value());
            if (group.trend() == null) {
                growth.row(name, group.rows(), "too few rows", null, null, null);
            } else {
                growth(growth, name, group.trend(), grows);
            }
        }
        sheet.table(
                "%s; intervals: %d resamples of %s"
                        .formatted(
                                answer.law().equals("exponential")
                                        ? "the same growth each year"
                                        : "growth at the last row",
                                answer.resamples(),
                                answer.unit()),
                growth);
        if (answer.laws().size() > 1) {
            laws(sheet, answer);
        }
        var dates = TextTable.of(metric, "reached on", percent + " interval");
        answer.reach().forEach((text, value) -> {
            var when = trend.reaches(value);
            dates.row(text, Dates.text(when.value()), Shown.dateRange(when));
        });
        sheet.table("when the law %s reaches a value".formatted(answer.law()), dates);
        var values = TextTable.of("date", metric, percent + " of the law", percent + " of a new row");
        for (double year : answer.at()) {
            values.row(
                    Dates.text(year),
                    Format.scale(trend.at(year).value()),
                    Shown.scaleRange(trend.at(year)),
                    Shown.scaleRange(trend.newRow(year)));
        }
        sheet.table("what it says of dates", values);
        past(sheet, answer);
        sheet.figure(chart(answer), caption(answer));
        if (answer.past().size() > 1) {
            sheet.pageFigure(
                    pastChart(answer),
                    Caption.of(
                                    "Growth as it was estimated at past dates, from the rows up to each, with %s intervals: %d rows of %s. Law: exponential"
                                            .formatted(percent, rows.size(), answer.source()))
                            .cites("efron1979"));
        }
        written.forEach(sheet::text);
        return sheet;
    }

    private static void growth(TextTable table, String name, Trend trend, boolean grows) {
        var oom = trend.oomPerYear();
        var days = trend.doublingDays();
        if (!grows) { // a halving time is a positive number
            days = new Estimate(-days.value(), -days.high(), -days.low());
        }
        table.row(name, trend.rows().size(), Shown.value(oom), Shown.range(oom), Shown.value(days), Shown.range(days));
    }

    private static void laws(Sheet sheet, TrendAnswer answer) {
        var next = answer.reach().entrySet().iterator().next();
        var table = TextTable.of(
                "law", "error of hidden rows [OOM]", "best in", "scatter [OOM]", next.getKey() + " reached on");
        answer.laws().forEach((form, trend) -> {
            var ranked = answer.ranking() == null
                    ? null
                    : answer.ranking().laws().stream()
                            .filter(r -> r.form() == form)
                            .findFirst()
                            .orElse(null);
            table.row(
                    form.words(),
                    ranked == null ? null : Format.number(ranked.error()),
                    ranked == null ? null : Shown.percent(ranked.share()),
                    Format.number(trend.scatter()),
                    Shown.date(trend.reaches(next.getValue())));
        });
        sheet.table("which law: " + answer.verdict(), table.sparing("scatter [OOM]"));
    }

    private static void past(Sheet sheet, TrendAnswer answer) {
        if (answer.past().isEmpty()) {
            return;
        }
        var table = TextTable.of(
                "said on", "rows", "OOM a year then", "later rows", "inside", "mean error [OOM]", "bias [OOM]");
        for (var p : answer.past()) {
            table.row(
                    Dates.text(p.until()),
                    p.rows(),
                    Shown.both(p.oomPerYear()),
                    p.later(),
                    "%d of %d".formatted(p.inside(), p.later()),
                    Format.number(p.meanError()),
                    (p.bias() > 0 ? "+" : "") + Format.number(p.bias()));
        }
        int later = answer.past().stream().mapToInt(PastForecast::later).sum();
        int inside = answer.past().stream().mapToInt(PastForecast::inside).sum();
        sheet.table(
                "what it would have said: of %d forecasts of later rows %d lay in their %s intervals; bias: rows above the forecast"
                        .formatted(later, inside, Shown.percent(answer.trend().level())),
                table.sparing("bias [OOM]", "mean error [OOM]"));
    }

    private static Axis metric(TrendAnswer answer) {
        return Axis.log(
                answer.table().metric().equalsIgnoreCase("flops")
                        ? "training compute [FLOP]"
                        : answer.table().metric());
    }

    private static Chart chart(TrendAnswer answer) {
        var trend = answer.trend();
        var rows = trend.rows();
        double ahead = Math.max(1, 0.2 * (rows.last() - rows.first()));
        var future = spaced(rows.last(), rows.last() + ahead, SAMPLES / 3);
        var chart = new Chart(
                        "%s against the calendar".formatted(answer.table().metric()),
                        Axis.linear("date [year]"),
                        metric(answer))
                .with(new Layer.Points("rows", rows.years(), rows.values(), null, rows.names()));
        var x = spaced(rows.first(), rows.last() + ahead, SAMPLES);
        var band = Arrays.stream(x).mapToObj(trend::newRow).toArray(Estimate[]::new);
        chart = chart.band(
                "%s interval of a new row".formatted(Shown.percent(trend.level())),
                x,
                Arrays.stream(band).mapToDouble(Estimate::low).toArray(),
                Arrays.stream(band).mapToDouble(Estimate::high).toArray());
        var past = spaced(rows.first(), rows.last(), SAMPLES);
        return chart.line(answer.law(), past, values(trend.curve(), past))
                .dashed("forecast", future, values(trend.curve(), future));
    }

    private static Chart pastChart(TrendAnswer answer) {
        var past = answer.past();
        return new Chart(
                        "growth as it was estimated at past dates",
                        Axis.linear("date [year]"),
                        Axis.linear("growth [OOM a year]"))
                .bars(
                        "said then",
                        past.stream().mapToDouble(PastForecast::until).toArray(),
                        past.stream().mapToDouble(p -> p.oomPerYear().value()).toArray(),
                        past.stream().mapToDouble(p -> p.oomPerYear().low()).toArray(),
                        past.stream().mapToDouble(p -> p.oomPerYear().high()).toArray())
                .horizontal("all rows", answer.trend().oomPerYear().value());
    }

    static double[] spaced(double from, double to, int count) {
        var x = new double[count];
        for (int i = 0; i < count; i++) {
            x[i] = from + (to - from) * i / (count - 1);
        }
        return x;
    }

    private static double[] values(GrowthCurve curve, double[] years) {
        return Arrays.stream(years).map(year -> Math.pow(10, curve.at(year))).toArray();
    }

    private static Caption caption(TrendAnswer answer) {
        var trend = answer.trend();
        return Caption.of(
                        "%s against the calendar: %d rows of %s. Law: %s, %s OOM a year; band: %s interval of a new row, %d resamples of %s"
                                .formatted(
                                        answer.table().metric(),
                                        trend.rows().size(),
                                        answer.source(),
                                        answer.law(),
                                        Shown.both(trend.oomPerYear()),
                                        Shown.percent(trend.level()),
                                        answer.resamples(),
                                        answer.unit()))
                .cites("efron1979");
    }
}
