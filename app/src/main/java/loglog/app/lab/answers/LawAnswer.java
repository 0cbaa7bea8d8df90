package loglog.app.lab.answers;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
import loglog.pages.text.TextTable;
import loglog.training.ScaleNames;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * How the metric changes along what the design varies: params and tokens (with the exponents of the optimum), one of them, or
 * compute; and what repeated tokens are worth.
 *
 * @param axis the one scale that the law is along; empty for a law of several
 * @param form the law that was looked for
 * @param found the law, or why the runs tell none
 * @param given the status of a richer law that the runs do not determine, where a poorer one is fitted instead
 */
record LawAnswer(RecipeResults asked, Optional<String> axis, Law form, Fitted<Determined> found, Optional<Status> given)
        implements StudyAnswer {
    private static final int POINTS = 60;

    /**
     * A law that was fitted.
     *
     * @param draws its parameters in resamples of rows
     * @param exponents of the optimum; empty where the law has none, or its parameters are not determined
     */
    record Determined(Fit fit, Draws draws, Optional<Exponents> exponents) {}

    static LawAnswer of(RecipeResults asked) {
        var law = asked.law();
        if (law.axes().size() == 1) {
            return along(asked, law.axes().getFirst());
        }
        var form = law.form();
        if (asked.results().size() == 0) {
            return new LawAnswer(asked, Optional.empty(), form, Fitted.none("no run finished"), Optional.empty());
        }
        var rows = law.observations(asked.results());
        var found = StudyLaw.telling(List.of(form), rows).flatMap(_ -> determined(asked, Laws.fit(form, rows)));
        return new LawAnswer(asked, Optional.empty(), form, found, Optional.empty());
    }

    /** A ladder, whose params and tokens rise together: neither's own part can be told. */
    static LawAnswer alongCompute(RecipeResults asked) {
        return along(asked, "flops");
    }

    private static LawAnswer along(RecipeResults asked, String axis) {
        var laws = asked.law().laws();
        var rows = asked.law().observations(asked.results());
        return switch (StudyLaw.telling(laws.along(axis), rows)) {
            case Fitted.None(var why) ->
                new LawAnswer(
                        asked, Optional.of(axis), laws.along(axis).getLast(), Fitted.none("%s", why), Optional.empty());
            case Fitted.Found(var forms) -> along(asked, axis, rows, forms);
        };
    }

    /** The richest law that the runs determine. */
    private static LawAnswer along(RecipeResults asked, String axis, Observations rows, List<Law> forms) {
        var laws = asked.law().laws();
        var rich = Laws.fit(forms.getFirst(), rows, laws.criterion());
        boolean decided = forms.size() == 1 || rich.usable() && rich.status() == Status.CONVERGED;
        var fit = decided ? rich : Laws.fit(forms.getLast(), rows, laws.criterion());
        return new LawAnswer(
                asked,
                Optional.of(axis),
                fit.law(),
                determined(asked, fit),
                rich.usable() && !decided ? Optional.of(rich.status()) : Optional.empty());
    }

    private static Fitted<Determined> determined(RecipeResults asked, Fit fit) {
        if (!fit.usable()) {
            return Fitted.none("%s", String.join("; ", fit.warnings()));
        }
        var draws = Bootstrap.of(fit, Bootstrap.Resampling.ROWS, RecipeResults.RESAMPLES, asked.seed());
        boolean optimum =
                Exponents.apply(fit.law()) && fit.law().axes().size() == 2 && fit.status() != Status.NOT_IDENTIFIABLE;
        return Fitted.of(new Determined(
                fit,
                draws,
                optimum
                        ? Optional.of(Exponents.of(
                                draws,
                                max(asked.law().observations(asked.results()).axis("flops")),
                                asked.level()))
                        : Optional.empty()));
    }

    @Override
    public void show(Sheet sheet, String whose) {
        var metric = asked.law().laws().metric();
        sheet.heading(axis.map(of -> "the %s along %s".formatted(Measured.name(metric), names().words(of)))
                        .orElse("the law")
                + whose);
        given.ifPresent(status -> sheet.text((asked.law().laws().isLog()
                        ? "The runs cannot tell a floor (%s): a plain power law is fitted."
                        : "The runs cannot tell where it ends (%s): a straight line in the logarithm of the scale is"
                                + " fitted.")
                .formatted(status.words())));
        switch (found) {
            case Fitted.None(var why) ->
                sheet.text(names().told(
                                "The runs cannot tell: %s cannot be fitted (%s).".formatted(form.equation(), why)));
            case Fitted.Found(var law) -> show(law, sheet);
        }
    }

    private ScaleNames names() {
        return ScaleNames.of(asked.study().task().kind());
    }

    private void show(Determined law, Sheet sheet) {
        var fit = law.fit();
        sheet.text("%s: %s, fitted to %s: %s"
                .formatted(
                        fit.law().name(),
                        fit.law().equation(),
                        Format.of(fit.n(), "run"),
                        fit.status().words()));
        sheet.warnings(fit.warnings());
        var table = TextTable.of("parameter", "value", "%.0f%% interval".formatted(100 * asked.level()));
        for (var parameter : fit.law().parameters()) {
            add(table, parameter.name(), law.draws().parameter(parameter.name(), asked.level()));
        }
        law.exponents().ifPresent(exponents -> {
            add(table, "a  (N_opt ~ C^a)", exponents.nOpt());
            add(table, "b  (D_opt ~ C^b)", exponents.dOpt());
        });
        sheet.table("", table);
        law.exponents().map(Exponents::nOpt).ifPresent(of -> {
            if (of.high() - of.low() > 0.5) {
                sheet.text("The runs hardly tell how the best size grows with compute: the interval of a spans %s."
                        .formatted(Format.number(of.high() - of.low())));
            }
        });
        axis.ifPresent(of -> figure(of, fit, sheet));
        if (axis.isEmpty() && fit.status() == Status.NOT_IDENTIFIABLE) {
            sheet.text("The runs do not determine this law's parameters one by one: no conclusion is drawn from them.");
        } else if (fit.law() instanceof DataConstrained) {
            repeated(fit, law.draws().parameter("R_D", asked.level()), sheet);
        }
    }

    private void figure(String axis, Fit fit, Sheet sheet) {
        var metric = asked.law().laws().metric();
        var rows = asked.law().observations(asked.results());
        double least = min(rows.axis(axis));
        double most = max(rows.axis(axis));
        var x = new double[POINTS];
        var y = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = least * Math.pow(3 * most / least, i / (POINTS - 1.0));
            y[i] = metric.within(fit.at(x[i]));
        }
        sheet.figure(
                new Chart(
                                Measured.name(metric) + " along " + names().words(axis),
                                Axis.log(names().title(axis)),
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

    @Override
    public void write(ObjectNode json) {
        var node = json.putObject("law");
        switch (found) {
            case Fitted.None(var why) ->
                node.put("law", form.name()).put("status", "not fitted").put("why", why);
            case Fitted.Found(var law) -> write(law, node);
        }
    }

    private void write(Determined law, ObjectNode node) {
        var fit = law.fit();
        node.put("law", fit.law().name())
                .put("equation", fit.law().equation())
                .put("n", fit.n())
                .put("status", fit.status().words());
        var params = node.putObject("params");
        for (var parameter : fit.law().parameters()) {
            params.set(parameter.name(), LawsJson.of(law.draws().parameter(parameter.name(), asked.level())));
        }
        law.exponents().ifPresent(exponents -> {
            node.set("n_opt", LawsJson.of(exponents.nOpt()));
            node.set("d_opt", LawsJson.of(exponents.dOpt()));
        });
        node.set("warnings", LawsJson.of(fit.warnings()));
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

    private static void add(TextTable table, String name, Interval interval) {
        var written = Estimates.of(interval);
        table.row(name, written.value(), written.range());
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
