package loglog.app.laws;

import java.util.Arrays;
import java.util.Optional;
import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.plot.Layer;
import loglog.laws.IsoFlop;
import loglog.laws.IsoFlopBucket;
import loglog.laws.Observations;

/** Chinchilla's figure 3: at each budget the runs' losses against their params, and the parabola through them. */
public final class IsoFlopProfiles {
    private static final int SAMPLES = 40;

    private IsoFlopProfiles() {}

    /**
     * Draws the budgets that were found.
     *
     * @param rows that the answer was made from, with params
     * @param labels what each row is
     * @param metric the axis of their losses
     */
    public static Chart chart(String title, IsoFlop answer, Observations rows, String[] labels, Axis metric) {
        var chart = new Chart(title, Axis.log("params"), metric).colour(Axis.log("training compute [FLOP]"));
        for (var bucket : answer.buckets()) {
            chart = chart.with(points(bucket, rows, labels));
        }
        for (var bucket : answer.buckets()) {
            if (bucket.minimum().isPresent()) {
                chart = chart.with(parabola(bucket, rows));
            }
        }
        var minima = answer.buckets().stream()
                .map(IsoFlopBucket::minimum)
                .flatMap(Optional::stream)
                .toList();
        return minima.isEmpty()
                ? chart
                : chart.points(
                        "parabolas' minima",
                        minima.stream().mapToDouble(m -> m.params()).toArray(),
                        minima.stream().mapToDouble(m -> m.loss()).toArray());
    }

    private static Layer points(IsoFlopBucket bucket, Observations rows, String[] labels) {
        int n = bucket.rows().size();
        var value = new double[n];
        Arrays.fill(value, bucket.flops());
        return new Layer.Points(
                null,
                params(bucket, rows),
                bucket.rows().stream().mapToDouble(rows::metric).toArray(),
                value,
                bucket.rows().stream().map(row -> labels[row]).toArray(String[]::new));
    }

    private static Layer parabola(IsoFlopBucket bucket, Observations rows) {
        var params = params(bucket, rows);
        var x = Figures.logSpaced(Figures.min(params), Figures.max(params), SAMPLES);
        var y = Arrays.stream(x).map(bucket::lossAt).toArray();
        return new Layer.Line(null, x, y, bucket.flops(), false);
    }

    private static double[] params(IsoFlopBucket bucket, Observations rows) {
        return bucket.rows().stream()
                .mapToDouble(row -> rows.scale("params", row))
                .toArray();
    }
}
