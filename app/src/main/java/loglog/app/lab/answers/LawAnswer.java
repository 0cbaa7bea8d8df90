package loglog.app.lab.answers;

import java.util.Arrays;
import java.util.List;
import loglog.app.answers.Estimates;
import loglog.app.answers.LawsJson;
import loglog.app.lab.report.Measured;
import loglog.lab.experiment.StudyLaw;
import loglog.lab.results.Result;
import loglog.laws.Bootstrap;
import loglog.laws.DataConstrained;
import loglog.laws.Draws;
import loglog.laws.Exponents;
import loglog.laws.Fit;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.Law;
import loglog.laws.Laws;
import loglog.laws.Observations;
import loglog.laws.Status;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.sheet.Sheet;
import loglog.pages.text.Format;
import loglog.pages.text.TextTable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the loss falls along what the design varies: params and tokens (with the exponents of the optimum), one of them, or
 * compute; and what repeated tokens are worth.
 */
final class LawAnswer {
    private static final int POINTS = 60;

    private LawAnswer() {}

    static void write(RecipeResults asked, String whose, Sheet sheet, ObjectNode json) {
        var law = asked.law();
        if (law.axes().size() == 1) {
            oneAxis(asked, law.axes().getFirst(), law.observations(asked.results()), whose, sheet, json);
            return;
        }
        var form = law.form();
        sheet.heading("the law" + whose);
        if (asked.results().size() == 0) {
            undecided(sheet, json, form, "no run finished");
            return;
        }
        var rows = law.observations(asked.results());
        switch (StudyLaw.telling(List.of(form), rows)) {
            case Fitted.None(var why) -> undecided(sheet, json, form, why);
            case Fitted.Found(var forms) -> fitted(asked, forms.getFirst(), rows, sheet, json);
        }
    }

    /** A ladder, whose params and tokens rise together: neither's own part can be told. */
    static void alongCompute(RecipeResults asked, String whose, Sheet sheet, ObjectNode json) {
        oneAxis(asked, "flops", asked.law().observations(asked.results()), whose, sheet, json);
    }

    private static void oneAxis(
            RecipeResults asked, String axis, Observations rows, String whose, Sheet sheet, ObjectNode json) {
        var metric = asked.law().laws().metric();
        sheet.heading(
                "the %s along %s%s".formatted(Measured.name(metric), axis.equals("flops") ? "compute" : axis, whose));
        var laws = asked.law().laws();
        switch (StudyLaw.telling(laws.along(axis), rows)) {
            case Fitted.None(var why) -> undecided(sheet, json, laws.along(axis).getLast(), why);
            case Fitted.Found(var forms) -> along(asked, axis, rows, forms, sheet, json);
        }
    }

