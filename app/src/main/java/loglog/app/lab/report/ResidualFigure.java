package loglog.app.lab.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import loglog.lab.results.Result;
import loglog.laws.Equation;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.report.Caption;
import loglog.runs.RunRole;

/** The relative error of each run against its law: a pattern in it is the law's misfit. */
final class ResidualFigure {
    private ResidualFigure() {}

    static Chart againstCompute(Findings findings) {
        return of(
                findings,
                "error of the law against compute",
                "training compute [FLOP]",
                Result::flops,
                "params",
                Result::params);
    }

    static Chart againstParams(Findings findings) {
        return of(
                findings,
                "error of the law against params",
                "params",
                Result::params,
                "training compute [FLOP]",
                Result::flops);
    }

    private static Chart of(
            Findings findings,
            String title,
            String axis,
            ToDoubleFunction<Result> along,
            String color,
            ToDoubleFunction<Result> by) {
        var chart = new Chart(
                        title,
                        Axis.log(axis),
                        Axis.linear(Measured.above(findings.study().results().metric())))
                .color(Axis.log(color));
        for (var family : fitted(findings)) {
            chart = chart.with(new Layer.Points(
                            family.recipe().isEmpty() ? "runs" : family.recipe(),
                            family.column(along),
                            family.column(r -> error(family, r)),
                            family.column(by),
                            family.names())
                    .more(family.known()));
        }
        var verified = findings.study().results().rows().stream()
                .filter(r -> r.role() == RunRole.VERIFICATION)
                .filter(r -> family(findings, r) != null)
                .toList();
        if (!verified.isEmpty()) {
            chart = chart.with(new Layer.Points(
                            "the model that was predicted, not fitted",
                            RecipeRuns.column(verified, along),
                            RecipeRuns.column(verified, r -> error(family(findings, r), r)),
                            null,
                            verified.stream().map(Result::name).toArray(String[]::new))
                    .more(RecipeRuns.known(verified)));
        }
        return chart.horizontal(null, 0);
    }

    private static RecipeRuns family(Findings findings, Result run) {
        return fitted(findings).stream()
                .filter(f -> f.recipe().isEmpty() || f.recipe().equals(run.recipe()))
                .findFirst()
                .orElse(null);
    }

    static List<RecipeRuns> fitted(Findings findings) {
        return findings.families().stream().filter(f -> f.fit().isPresent()).toList();
    }

    private static double error(RecipeRuns family, Result run) {
        return Measured.above(run.metric(), run.value(), family.at(run));
    }

    static Caption caption(Findings findings) {
        var fits = fitted(findings).stream()
                .map(f -> f.source(findings.study()) + "; " + f.law())
                .toList();
        var caption = Caption.of("How far each run lies above its law: " + String.join("; ", fits)
                + ". A cloud without a shape is noise; a slope, a bend or a drift with the color is what the law misses, and"
                + " goes on beyond the runs");
        for (var family : fitted(findings)) {
            var fit = family.fit().orElseThrow();
            caption = caption.equation(Equation.latex(fit)).cites(fit.law().source(), "huber1964");
        }
        return caption;
    }
}
