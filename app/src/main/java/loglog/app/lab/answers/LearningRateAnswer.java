package loglog.app.lab.answers;

import java.util.Optional;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.laws.Interval;
import loglog.laws.Observations;
import loglog.laws.SettingOptimum;
import loglog.laws.SettingTrend;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * The best learning rate by width, and whether it stays put.
 *
 * @param widths whether sizes are told by their width, not by params
 * @param trend the best rate of each size; empty where no run finished
 */
record LearningRateAnswer(RecipeResults asked, boolean widths, Optional<SettingTrend> trend) implements StudyAnswer {
    static LearningRateAnswer of(RecipeResults asked) {
        var rows = asked.rows();
        if (rows.isEmpty()) {
            return new LearningRateAnswer(asked, false, Optional.empty());
        }
        boolean widths = rows.stream().map(r -> number(r, "width")).distinct().count()
                == rows.stream().map(r -> r.run().params()).distinct().count();
        var scale = scale(widths);
        var observations = Observations.of(
                        rows.stream().mapToDouble(r -> r.result().value()).toArray())
                .with(
                        scale,
                        rows.stream()
                                .mapToDouble(r ->
                                        widths ? number(r, "width") : r.run().params())
                                .toArray())
                .with(
                        "learning_rate",
                        rows.stream().mapToDouble(r -> number(r, "lr")).toArray());
        return new LearningRateAnswer(
                asked, widths, Optional.of(SettingTrend.of(observations, scale, "learning_rate", asked.level())));
    }

    private static String scale(boolean widths) {
        return widths ? "width" : "params";
    }

    @Override
    public void show(Sheet sheet, String whose) {
        sheet.heading("the best learning rate" + whose);
        int missing = asked.runs().size() - asked.rows().size();
        if (missing > 0) {
            sheet.text("%d of %d runs did not finish and are left out; rates that diverged lie above the best one."
                    .formatted(missing, asked.runs().size()));
        }
        trend.ifPresentOrElse(found -> show(found, sheet), () -> sheet.text("The runs cannot tell: none finished."));
    }

    private void show(SettingTrend found, Sheet sheet) {
        var interval = "%.0f%% interval".formatted(100 * asked.level());
        var scale = scale(widths);
        var table = TextTable.of(scale, "best rate", interval, "loss there", "where it lies");
        found.optima().forEach((at, optimum) -> {
            var written = Estimates.ratio(optimum.setting());
            boolean inside = optimum.outcome() == SettingOptimum.Outcome.INSIDE;
            table.row(
                    Format.count(at),
                    inside ? written.value() : "",
                    inside ? written.range() : "",
                    inside ? Format.digits(optimum.loss(), 4) : "",
                    optimum.outcome().words());
        });
        sheet.table("", table);
        var slope = found.slope();
        boolean known = Double.isFinite(slope.value());
        sheet.text(
                switch (found.verdict()) {
                    case TOO_FEW_OPTIMA ->
                        "The runs cannot tell whether the best rate stays put: fewer than two sizes have one"
                                + " among the rates tried.";
                    case UNDECIDED ->
                        "The runs cannot tell whether the best rate stays put%s."
                                .formatted(known ? ": it goes as " + power(slope, interval) : "");
                    case STAYS, MOVES ->
                        "The best rate %s: it goes as %s."
                                .formatted(found.verdict().words(), power(slope, interval));
                });
        sheet.figure(chart(asked, scale, widths), asked.source());
    }

    /** "width^-0.5, 90% interval -0.6 to -0.4". */
    private String power(Interval slope, String interval) {
        return "%s^%s, %s %s to %s"
                .formatted(
                        scale(widths),
                        Format.number(slope.value()),
                        interval,
                        Format.number(slope.low()),
                        Format.number(slope.high()));
    }

    @Override
    public void write(ObjectNode json) {
        if (trend.isEmpty()) {
            json.putNull("learning_rate");
            return;
        }
        var node = json.putObject("learning_rate");
        var optima = node.putArray("optima");
        trend.get().optima().forEach((at, optimum) -> {
            var entry = optima.addObject();
            LawsJson.put(entry, scale(widths), at);
            entry.put("outcome", optimum.outcome().words());
            entry.set("rate", LawsJson.of(optimum.setting()));
        });
        node.put("verdict", trend.get().verdict().words());
        node.set("slope", LawsJson.of(trend.get().slope()));
    }

    private static double number(RecipeResults.Row row, String setting) {
        var value = row.run().plan().facts().get(setting);
        return value == null ? Double.NaN : value.doubleValue();
    }

    private static Chart chart(RecipeResults asked, String scale, boolean widths) {
        var chart =
                new Chart("loss against learning rate", Axis.log("learning rate"), Axis.log("loss [nats per token]"));
        var sizes = asked.rows().stream()
                .map(r -> widths ? number(r, "width") : r.run().params())
                .mapToLong(Number::longValue)
                .distinct()
                .sorted()
                .toArray();
        for (long size : sizes) {
            var of = asked.rows().stream()
                    .filter(r -> size == (widths ? number(r, "width") : r.run().params()))
                    .sorted(java.util.Comparator.comparingDouble(r -> number(r, "lr")))
                    .toList();
            chart = chart.points(
                    "%s %s".formatted(scale, Format.count(size)),
                    of.stream().mapToDouble(r -> number(r, "lr")).toArray(),
                    of.stream().mapToDouble(r -> r.result().value()).toArray());
        }
        return chart;
    }
}
