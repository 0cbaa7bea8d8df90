package loglog.app.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import loglog.forecast.Dates;
import loglog.forecast.Estimate;
import loglog.forecast.horizons.AgentHorizon;
import loglog.forecast.horizons.SuccessCurve;
import loglog.forecast.horizons.Work;
import loglog.forecast.trends.Trend;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** What {@code horizon} shows to people. */
final class HorizonSheet {
    private static final int SAMPLES = 50;
    private static final int MOST_CURVES = 12;

    private HorizonSheet() {}

    static Sheet of(HorizonAnswer answer, List<String> written) {
        var sheet = new Sheet("time horizons, " + answer.source());
        answer.facts().forEach(sheet::text);
        sheet.warnings(answer.warnings());
        if (!answer.agents().isEmpty()) {
            agents(sheet, answer);
        }
        var percent = Shown.percent(answer.level());
        if (answer.trends().stream().anyMatch(trend -> trend != null)) {
            var table = TextTable.of("success", "agents", "doubling [days]", percent + " interval", "OOM a year");
            var dates = TextTable.of("success", "day (8 h)", "week (40 h)", "month (167 h)", "year (2,000 h)");
            for (int k = 0; k < answer.rates().size(); k++) {
                var trend = answer.trends().get(k);
                var rate =
                        rate(answer.rates().get(k)) + (answer.isExtrapolated().get(k) ? "*" : "");
                if (trend == null) {
                    table.row(rate, 0, "n/a", null, null);
                    continue;
                }
                boolean grows = trend.oomPerYear().value() > 0;
                table.row(
                        rate,
                        trend.rows().size(),
                        grows ? Shown.value(trend.doublingDays()) : "does not grow",
                        grows ? Shown.range(trend.doublingDays()) : null,
                        Shown.both(trend.oomPerYear()));
                var cells = new ArrayList<Object>(List.of(rate));
                for (var work : Work.values()) {
                    cells.add(month(HorizonAnswer.date(trend, work)));
                }
                dates.row(cells.toArray());
            }
            var star = answer.isExtrapolated().contains(true)
                    ? "; * by the logistic curve through the table's two nearest rates"
                    : "";
            sheet.table(
                    "how fast horizons grow; intervals: %d resamples of %s%s"
                            .formatted(
                                    answer.resamples(),
                                    answer.agents().isEmpty() ? "agents" : "tasks and agents",
                                    star),
                    table.sparing("OOM a year"));
            sheet.table("when agents do a day's, a week's, a month's, a year's work of a person", dates);
        }
        var first = answer.trends().getFirst();
        if (first != null) {
            sheet.figure(chart(answer, first), caption(answer, first));
        }
        var fitted = answer.agents().stream()
                .filter(agent -> agent.curve().status() == SuccessCurve.Status.FITTED)
                .toList();
        if (!fitted.isEmpty()) {
            var curves = curves(fitted.subList(0, Math.min(MOST_CURVES, fitted.size())));
            var caption = Caption.of(
                    "Success against the length of a task, by the logistic curve of each agent (arXiv 2503.14499): %d rows of %s"
                            .formatted(
                                    answer.agents().stream()
                                            .mapToInt(AgentHorizon::runs)
                                            .sum(),
                                    answer.source()));
            if (first == null) {
                sheet.figure(curves, caption);
            } else {
                sheet.pageFigure(curves, caption);
            }
        }
        written.forEach(sheet::text);
        return sheet;
    }

    static String rate(double success) {
        return Format.share(success, 4);
    }

    /** "2027-03 (2026-11 to 2028-01)": a forecast's day is no news. */
    private static String month(Estimate years) {
        return "%s (%s to %s)".formatted(month(years.value()), month(years.low()), month(years.high()));
    }

    private static String month(double years) {
        var text = Dates.text(years);
        return Dates.isOnCalendar(years) ? text.substring(0, 7) : text;
    }

