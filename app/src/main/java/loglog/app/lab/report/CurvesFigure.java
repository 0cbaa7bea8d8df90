package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import loglog.lab.results.Result;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.runs.RunRole;
import loglog.words.Format;

/** The training curves of all runs against compute, with the lowest loss that so much compute has bought. */
final class CurvesFigure {
    /** Losses of the first steps, which all runs pass through quickly, would take most of the figure. */
    private static final double ABOVE_LAST = 1.3;

    private CurvesFigure() {}

    /** Empty where no run has written a loss. */
    static Optional<Chart> of(Findings findings) {
        var study = findings.study();
        var curves = study.stored().stream()
                .map(ComputeCurve::of)
                .filter(curve -> !curve.isEmpty() && curve.params() > 0)
                .toList();
        if (curves.isEmpty()) {
            return Optional.empty();
        }
        double top = top(curves, study.results().rows());
        var chart = new Chart(
                        "training curves against compute",
                        Axis.log("training compute [FLOP]"),
                        Axis.log("loss [nats per token]"))
                .color(Axis.log("params"));
        for (var curve : curves) {
            chart = chart.with(
                    new Layer.Line(curve.run().name(), curve.flops(), below(top, curve.loss()), curve.params(), false));
        }
        for (var recipe : study.recipes()) {
            chart = envelope(chart, recipe, curves, top, study.recipes().size() > 1);
        }
        for (var recipe : study.recipes()) {
            chart = ends(chart, recipe, study);
        }
        return Optional.of(chart);
    }

    private static double top(List<ComputeCurve> curves, List<Result> results) {
        double measured = results.stream().mapToDouble(Result::value).max().orElse(0);
        double last = curves.stream()
                .mapToDouble(c -> Arrays.stream(c.loss()).min().orElseThrow())
                .max()
                .orElseThrow();
        return ABOVE_LAST * Math.max(measured, last);
    }

    private static double[] below(double top, double[] loss) {
        return Arrays.stream(loss).map(l -> l <= top ? l : Double.NaN).toArray();
    }

    private static Chart envelope(Chart chart, String recipe, List<ComputeCurve> all, double top, boolean several) {
        var curves = all.stream()
                .filter(c -> StudyFolder.recipe(c.run()).equals(recipe))
                .toList();
        if (curves.isEmpty()) {
            return chart;
        }
        var x = curves.stream()
                .flatMapToDouble(c -> Arrays.stream(c.flops()))
                .sorted()
                .distinct()
                .toArray();
        return chart.line(
                several ? "lower envelope (" + recipe + ")" : "lower envelope",
                x,
                below(top, ComputeCurve.envelope(curves, x)));
    }

    private static Chart ends(Chart chart, String recipe, StudyFolder study) {
        var rows = study.results().rows().stream()
                .filter(r -> r.recipe().equals(recipe) && r.role() != RunRole.TRUNK)
                .toList();
        return rows.isEmpty()
                ? chart
                : chart.with(new Layer.Points(
                                study.recipes().size() > 1
                                        ? "validation loss at the end (" + recipe + ")"
                                        : "validation loss at the end",
                                RecipeRuns.column(rows, Result::flops),
                                RecipeRuns.column(rows, Result::value),
                                RecipeRuns.column(rows, Result::params),
                                rows.stream().map(Result::name).toArray(String[]::new))
                        .more(RecipeRuns.known(rows)));
    }

    static String caption(Findings findings) {
        var study = findings.study();
        var words = new ArrayList<String>();
        words.add("%s of the study %s".formatted(Format.of(study.stored().size(), "run"), study.name()));
        words.add("training loss from their metrics.jsonl, a mean over each twentieth of an OOM");
        words.add(
                "the envelope is the lowest loss that any run has reached with so much compute, no fit; losses of the first"
                        + " steps lie above the figure");
        return String.join("; ", words);
    }
}
