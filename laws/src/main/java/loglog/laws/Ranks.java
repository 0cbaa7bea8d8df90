package loglog.laws;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rank correlation and its permutation test. */
public final class Ranks {
    private Ranks() {}

    /** Ranks from 0, ties sharing their mean. */
    public static double[] of(double[] values) {
        var order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        var ranks = new double[values.length];
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int k = from; k < to; k++) {
                ranks[order[k]] = (from + to - 1) / 2.0;
            }
            from = to;
        }
        return ranks;
    }

    /** Pearson's correlation; 0 where a variable is constant. */
    public static double correlation(double[] x, double[] y) {
        double mx = Quantiles.mean(x);
        double my = Quantiles.mean(y);
        double sxy = 0;
        double sxx = 0;
        double syy = 0;
        for (int i = 0; i < x.length; i++) {
            sxy += (x[i] - mx) * (y[i] - my);
            sxx += (x[i] - mx) * (x[i] - mx);
            syy += (y[i] - my) * (y[i] - my);
        }
        return sxx > 0 && syy > 0 ? sxy / Math.sqrt(sxx * syy) : 0;
    }

    /** The share of permutations of y whose correlation with x is at least as strong, either way. */
    static double pValue(double[] x, double[] y, int permutations, SplittableRandom random) {
        double observed = Math.abs(correlation(x, y)) - 1e-12;
        var shuffled = y.clone();
        int beyond = 0;
        for (int p = 0; p < permutations; p++) {
            for (int i = shuffled.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                double swap = shuffled[i];
                shuffled[i] = shuffled[j];
                shuffled[j] = swap;
            }
            beyond += Math.abs(correlation(x, shuffled)) >= observed ? 1 : 0;
        }
        return (beyond + 1.0) / (permutations + 1.0);
    }
}