    private static void agents(Sheet sheet, HorizonAnswer answer) {
        var header = new ArrayList<>(List.of("agent", "released", "runs", "successes"));
        for (double rate : answer.rates()) {
            header.add(rate(rate) + " [min]");
        }
        header.add(rate(answer.rates().getFirst()) + ": " + Shown.percent(answer.level()) + " interval");
        var table = TextTable.of(header.toArray(String[]::new));
        var sorted = answer.agents().stream()
                .sorted((a, b) -> Double.compare(a.year(), b.year()))
                .toList();
        boolean any = false;
        for (var agent : sorted) {
            var cells = new ArrayList<Object>(List.of(
                    agent.name(),
                    Double.isNaN(agent.year()) ? "" : Dates.text(agent.year()),
                    agent.runs(),
                    Format.trimmed(agent.successes(), 4)));
            for (double rate : answer.rates()) {
                boolean within = agent.place(rate) == AgentHorizon.Place.WITHIN;
                any |= agent.isMeasured() && !within;
                cells.add(
                        agent.isMeasured()
                                ? minutes(agent.curve().horizon(rate)) + (within ? "" : "*")
                                : beyond(agent));
            }
            var interval = agent.horizon(answer.rates().getFirst());
            cells.add(agent.isMeasured() ? end(interval.low(), agent) + " to " + end(interval.high(), agent) : null);
            table.row(cells.toArray());
        }
        sheet.table(
                "horizons" + (any ? "; * beyond the tasks that were tried, by the curve alone" : ""),
                table.sparing("successes", "runs"));
    }

    private static String beyond(AgentHorizon agent) {
        return switch (agent.place(0.5)) {
            case BELOW -> "< " + minutes(agent.shortest());
            case ABOVE -> "> " + minutes(agent.longest());
            default -> "n/a";
        };
    }

    private static String end(double minutes, AgentHorizon agent) {
        return minutes < agent.shortest()
                ? "< " + minutes(agent.shortest())
                : minutes > agent.longest() ? "> " + minutes(agent.longest()) : minutes(minutes);
    }

    private static String minutes(double minutes) {
        return Format.trim(Format.number(minutes));
    }

    private static Chart chart(HorizonAnswer answer, Trend trend) {
        var rows = trend.rows();
        double ahead = Math.max(2, 0.5 * (rows.last() - rows.first()));
        var x = TrendSheet.spaced(rows.first(), rows.last() + ahead, SAMPLES);
        var band = Arrays.stream(x).mapToObj(trend::at).toArray(Estimate[]::new);
        var future = TrendSheet.spaced(rows.last(), rows.last() + ahead, SAMPLES / 2);
        var past = TrendSheet.spaced(rows.first(), rows.last(), SAMPLES / 2);
        var chart = new Chart(
                        "time horizons against the calendar", Axis.linear("date [year]"), Axis.log("horizon [minutes]"))
                .with(new Layer.Points("agents", rows.years(), rows.values(), null, null))
                .band(
                        "%s interval".formatted(Shown.percent(answer.level())),
                        x,
                        Arrays.stream(band).mapToDouble(Estimate::low).toArray(),
                        Arrays.stream(band).mapToDouble(Estimate::high).toArray())
                .line("trend", past, line(trend, past))
                .dashed("forecast", future, line(trend, future));
        for (var work : Work.values()) {
            chart = chart.horizontal(work.words(), work.minutes());
        }
        return chart;
    }

    private static double[] line(Trend trend, double[] years) {
        return Arrays.stream(years)
                .map(year -> Math.pow(10, trend.curve().at(year)))
                .toArray();
    }

    private static Caption caption(HorizonAnswer answer, Trend trend) {
        return Caption.of(
                        "Time horizons at %s success against release dates: %d rows of %s. Law: exponential, doubling in %s days; band: %s interval of the trend, %d resamples"
                                .formatted(
                                        rate(answer.rates().getFirst()),
                                        trend.rows().size(),
                                        answer.source(),
                                        Shown.both(trend.doublingDays()),
                                        Shown.percent(answer.level()),
                                        answer.resamples()))
                .cites("arXiv 2503.14499", "efron1979");
    }

    private static Chart curves(List<AgentHorizon> agents) {
        double low = agents.stream().mapToDouble(AgentHorizon::shortest).min().orElseThrow();
        double high = agents.stream().mapToDouble(AgentHorizon::longest).max().orElseThrow();
        var x = Arrays.stream(TrendSheet.spaced(Math.log(low), Math.log(high), SAMPLES))
                .map(Math::exp)
                .toArray();
        var chart = new Chart(
                "success against the length of a task",
                Axis.log("length for a person [minutes]"),
                Axis.linear("success [%]").range(0, 100));
        for (var agent : agents) {
            chart = chart.line(
                    agent.name(),
                    x,
                    Arrays.stream(x).map(m -> 100 * agent.curve().at(m)).toArray());
        }
        return chart;
    }
}
