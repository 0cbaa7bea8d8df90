package loglog.app.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.runs.reader.StoredRun;

/**
 * A run's training loss against compute, as a mean over each twentieth of an OOM: steps near each other on the figure.
 *
 * @param run whose it is
 * @param flops ascending
 * @param loss of training, nats per token
 */
record ComputeCurve(StoredRun run, double[] flops, double[] loss) {
    private static final int PER_OOM = 20;

    private record Point(double flops, double loss) {}

    /** The curve of a run; without points where its metrics have no loss or no compute. */
    static ComputeCurve of(StoredRun run) {
        var points = new TreeMap<Integer, List<Point>>();
        double perToken = number(run.result(), "flops") / number(run.result(), "tokens");
        var rows = run.metrics("flops", "tokens", "loss");
        for (int row = 0; row < rows.rows(); row++) {
            double flops = rows.number("flops", row);
            flops = Double.isNaN(flops) ? perToken * rows.number("tokens", row) : flops;
            double loss = rows.number("loss", row);
            if (flops > 0 && loss > 0 && Double.isFinite(flops + loss)) {
                points.computeIfAbsent((int) Math.floor(PER_OOM * Math.log10(flops)), _ -> new ArrayList<>())
                        .add(new Point(flops, loss));
            }
        }
        var means = points.values().stream()
                .map(bin -> new Point(
                        Math.exp(bin.stream()
                                .mapToDouble(p -> Math.log(p.flops))
                                .average()
                                .orElseThrow()),
                        bin.stream().mapToDouble(p -> p.loss).average().orElseThrow()))
                .sorted(Comparator.comparingDouble(Point::flops))
                .toList();
        return new ComputeCurve(
                run,
                means.stream().mapToDouble(Point::flops).toArray(),
                means.stream().mapToDouble(Point::loss).toArray());
    }

    static double number(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    boolean isEmpty() {
        return flops.length == 0;
    }

    double params() {
        double result = number(run.result(), "params");
        return Double.isNaN(result) ? number(run.asked(), "params") : result;
    }

    /** The loss at this compute, straight between two points of the logarithm of compute; NaN outside. */
    double at(double compute) {
        for (int i = 0; i + 1 < flops.length; i++) {
            if (flops[i] <= compute && compute <= flops[i + 1]) {
                double share = Math.log(compute / flops[i]) / Math.log(flops[i + 1] / flops[i]);
                return loss[i] + share * (loss[i + 1] - loss[i]);
            }
        }
        return Double.NaN;
    }

    /** The lowest loss that any of the curves has reached with so much compute; NaN before the first. */
    static double[] envelope(List<ComputeCurve> curves, double[] compute) {
        var lowest = new double[compute.length];
        double least = Double.NaN;
        for (int i = 0; i < compute.length; i++) {
            for (var curve : curves) {
                double loss = curve.at(compute[i]);
                if (!Double.isNaN(loss) && !(loss >= least)) {
                    least = loss;
                }
            }
            lowest[i] = least;
        }
        return lowest;
    }
}
