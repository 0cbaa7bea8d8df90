package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The least loss at each compute over training curves: Chinchilla's approach 1 (Hoffmann et al. 2022, arXiv 2203.15556,
 * section 3.1). Curves should end their learning-rate schedules where they are read, or the envelope favors runs that
 * have (the same section).
 */
final class Envelope {
    private Envelope() {}

    private static final int LEAST_POINTS = 4;
    private static final int LEAST_CURVES = 4;
    private static final int PER_OOM = 40;

    /** Fewer sizes on the envelope draw a line through noise. */
    private static final int LEAST_WINNERS = 3;

    /** One run as it trains: its size, and log compute ascending against loss. */
    record Curve(double params, double perToken, double[] logFlops, double[] loss) {

        /** By linear interpolation in log compute; NaN outside. */
        double at(double x) {
            int n = logFlops.length;
            if (x < logFlops[0] || x > logFlops[n - 1]) {
                return Double.NaN;
            }
            int found = Arrays.binarySearch(logFlops, x);
            if (found >= 0) {
                return loss[found];
            }
            int above = -found - 1;
            double share = (x - logFlops[above - 1]) / (logFlops[above] - logFlops[above - 1]);
            return loss[above - 1] + share * (loss[above] - loss[above - 1]);
        }
    }

    /** Rows of one group, or where there are no groups of one size, that make a curve; none where fewer than four do. */
    static List<Curve> curves(Observations runs, double[] flops) {
        var groups = runs.groups();
        var members = new LinkedHashMap<Object, List<Integer>>();
        for (int i = 0; i < runs.size(); i++) {
            Object key = groups == null ? (Object) runs.scale("params", i) : groups[i];
            members.computeIfAbsent(key, k -> new ArrayList<>()).add(i);
        }
        var curves = new ArrayList<Curve>();
        for (var rows : members.values()) {
            double params = runs.scale("params", rows.getFirst());
            var sorted = rows.stream()
                    .sorted(Comparator.comparingDouble(i -> flops[i]))
                    .toList();
            boolean oneSize = rows.stream().allMatch(i -> runs.scale("params", i) == params);
            boolean growing = true;
            for (int j = 1; j < sorted.size(); j++) {
                growing &= flops[sorted.get(j)] > flops[sorted.get(j - 1)];
            }
            if (oneSize && growing && rows.size() >= LEAST_POINTS) {
                int last = sorted.getLast();
                curves.add(new Curve(
                        params,
                        flops[last] / (params * runs.scale("tokens", last)),
                        sorted.stream().mapToDouble(i -> Math.log(flops[i])).toArray(),
                        sorted.stream().mapToDouble(runs::metric).toArray()));
            }
        }
        return curves.stream().mapToDouble(Curve::params).distinct().count() >= LEAST_CURVES ? curves : List.of();
    }

    /**
     * The lowest curve at each compute, where it is neither the smallest nor the largest model there: at the edges of the
     * grid of sizes the lowest is not the optimum. None where fewer than three sizes are ever the lowest.
     */
    static List<Allocation> optima(List<Curve> curves) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (var curve : curves) {
            low = Math.min(low, curve.logFlops[0]);
            high = Math.max(high, curve.logFlops[curve.logFlops.length - 1]);
        }
        var optima = new ArrayList<Allocation>();
        double step = Math.log(10) / PER_OOM;
        for (double x = low; x <= high; x += step) {
            Curve best = null;
            double least = Double.POSITIVE_INFINITY;
            double smallest = Double.POSITIVE_INFINITY;
            double largest = 0;
            for (var curve : curves) {
                double loss = curve.at(x);
                if (!Double.isNaN(loss)) {
                    smallest = Math.min(smallest, curve.params);
                    largest = Math.max(largest, curve.params);
                    if (loss < least) {
                        least = loss;
                        best = curve;
                    }
                }
            }
            if (best != null && best.params > smallest && best.params < largest) {
                double flops = Math.exp(x);
                optima.add(new Allocation(flops, best.params, flops / (best.perToken * best.params), least));
            }
        }
        return optima.stream().mapToDouble(Allocation::params).distinct().count() >= LEAST_WINNERS ? optima : List.of();
    }
}
