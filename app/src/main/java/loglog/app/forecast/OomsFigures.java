package loglog.app.forecast;

import java.util.List;
import java.util.stream.IntStream;
import loglog.forecast.scenarios.Projection;
import loglog.forecast.scenarios.Scenario;
import loglog.forecast.scenarios.Scenario.Part;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;

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
        double level = drawing.level;
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
        int n = influences.size();
        var middle = new double[n];
        var place = new double[n];
        var low = new double[n];
        var high = new double[n];
        var labels = new String[n];
        double base = bounded(projection.againAtMedians());
        for (int i = 0; i < n; i++) {
            var influence = influences.get(i);
            double a = bounded(influence.dateAtLow());
            double b = bounded(influence.dateAtHigh());
            middle[i] = base;
            place[i] = n - i;
            low[i] = Math.min(a, b);
            high[i] = Math.max(a, b);
            labels[i] = influence.input();
        }
        var chart = new Chart(
                        "which assumption moves the date most",
                        Axis.linear("date of the second jump [year]"),
                        Axis.linear("assumptions by rank").range(0, n + 1.0))
                .barsAcross("at the ends of each interval", middle, place, low, high)
                .with(new Layer.Points("at the medians", middle, place, null, labels));
        for (int i = 0; i < n; i++) {
            chart = chart.note(labels[i], high[i], place[i]);
        }
        return chart;
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
