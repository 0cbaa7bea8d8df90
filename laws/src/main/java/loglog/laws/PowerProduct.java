package loglog.laws;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * A power law of several scales at once, {@code y = A x1^b1 x2^b2 ...}: least squares in the logarithms, intervals by Student's t.
 *
 * @param factor A
 * @param exponents of each scale, in order
 * @param rms of the log residuals, by the degrees of freedom
 */
public record PowerProduct(double factor, List<Interval> exponents, double rms) {
    /** Scales that move together to that share tell no exponents of their own. */
    private static final double LEAST_INDEPENDENT = 1e-6;

    /**
     * Fits it.
     *
     * @param scales of each row, above 0
     * @param values of each row, above 0
     * @return none for no more rows than parameters, or scales that move together
     */
    public static Fitted<PowerProduct> fit(List<double[]> scales, double[] values, double level) {
        int n = values.length;
        int k = scales.isEmpty() ? 0 : scales.getFirst().length;
        if (n <= k + 1) {
            return Fitted.none(
                    "found %d row%s, expected more than %d, the law's parameters", n, n == 1 ? "" : "s", k + 1);
        }
        var means = new double[k];
        for (var row : scales) {
            for (int j = 0; j < k; j++) {
                means[j] += Math.log(row[j]) / n;
            }
        }
        var x = new double[n][k + 1];
        var y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i][0] = 1;
            for (int j = 0; j < k; j++) {
                x[i][j + 1] = Math.log(scales.get(i)[j]) - means[j];
            }
            y[i] = Math.log(values[i]);
        }
        var matrix = new Array2DRowRealMatrix(x, false);
        var svd = new SingularValueDecomposition(matrix);
        var singular = svd.getSingularValues();
        if (singular[k] < LEAST_INDEPENDENT * singular[0]) {
            return Fitted.none("the scales move together, so that no exponent can be told from another");
        }
        var found = svd.getSolver().solve(new ArrayRealVector(y, false)).toArray();
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double residual = y[i];
            for (int j = 0; j <= k; j++) {
                residual -= x[i][j] * found[j];
            }
            squares += residual * residual;
        }
        int degrees = n - k - 1;
        double rms = Math.sqrt(squares / degrees);
        double t = new TDistribution(degrees).inverseCumulativeProbability((1 + level) / 2);
        var covariance = svd.getCovariance(0);
        var exponents = new ArrayList<Interval>();
        double log = found[0];
        for (int j = 1; j <= k; j++) {
            double error = rms * Math.sqrt(covariance.getEntry(j, j));
            exponents.add(new Interval(found[j], found[j] - t * error, found[j] + t * error, error, level));
            log -= found[j] * means[j - 1];
        }
        return Fitted.of(new PowerProduct(Math.exp(log), List.copyOf(exponents), rms));
    }

    /** The value at scales. */
    public double at(double... scales) {
        double log = Math.log(factor);
        for (int j = 0; j < scales.length; j++) {
            log += exponents.get(j).value() * Math.log(scales[j]);
        }
        return Math.exp(log);
    }
}