    private static void along(
            RecipeResults asked, String axis, Observations rows, List<Law> forms, Sheet sheet, ObjectNode json) {
        var laws = asked.law().laws();
        var metric = laws.metric();
        var rich = Laws.fit(forms.getFirst(), rows, laws.criterion());
        boolean decided = forms.size() == 1 || rich.usable() && rich.status() == Status.CONVERGED;
        var fit = decided ? rich : Laws.fit(forms.getLast(), rows, laws.criterion());
        if (rich.usable() && !decided) {
            sheet.text((laws.isLog()
                            ? "The runs cannot tell a floor (%s): a plain power law is fitted."
                            : "The runs cannot tell where it ends (%s): a straight line in the logarithm of the scale is"
                                    + " fitted.")
                    .formatted(rich.status().words()));
        }
        if (!fit.usable()) {
            undecided(sheet, json, fit.law(), String.join("; ", fit.warnings()));
            return;
        }
        shown(asked, fit, sheet, json);
        double least = min(rows.axis(axis));
        double most = max(rows.axis(axis));
        var x = new double[POINTS];
        var y = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = least * Math.pow(3 * most / least, i / (POINTS - 1.0));
            y[i] = fit.at(x[i]);
        }
        var of = axis.equals("flops") ? "training compute [FLOP]" : axis;
        sheet.figure(
                new Chart(
                                Measured.name(metric) + " along " + (axis.equals("flops") ? "compute" : axis),
                                Axis.log(of),
                                Measured.axis(metric))
                        .with(new Layer.Points(
                                "runs",
                                rows.axis(axis),
                                rows.metric(),
                                null,
                                asked.results().rows().stream()
                                        .map(Result::name)
                                        .toArray(String[]::new)))
                        .line(fit.law().name(), x, y),
                asked.source() + "; " + fit.law().name());
    }

    private static void fitted(RecipeResults asked, Law form, Observations rows, Sheet sheet, ObjectNode json) {
        var fit = Laws.fit(form, rows);
        if (!fit.usable()) {
            undecided(sheet, json, form, String.join("; ", fit.warnings()));
            return;
        }
        var draws = shown(asked, fit, sheet, json);
        if (fit.status() == Status.NOT_IDENTIFIABLE) {
            sheet.text("The runs do not determine this law's parameters one by one: no conclusion is drawn from them.");
            return;
        }
        if (form instanceof DataConstrained) {
            repeated(fit, draws.parameter("R_D", asked.level()), sheet);
        }
    }

    private static void repeated(Fit fit, Interval rd, Sheet sheet) {
        boolean open = fit.status() == Status.AT_BOUND || rd.high() / rd.low() > 100;
        sheet.text(
                open
                        ? ("The runs cannot tell after how many repetitions tokens lose their worth (R_D, %.0f%%"
                                        + " interval %s to %s): more epochs, or fewer unique tokens, would.")
                                .formatted(100 * rd.level(), Format.number(rd.low()), Format.number(rd.high()))
                        : ("Tokens read again lose their worth with R_D = %s (%.0f%% interval %s to %s):"
                                        + " repeated for ever, they are worth %s times the unique ones.")
                                .formatted(
                                        Format.number(rd.value()),
                                        100 * rd.level(),
                                        Format.number(rd.low()),
                                        Format.number(rd.high()),
                                        Format.number(1 + rd.value())));
    }

    /** A fit's parameters and the optimum's exponents as a table, with what a reader should know. */
    private static Draws shown(RecipeResults asked, Fit fit, Sheet sheet, ObjectNode json) {
        var law = fit.law();
        var draws = Bootstrap.of(fit, Bootstrap.Resampling.ROWS, RecipeResults.RESAMPLES, asked.seed());
        sheet.text("%s: %s, fitted to %d runs: %s"
                .formatted(law.name(), law.equation(), fit.n(), fit.status().words()));
        sheet.warnings(fit.warnings());
        var node = json.putObject("law");
        node.put("law", law.name())
                .put("equation", law.equation())
                .put("n", fit.n())
                .put("status", fit.status().words());
        var table = TextTable.of("parameter", "value", "%.0f%% interval".formatted(100 * asked.level()));
        var params = node.putObject("params");
        for (var parameter : law.parameters()) {
            var interval = draws.parameter(parameter.name(), asked.level());
            add(table, parameter.name(), interval);
            params.set(parameter.name(), LawsJson.of(interval));
        }
        if (Exponents.apply(law) && law.axes().size() == 2 && fit.status() != Status.NOT_IDENTIFIABLE) {
            double flops = max(asked.law().observations(asked.results()).axis("flops"));
            var exponents = Exponents.of(draws, flops, asked.level());
            add(table, "a  (N_opt ~ C^a)", exponents.nOpt());
            add(table, "b  (D_opt ~ C^b)", exponents.dOpt());
            node.set("n_opt", LawsJson.of(exponents.nOpt()));
            node.set("d_opt", LawsJson.of(exponents.dOpt()));
            sheet.table("", table);
            if (exponents.nOpt().high() - exponents.nOpt().low() > 0.5) {
                sheet.text("The runs hardly tell how the best size grows with compute: the interval of a spans %s."
                        .formatted(Format.number(
                                exponents.nOpt().high() - exponents.nOpt().low())));
            }
        } else {
            sheet.table("", table);
        }
        var warnings = node.putArray("warnings");
        fit.warnings().forEach(warnings::add);
        return draws;
    }

    private static void add(TextTable table, String name, Interval interval) {
        var written = Estimates.of(interval);
        table.row(name, written.value(), written.range());
    }

    private static void undecided(Sheet sheet, ObjectNode json, Law law, String why) {
        sheet.text("The runs cannot tell: %s cannot be fitted (%s).".formatted(law.equation(), why));
        json.putObject("law").put("law", law.name()).put("status", "not fitted").put("why", why);
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
