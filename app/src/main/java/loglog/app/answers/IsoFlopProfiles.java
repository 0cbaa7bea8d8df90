package loglog.app.answers;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import loglog.laws.IsoFlop;
import loglog.laws.IsoFlopBucket;
import loglog.laws.Observations;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;

/** Chinchilla's figure 3: at each budget the runs' losses against their params or tokens, and the parabola through them. */
public final class IsoFlopProfiles {
    private static final int SAMPLES = 40;

    /** The scale that losses are drawn against. */
    public enum Along {
        PARAMS("params"),
        TOKENS("tokens");

        private final String axis;

        Along(String axis) {
            this.axis = axis;
        }

        public String axis() {
            return axis;
        }
    }

    private final IsoFlop answer;
    private final Observations rows;
    private final String[] labels;
    private final Along along;

    private IsoFlopProfiles(IsoFlop answer, Observations rows, String[] labels, Along along) {
        this.answer = answer;
        this.rows = rows;
        this.labels = labels;
        this.along = along;
    }

    /**
     * Draws the budgets that were found, with the intervals of the parabolas' minima.
     *
     * @param rows that the answer was made from, with params and tokens
     * @param labels what each row is
     * @param metric the axis of their losses
     */
    public static Chart chart(
            String title, IsoFlop answer, Observations rows, String[] labels, Axis metric, Along along) {
        return new IsoFlopProfiles(answer, rows, labels, along)
                .drawnOn(new Chart(title, Axis.log(along.axis), metric).color(Axis.log("training compute [FLOP]")));
    }

    private Chart drawnOn(Chart empty) {
        var chart = empty;
        for (var bucket : answer.buckets()) {
            chart = chart.with(points(bucket));
        }
        for (var bucket : answer.buckets()) {
            if (bucket.minimum().isPresent()) {
                chart = chart.with(parabola(bucket));
            }
        }
        var minima = answer.minima();
        return minima.isEmpty()
                ? chart
                : chart.barsAcross(
                        "parabolas' minima",
                        of(minima, m -> along == Along.PARAMS ? m.at().params() : m.at().tokens()),
                        of(minima, m -> m.at().loss()),
                        of(minima, m -> (along == Along.PARAMS ? m.params() : m.tokens()).low()),
                        of(minima, m -> (along == Along.PARAMS ? m.params() : m.tokens()).high()));
    }

    private static double[] of(List<IsoFlop.Minimum> minima, ToDoubleFunction<IsoFlop.Minimum> of) {
        return minima.stream().mapToDouble(of).toArray();
    }

    private Layer points(IsoFlopBucket bucket) {
        int n = bucket.rows().size();
        var value = new double[n];
        Arrays.fill(value, bucket.flops());
        return new Layer.Points(
                null,
                scale(bucket, along.axis),
                bucket.rows().stream().mapToDouble(rows::metric).toArray(),
                value,
                bucket.rows().stream().map(row -> labels[row]).toArray(String[]::new));
    }

    /** Against tokens the mirrored parabola: on one budget the product of params and tokens is the same. */
    private Layer parabola(IsoFlopBucket bucket) {
        var params = scale(bucket, "params");
        var x = Figures.logSpaced(Figures.min(params), Figures.max(params), SAMPLES);
        var y = Arrays.stream(x).map(bucket::lossAt).toArray();
        var minimum = bucket.minimum().orElseThrow();
        double product = minimum.params() * minimum.tokens();
        var at = along == Along.PARAMS
                ? x
                : Arrays.stream(x).map(n -> product / n).toArray();
        return new Layer.Line(null, at, y, bucket.flops(), false);
    }

    private double[] scale(IsoFlopBucket bucket, String axis) {
        return bucket.rows().stream().mapToDouble(row -> rows.scale(axis, row)).toArray();
    }
}
