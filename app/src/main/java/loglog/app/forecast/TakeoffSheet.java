package loglog.app.forecast;

import java.util.List;
import loglog.forecast.takeoff.AutomatedResearch;
import loglog.forecast.takeoff.Inputs;
import loglog.forecast.takeoff.TakeoffForecast;
import loglog.forecast.takeoff.TakeoffForecast.Outcome;
import loglog.forecast.takeoff.TakeoffForecast.Panel;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** {@code takeoff} in the terminal and on a page. */
final class TakeoffSheet {
    /** Inputs in the table and the tornado: what moves less is in the JSON. */
    private static final int MOST_SWINGS = 12;

    /** The same compute, run at a person's speed and at ten and a hundred times it. */
    private static final double[] SPEEDS = {1, 10, 100};

    private static final double RESEARCHERS = 1e8;

    private TakeoffSheet() {}

    /**
     * @param parallel the power that the number of researchers counts to; NaN where the model has none
     * @param written what went into the ledger
     */
    static Sheet of(TakeoffForecast forecast, double parallel, List<String> written) {
        var sheet = new Sheet("takeoff: " + forecast.title());
        boolean drawn = forecast.draws() > 0;
        sheet.text(drawn ? drawn(forecast) : forecast.central() + ", a single run");
        var percent = Shown.percent(forecast.level());
        var table = drawn
                ? TextTable.of("milestone", "unit", "median", percent + " of draws", "central run", "reached")
                : TextTable.of("milestone", "unit", "central run");
        for (var outcome : forecast.outcomes()) {
            var central = Double.isNaN(outcome.central()) ? null : value(outcome, outcome.central(), forecast.until());
            if (drawn) {
                var estimate = outcome.estimate();
                table.row(
                        outcome.what(),
                        outcome.unit(),
                        value(outcome, estimate.value(), forecast.until()),
                        value(outcome, estimate.low(), forecast.until()) + " to "
                                + value(outcome, estimate.high(), forecast.until()),
                        central,
                        Shown.percent(Math.round(outcome.reached() * 1000) / 1000.0));
            } else {
                table.row(outcome.what(), outcome.unit(), central == null ? "n/a" : central);
            }
        }
        sheet.table(
                drawn
                        ? "central run: %s; reached: share of draws, by %.0f for years"
                                .formatted(forecast.central(), forecast.until())
                        : "",
                table.sparing("reached", "central run"));
        var panels = forecast.panels();
        for (int i = 0; i < panels.size(); i++) {
            var chart = chart(panels.get(i), percent);
            var caption = Caption.of("%s. Model: %s; %s"
                    .formatted(
                            capital(panels.get(i).title()),
                            forecast.title(),
                            behind(forecast, panels.get(i), percent)));
            if (i == 0) {
                sheet.figure(chart, caption);
            } else {
                sheet.pageFigure(chart, caption);
            }
        }
        swings(sheet, forecast);
        if (!Double.isNaN(parallel)) {
            ways(sheet, parallel);
        }
        written.forEach(sheet::text);
        sheet.heading("what this model leaves out");
        forecast.leftOut().forEach(sentence -> sheet.text("- " + sentence));
        return sheet;
    }

    private static String drawn(TakeoffForecast forecast) {
        return "%s%s%s"
                .formatted(
                        Format.of(forecast.draws(), "draw"),
                        forecast.model().equals("ai2027") ? "" : " from the published ranges of its inputs",
                        forecast.redrawn() == 0
                                ? ""
                                : "; %d more were thrown away, in which something was automated at the start already"
                                        .formatted(forecast.redrawn()));
    }

    private static String value(Outcome outcome, double value, double until) {
        if (!Double.isFinite(value)) {
            return outcome.unit().equals("year") ? "after %.0f".formatted(until) : "not reached";
        }
        return switch (outcome.unit()) {
            case "year" -> "%.1f".formatted(value);
            case "years" -> "%.2f".formatted(value);
            default -> Format.scale(value);
        };
    }

