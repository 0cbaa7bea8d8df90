package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whether two fits of one law share their shape parameters. */
final class SlopeDifference {
    private SlopeDifference() {}

    /** The second's shape parameters minus the first's, with intervals. */
    static List<Comparison.Slope> slopes(Fit a, Fit b, Draws drawsA, Draws drawsB, double level) {
        var slopes = new ArrayList<Comparison.Slope>();
        var values = difference(a.values(), b.values(), 0);
        int pairs = Math.min(drawsA.size(), drawsB.size());
        for (int j = firstSlope(a.law()); j < values.length; j++) {
            var drawn = new double[pairs];
            for (int i = 0; i < pairs; i++) {
                drawn[i] = drawsB.parameters()[i][j] - drawsA.parameters()[i][j];
            }
            slopes.add(new Comparison.Slope(
                    a.law().parameters().get(j).name(),
                    Quantiles.biasCorrected(values[j], drawn, level, Math.max(drawsA.widening(), drawsB.widening()))));
        }
        return slopes;
    }

    /**
     * The p-value of the hypothesis that all shapes agree, NaN where a shape does not vary at all. The statistic is Wald's,
     * {@code d' V^-1 d} with the difference d and its covariance V in the resamples; its distribution under the hypothesis
     * is that of the resamples' own differences about d, so that noise need not be normal nor the sample large (Hall and
     * Wilson 1991, Biometrics 47, p. 757).
     */
    static double pValue(Fit a, Fit b, Draws drawsA, Draws drawsB) {
        int k = firstSlope(a.law());
        var observed = difference(a.values(), b.values(), k);
        int pairs = Math.min(drawsA.size(), drawsB.size());
        var deviations = new double[pairs][];
        for (int i = 0; i < pairs; i++) {
            deviations[i] = difference(drawsA.parameters()[i], drawsB.parameters()[i], k);
            for (int j = 0; j < observed.length; j++) {
                deviations[i][j] -= observed[j];
            }
        }
        var covariance = covariance(deviations);
        double statistic = wald(observed, covariance);
        if (Double.isNaN(statistic)) {
            return Double.NaN;
        }
        long beyond = Arrays.stream(deviations)
                .filter(d -> wald(d, covariance) >= statistic)
                .count();
        return (beyond + 1.0) / (pairs + 1.0);
    }

    /** The first of a law's shapes; of a straight line, which has none, what stands after its height. */
    private static int firstSlope(Law law) {
        int shapes = law.coefficients();
        return shapes < law.parameters().size() ? shapes : 1;
    }

    private static double[] difference(double[] first, double[] second, int from) {
        var difference = new double[second.length - from];
        for (int j = 0; j < difference.length; j++) {
            difference[j] = second[from + j] - first[from + j];
        }
        return difference;
    }

    private static double[][] covariance(double[][] deviations) {
        int m = deviations[0].length;
        var covariance = new double[m][m];
        for (var deviation : deviations) {
            for (int j = 0; j < m; j++) {
                for (int k = 0; k < m; k++) {
                    covariance[j][k] += deviation[j] * deviation[k] / deviations.length;
                }
            }
        }
        return covariance;
    }

    private static double wald(double[] d, double[][] covariance) {
        var matrix = Arrays.stream(covariance).map(double[]::clone).toArray(double[][]::new);
        var x = new double[d.length];
        if (!DenseSolver.solve(matrix, d, null, x)) {
            return Double.NaN;
        }
        double sum = 0;
        for (int j = 0; j < d.length; j++) {
            sum += d[j] * x[j];
        }
        return sum;
    }
}
