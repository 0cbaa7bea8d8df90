package loglog.app.agents;

import java.util.ArrayList;
import loglog.app.answers.Estimates;
import loglog.laws.Interval;
import loglog.laws.rates.Chain;
import loglog.laws.rates.SuccessRate;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.TextTable;
import loglog.words.Format;

/** What {@code agent} shows to people. */
final class AgentSheet {
    private AgentSheet() {}

    static Sheet of(AgentAnswer answer) {
        var run = answer.run();
        var sheet = new Sheet(
                "agent on %s of %s".formatted(Format.of(answer.outcomes().size(), "task"), answer.source()));
        var parts = new ArrayList<String>();
        parts.add("model " + answer.model());
        parts.add("tools: " + (run.tools().isEmpty() ? "none" : String.join(", ", run.tools())));
        if (run.votes() > 1) {
            parts.add("votes of " + run.votes());
        }
        if (run.redos() > 0) {
            parts.add("up to " + Format.of(run.redos(), "redo"));
        }
        sheet.text(String.join("; ", parts));
        sheet.text("%s, %s, %s tokens written"
                .formatted(
                        answer.sum(o -> o.replies()) == 1 ? "1 reply" : answer.sum(o -> o.replies()) + " replies",
                        Format.of(answer.sum(o -> o.malformed()), "malformed call"),
                        Format.count(answer.sum(o -> o.tokens()))));
        sheet.warnings(answer.warnings());
        var table = TextTable.of("what", "right", "share", percent(answer.level()) + " interval");
        row(table, "tasks", answer.success(), answer.level());
        if (answer.hasHelp()) {
            row(table, "first attempts", answer.first(), answer.level());
        }
        if (answer.noticed() != null) {
            row(table, "wrong answers noticed", answer.noticed(), answer.level());
        }
        if (answer.falseAlarms() != null) {
            row(table, "right answers called wrong", answer.falseAlarms(), answer.level());
        }
        sheet.table("success", table);
        if (!Double.isNaN(answer.expected())) {
            sheet.text(
                    "were attempts independent, the closed form says %s".formatted(Format.percent(answer.expected())));
        }
        steps(sheet, answer);
        return sheet;
    }

    private static void steps(Sheet sheet, AgentAnswer answer) {
        var rates = answer.byLength();
        if (rates.isEmpty()) {
            return;
        }
        var found = answer.steps();
        var table = TextTable.of("steps", "right", "share", percent(answer.level()) + " interval", "(1 - e)^steps");
        boolean isOpen = found.error().value() <= 0 || found.error().value() >= 1;
        rates.forEach((steps, rate) -> {
            var interval = rate.interval(answer.level());
            table.row(
                    steps,
                    "%d of %d".formatted(rate.successes(), rate.trials()),
                    Format.percent(rate.value()),
                    Format.percent(interval.low()) + " to " + Format.percent(interval.high()),
                    isOpen
                            ? null
                            : Format.percent(Chain.of(found.error().value()).success(steps)));
        });
        sheet.table("success by number of steps", table);
        var law = TextTable.of("of a step", "value", percent(answer.level()) + " interval");
        law.row("error", Format.number(found.error().value()), ends(found.error()));
        law.row("nines", Format.number(found.nines().value()), ends(found.nines()));
        law.row("steps at 50%", Format.number(found.horizon(0.5).value()), ends(found.horizon(0.5)));
        law.row("steps at 80%", Format.number(found.horizon(0.8).value()), ends(found.horizon(0.8)));
        sheet.table("one error for every step, by maximum likelihood", law);
        if (rates.size() > 1 && !isOpen) {
            sheet.pageFigure(chart(answer), caption(answer));
        }
    }

    private static String ends(Interval interval) {
        return Estimates.ratio(interval).range();
    }

    private static void row(TextTable table, String what, SuccessRate rate, double level) {
        var interval = rate.interval(level);
        table.row(
                what,
                "%d of %d".formatted(rate.successes(), rate.trials()),
                Format.percent(rate.value()),
                Format.percent(interval.low()) + " to " + Format.percent(interval.high()));
    }

    private static Chart chart(AgentAnswer answer) {
        var rates = answer.byLength();
        int n = rates.size();
        var x = new double[n];
        var y = new double[n];
        var low = new double[n];
        var high = new double[n];
        var law = new double[n];
        int i = 0;
        var chain = Chain.of(answer.steps().error().value());
        for (var rate : rates.entrySet()) {
            var interval = rate.getValue().interval(answer.level());
            x[i] = rate.getKey();
            y[i] = 100 * interval.value();
            low[i] = 100 * interval.low();
            high[i] = 100 * interval.high();
            law[i++] = 100 * chain.success(rate.getKey());
        }
        return new Chart(
                        "success against steps",
                        Axis.log("steps"),
                        Axis.linear("success [%]").range(0, 100))
                .bars("tasks", x, y, low, high)
                .line("(1 - e)^steps", x, law);
    }

    private static Caption caption(AgentAnswer answer) {
        return Caption.of("Success by number of steps: %s of %s; bars: %s interval. Law: (1 - e)^steps, e = %s"
                .formatted(
                        Format.of(answer.outcomes().size(), "row"),
                        answer.source(),
                        percent(answer.level()),
                        Format.number(answer.steps().error().value())));
    }

    private static String percent(double share) {
        return Format.share(share, 3);
    }
}