    private static String behind(TakeoffForecast forecast, Panel panel, String percent) {
        if (panel.curves().stream().anyMatch(curve -> curve.low() != null)) {
            return "%s, band: the middle %s".formatted(Format.of(forecast.draws(), "draw"), percent);
        }
        return panel.y().equals("share of draws") ? Format.of(forecast.draws(), "draw") : forecast.central();
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private static Chart chart(Panel panel, String percent) {
        boolean share = panel.y().startsWith("share");
        var y = Axis.linear(panel.y());
        var chart = new Chart(panel.title(), Axis.linear(panel.x()), share ? y.range(0, 1) : y);
        for (var curve : panel.curves()) {
            if (curve.low() != null) {
                chart = chart.band("the middle " + percent, curve.x(), curve.low(), curve.high());
            }
            chart = chart.line(curve.low() == null ? curve.name() : curve.name() + ", median", curve.x(), curve.y());
        }
        return chart;
    }

    private static void swings(Sheet sheet, TakeoffForecast forecast) {
        var swings = forecast.swings().stream()
                .filter(swing -> swing.span(forecast.until()) > 0)
                .limit(MOST_SWINGS)
                .toList();
        if (swings.isEmpty()) {
            return;
        }
        var of = forecast.swingOf();
        var table = TextTable.of(
                "input", "conservative", "says, conservative", "aggressive", "says, aggressive", "what it is");
        for (var swing : swings) {
            table.row(
                    swing.name(),
                    swing.conservativeInput(),
                    value(of, swing.conservative(), forecast.until()),
                    swing.aggressiveInput(),
                    value(of, swing.aggressive(), forecast.until()),
                    swing.what());
        }
        sheet.table(
                "which input moves the year of \"%s\" most, each alone at the ends of its range; the central run says %s"
                        .formatted(of.what(), value(of, of.central(), forecast.until())),
                table.sparing("what it is", "aggressive", "conservative"));
        sheet.pageFigure(
                tornado(forecast, swings),
                Caption.of(
                        "The year of \"%s\" with each input alone at the ends of its range, the others as in the central run; what comes after %.0f is drawn there. Model: %s"
                                .formatted(of.what(), forecast.until(), forecast.title())));
    }

    /** What comes after the last year that is looked at is drawn there. */
    private static Chart tornado(TakeoffForecast forecast, List<TakeoffForecast.Swing> swings) {
        double until = forecast.until();
        return Tornado.chart(
                "which input moves the date most",
                Axis.linear(forecast.swingOf().what() + " [year]"),
                "inputs by rank",
                swings.stream().map(TakeoffForecast.Swing::name).toArray(String[]::new),
                swings.stream()
                        .mapToDouble(swing -> Math.min(swing.conservative(), until))
                        .toArray(),
                swings.stream()
                        .mapToDouble(swing -> Math.min(swing.aggressive(), until))
                        .toArray(),
                Math.min(forecast.swingOf().central(), until),
                "at the ends of each range",
                "central run");
    }

    private static void ways(Sheet sheet, double parallel) {
        var table = TextTable.of("researchers", "speed", "research effort", "over the first");
        double first = AutomatedResearch.effort(RESEARCHERS, SPEEDS[0], parallel);
        for (double speed : SPEEDS) {
            double effort = AutomatedResearch.effort(RESEARCHERS, speed, parallel);
            table.row(
                    Format.count(RESEARCHERS / speed),
                    "%.0fx".formatted(speed),
                    Format.count(effort),
                    Format.number(effort / first));
        }
        sheet.table(
                "parallel or serial: the same compute as many average researchers or few fast ones, when numbers count to the power %s"
                        .formatted(Format.trimmed(parallel, 3)),
                table);
    }

    /** {@code takeoff --inputs}. */
    static Sheet inputs(String model, Inputs inputs) {
        var table = TextTable.of("input", "unit", "value", "conservative", "aggressive", "what it is", "source");
        for (var input : inputs.all()) {
            table.row(
                    input.name(),
                    input.unit(),
                    number(inputs.get(input.name())),
                    input.varies() ? number(input.conservative()) : null,
                    input.varies() ? number(input.aggressive()) : null,
                    input.what(),
                    input.source());
        }
        return new Sheet("inputs of takeoff --model " + model).table("", table.sparing("source", "what it is", "unit"));
    }

    private static String number(double value) {
        return Math.abs(value) >= 1e6 ? Format.flops(value) : Format.trimmed(value, 4);
    }
}
