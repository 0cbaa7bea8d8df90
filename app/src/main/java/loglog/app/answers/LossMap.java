package loglog.app.answers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import loglog.laws.Allocation;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;
import loglog.pages.plot.Scale;

/**
 * A law over params and tokens as a map draws heights: lines of equal loss, with the runs in the color of what was measured,
 * the compute-optimal frontier, and lines of equal compute.
 */
public final class LossMap {
    private static final int GRID = 72;
    private static final int SAMPLES = 48;
    private static final int LEVELS = 10;
    private static final double MARGIN = 1.6;

    /** More lines of equal compute would be a hatching. */
    private static final int BUDGETS = 8;

    private LossMap() {}

    /**
     * What is drawn.
     *
     * @param title of the figure
     * @param metric the axis of its colors
     * @param params of the runs; tokens, flops and loss likewise
     * @param labels what a run is
     * @param alsoAt further places that the map must hold, params and tokens of each
     * @param law the loss of params and tokens
     * @param optimum the best model for a budget
     * @param perToken FLOP for each param and token of a budget
     */
    public record Of(
            String title,
            Axis metric,
            double[] params,
            double[] tokens,
            double[] flops,
            double[] loss,
            IntFunction<String> labels,
            List<double[]> alsoAt,
            DoubleBinaryOperator law,
            DoubleFunction<Allocation> optimum,
            DoubleFunction<Double> perToken) {}

    public static Chart chart(Of of) {
        double left = least(of.params, of.alsoAt, 0) / MARGIN;
        double right = greatest(of.params, of.alsoAt, 0) * MARGIN;
        double bottom = least(of.tokens, of.alsoAt, 1) / MARGIN;
        double top = greatest(of.tokens, of.alsoAt, 1) * MARGIN;
        var surface = Layer.Contours.of(
                        "loss of the law",
                        Figures.logSpaced(left, right, GRID),
                        Figures.logSpaced(bottom, top, GRID),
                        of.law)
                .at(of.metric.scale(), LEVELS);
        var chart = new Chart(
                        of.title,
                        Axis.log("params").range(left, right),
                        Axis.log("tokens").range(bottom, top))
                .color(of.metric)
                .with(surface);
        chart = frontier(chart, of);
        for (double flops : budgets(of.flops)) {
            var x = Figures.logSpaced(left, right, SAMPLES);
            double perToken = of.perToken.apply(flops);
            chart = chart.dashed(
                    "equal compute",
                    x,
                    Arrays.stream(x).map(n -> flops / (perToken * n)).toArray());
        }
        var drawn = Figures.drawn(of.params.length);
        return chart.with(new Layer.Points(
                "runs (color: measured" + Figures.share("; ", drawn.length, of.params.length, "") + ")",
                Figures.pick(of.params, drawn),
                Figures.pick(of.tokens, drawn),
                Figures.pick(of.loss, drawn),
                Arrays.stream(drawn).mapToObj(of.labels).toArray(String[]::new)));
    }

    private static Chart frontier(Chart chart, Of of) {
        var best = Arrays.stream(Figures.logSpaced(Figures.min(of.flops) / 10, Figures.max(of.flops) * 10, SAMPLES))
                .mapToObj(of.optimum)
                .toList();
        return chart.line(
                "compute-optimal frontier",
                best.stream().mapToDouble(Allocation::params).toArray(),
                best.stream().mapToDouble(Allocation::tokens).toArray());
    }

    /** The budgets that runs share, within 30%; of runs without any, powers of ten. */
    public static List<Double> budgets(double[] flops) {
        var sorted = Arrays.stream(flops).sorted().toArray();
        var budgets = new ArrayList<Double>();
        for (double f : sorted) {
            if (budgets.isEmpty() || f > 1.3 * budgets.getLast()) {
                budgets.add(f);
            }
        }
        if (budgets.size() <= BUDGETS) {
            return budgets;
        }
        budgets.clear();
        double first = Scale.LOG.of(sorted[0]);
        double last = Scale.LOG.of(sorted[sorted.length - 1]);
        double step = Math.max(1, Math.ceil((last - first) / BUDGETS));
        for (double e = Math.ceil(first); e <= last; e += step) {
            budgets.add(Math.pow(10, e));
        }
        return budgets;
    }

    private static double least(double[] values, List<double[]> also, int axis) {
        return Math.min(
                Figures.min(values),
                also.stream().mapToDouble(at -> at[axis]).min().orElse(Double.POSITIVE_INFINITY));
    }

    private static double greatest(double[] values, List<double[]> also, int axis) {
        return Math.max(
                Figures.max(values),
                also.stream().mapToDouble(at -> at[axis]).max().orElse(0));
    }
}
