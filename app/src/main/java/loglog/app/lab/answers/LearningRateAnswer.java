package loglog.app.lab.answers;

import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.laws.Observations;
import loglog.laws.SettingOptimum;
import loglog.laws.SettingTrend;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import tools.jackson.databind.node.ObjectNode;

/** The best learning rate by width, and whether it stays put. */
final class LearningRateAnswer {
    private LearningRateAnswer() {}

    static void write(RecipeResults asked, String whose, Sheet sheet, ObjectNode json) {
        var rows = asked.rows();
        sheet.heading("the best learning rate" + whose);
        int missing = asked.runs().size() - rows.size();
        if (missing > 0) {
            sheet.text("%d of %d runs did not finish and are left out; rates that diverged lie above the best one."
                    .formatted(missing, asked.runs().size()));
        }
        if (rows.isEmpty()) {
            sheet.text("The runs cannot tell: none finished.");
            json.putNull("learning_rate");
            return;
        }
        boolean widths = rows.stream().map(r -> number(r, "width")).distinct().count()
                == rows.stream().map(r -> r.run().params()).distinct().count();
        var scale = widths ? "width" : "params";
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
        var trend = SettingTrend.of(observations, scale, "learning_rate", asked.level());
        var interval = "%.0f%% interval".formatted(100 * asked.level());
        var table = TextTable.of(scale, "best rate", interval, "loss there", "where it lies");
        var node = json.putObject("learning_rate");
        var optima = node.putArray("optima");
        trend.optima().forEach((at, optimum) -> {
            var written = Estimates.ratio(optimum.setting());
            boolean inside = optimum.outcome() == SettingOptimum.Outcome.INSIDE;
            table.row(
                    Format.count(at),
                    inside ? written.value() : "",
                    inside ? written.range() : "",
                    inside ? Format.digits(optimum.loss(), 4) : "",
                    optimum.outcome().words());
            var entry = optima.addObject();
            LawsJson.put(entry, scale, at);
            entry.put("outcome", optimum.outcome().words());
            entry.set("rate", LawsJson.of(optimum.setting()));
        });
        sheet.table("", table);
        var slope = trend.slope();
        boolean known = Double.isFinite(slope.value());
        sheet.text(
                switch (trend.verdict()) {
                    case TOO_FEW_OPTIMA ->
                        "The runs cannot tell whether the best rate stays put: fewer than two sizes have one"
                                + " among the rates tried.";
                    case UNDECIDED ->
                        "The runs cannot tell whether the best rate stays put%s."
                                .formatted(
                                        known
                                                ? ": it goes as %s^%s, %s %s to %s"
                                                        .formatted(
                                                                scale,
                                                                Format.number(slope.value()),
                                                                interval,
                                                                Format.number(slope.low()),
                                                                Format.number(slope.high()))
                                                : "");
                    case STAYS, MOVES ->
                        "The best rate %s: it goes as %s^%s, %s %s to %s."
                                .formatted(
                                        trend.verdict().words(),
                                        scale,
                                        Format.number(slope.value()),
                                        interval,
                                        Format.number(slope.low()),
                                        Format.number(slope.high()));
                });
        node.put("verdict", trend.verdict().words());
        node.set("slope", LawsJson.of(slope));
        sheet.figure(chart(asked, scale, widths), asked.source());
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
