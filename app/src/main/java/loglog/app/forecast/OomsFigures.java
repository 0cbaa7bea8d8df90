package loglog.app.forecast;

import java.util.List;
import java.util.stream.IntStream;
import loglog.forecast.scenarios.Projection;
import loglog.forecast.scenarios.Scenario;
import loglog.forecast.scenarios.Scenario.Part;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;

/** The fan chart and the tornado of a scenario. */
final class OomsFigures {
    private static final int DATES = 81;

    /** The inner band of a fan. */
    private static final double HALF = 0.5;

    private final Projection projection;
    private final Scenario scenario;
    private final DrawOptions drawing;

    OomsFigures(Projection projection, DrawOptions drawing) {
        this.projection = projection;
        this.scenario = projection.scenario();
        this.drawing = drawing;
    }

    Chart fan() {
        double from = scenario.from().date();
        double end = Double.isFinite(projection.again().high())
                ? Math.min(scenario.until(), projection.again().high() + 1)
                : scenario.until();
        var dates = IntStream.range(0, DATES)
                .mapToDouble(i -> from + (end - from) * i / (DATES - 1))
                .toArray();
        double level = drawing.level();
        var fan = projection.fan(dates, (1 - level) / 2, (1 - HALF) / 2, HALF, (1 + HALF) / 2, (1 + level) / 2);
        var chart = new Chart(
                        "effective compute since " + scenario.from().name(),
                        Axis.linear("date [year]"),
                        Axis.linear(
                                "orders of magnitude since " + scenario.from().name()))
                .band(drawing.percent() + " interval", dates, fan[0], fan[4])
                .band("50% interval", dates, fan[1], fan[3])
                .line("together, median", dates, fan[2]);
        for (var part : Part.values()) {
            var median = IntStream.range(0, DATES)
                    .mapToDouble(i -> projection.oom(part, dates[i]).value())
                    .toArray();
            chart = chart.dashed(part.word(), dates, median);
        }
        double goal = 2 * projection.jump().value();
        chart = chart.horizontal(
                "%s again"
                        .formatted(
                                scenario.from().name() + " to " + scenario.to().name()),
                goal);
        return Double.isFinite(projection.again().value())
                ? chart.vertical(
                        Shown.month(projection.again().value(), scenario.until()),
                        projection.again().value())
                : chart;
    }

    String fanCaption() {
        return "Orders of magnitude of effective compute since %s by the scenario \"%s\": medians and intervals of %d draws of its %d entries"
                .formatted(
                        scenario.from().name(),
                        scenario.name(),
                        projection.draws(),
                        scenario.entries().size());
    }

    /** A bar for each assumption, the longest on top, from the date at its low end to that at its high end. */
    Chart tornado(List<Projection.Influence> influences) {
        return Tornado.chart(
                "which assumption moves the date most",
                Axis.linear("date of the second jump [year]"),
                "assumptions by rank",
                influences.stream().map(Projection.Influence::input).toArray(String[]::new),
                influences.stream()
                        .mapToDouble(influence -> bounded(influence.dateAtLow()))
                        .toArray(),
                influences.stream()
                        .mapToDouble(influence -> bounded(influence.dateAtHigh()))
                        .toArray(),
                bounded(projection.againAtMedians()),
                "at the ends of each interval",
                "at the medians");
    }

    /** What is later than the scenario's end is drawn at its end. */
    private double bounded(double date) {
        return Math.min(date, scenario.until());
    }

    String tornadoCaption() {
        return ("The date of the second jump with each assumption at the ends of its %s interval and all others at their medians, by the"
                        + " scenario \"%s\"; what is later than its end is drawn there")
                .formatted(drawing.percent(), scenario.name());
    }
}
