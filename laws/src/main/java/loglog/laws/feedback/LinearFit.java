package loglog.laws.feedback;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;

/**
 * Coefficients of a law that is linear in them, with a covariance and the degrees of freedom of its estimate: by least squares
 * of rows, or as the mean of the coefficients of replicates.
 *
 * @param values the coefficients
 * @param covariance of the values; NaN where no degree of freedom is left
 * @param freedom of Student's t; 0 where nothing is known of the uncertainty
 * @param rms of the residuals, in units of what was fitted
 */
public record LinearFit(double[] values, double[][] covariance, int freedom, double rms) {
    /** Columns whose part that the others do not explain is smaller than this, relatively, are the same. */
    private static final double LEAST_PIVOT = 1e-9;

    /**
     * Least squares, each row counting the same.
     *
     * @param rows of the columns' values
     * @param y what the columns are to give, one a row
     */
    public static Fitted<LinearFit> of(double[][] rows, double[] y) {
        int n = rows.length;
        int columns = n == 0 ? 0 : rows[0].length;
        if (n < columns || n == 0) {
            return Fitted.none("%d rows cannot determine %d coefficients", n, columns);
        }
        var scale = new double[columns];
        for (var row : rows) {
            for (int j = 0; j < columns; j++) {
                scale[j] = Math.max(scale[j], Math.abs(row[j]));
            }
        }
        var x = new Array2DRowRealMatrix(n, columns);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < columns; j++) {
                x.setEntry(i, j, scale[j] == 0 ? 0 : rows[i][j] / scale[j]);
            }
        }
        var qr = new QRDecomposition(x, LEAST_PIVOT);
        if (!qr.getSolver().isNonSingular()) {
            return Fitted.none("the rows are too much alike to determine %d coefficients", columns);
        }
        var solved = qr.getSolver().solve(new ArrayRealVector(y)).toArray();
        var upper = qr.getR().getSubMatrix(0, columns - 1, 0, columns - 1);
        var inverse =
                new QRDecomposition(upper.transposeMultiply(upper)).getSolver().getInverse();
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double residual = y[i];
            for (int j = 0; j < columns; j++) {
                residual -= x.getEntry(i, j) * solved[j];
            }
            squares += residual * residual;
        }
        int freedom = n - columns;
        double variance = freedom == 0 ? Double.NaN : squares / freedom;
        var covariance = new double[columns][columns];
        for (int j = 0; j < columns; j++) {
            for (int k = 0; k < columns; k++) {
                covariance[j][k] = variance * inverse.getEntry(j, k) / (scale[j] * scale[k]);
            }
        }
        var values = IntStream.range(0, columns)
                .mapToDouble(j -> solved[j] / scale[j])
                .toArray();
        return Fitted.of(new LinearFit(values, covariance, freedom, Math.sqrt(squares / n)));
    }

    /**
     * The mean of replicates' coefficients; its covariance is of how they differ.
     *
     * @param fits one of each replicate, at least one
     */
    static LinearFit ofReplicates(LinearFit... fits) {
        int m = fits.length;
        int columns = fits[0].values.length;
        var mean = new double[columns];
        double squares = 0;
        for (var fit : fits) {
            squares += fit.rms * fit.rms / m;
            for (int j = 0; j < columns; j++) {
                mean[j] += fit.values[j] / m;
            }
        }
        var covariance = new double[columns][columns];
        for (var fit : fits) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < columns; k++) {
                    covariance[j][k] += (fit.values[j] - mean[j]) * (fit.values[k] - mean[k]) / (m - 1.0) / m;
                }
            }
        }
        return new LinearFit(mean, covariance, m - 1, Math.sqrt(squares));
    }

    /** Student's interval of a combination of the coefficients; without ends where nothing is known of the uncertainty. */
    public Interval at(double level, double... row) {
        double value = 0;
        double variance = 0;
        for (int j = 0; j < row.length; j++) {
            value += row[j] * values[j];
            for (int k = 0; k < row.length; k++) {
                variance += row[j] * row[k] * covariance[j][k];
            }
        }
        if (freedom == 0) {
            return new Interval(value, Double.NaN, Double.NaN, Double.NaN, level);
        }
        double se = Math.sqrt(Math.max(0, variance));
        double reach = se * new TDistribution(freedom).inverseCumulativeProbability((1 + level) / 2);
        return new Interval(value, value - reach, value + reach, se, level);
    }

    /** Student's interval of one coefficient. */
    public Interval coefficient(int of, double level) {
        var row = new double[values.length];
        row[of] = 1;
        return at(level, row);
    }

    /**
     * Coefficients as likely as the fit makes them, by the multivariate t; the values themselves where nothing is known of the
     * uncertainty.
     */
    public double[] draw(SplittableRandom random) {
        var drawn = values.clone();
        if (freedom == 0) {
            return drawn;
        }
        double squares = 0;
        for (int i = 0; i < freedom; i++) {
            double normal = random.nextGaussian();
            squares += normal * normal;
        }
        double scale = Math.sqrt(freedom / squares);
        var root = root();
        var normal = new double[drawn.length];
        for (int j = 0; j < normal.length; j++) {
            normal[j] = random.nextGaussian();
        }
        for (int j = 0; j < drawn.length; j++) {
            for (int k = 0; k <= j; k++) {
                drawn[j] += scale * root[j][k] * normal[k];
            }
        }
        return drawn;
    }

    /** The lower triangular root of the covariance, which may have less than full rank: of two replicates, for example. */
    private double[][] root() {
        int n = values.length;
        var root = new double[n][n];
        for (int j = 0; j < n; j++) {
            for (int k = 0; k <= j; k++) {
                double left = covariance[j][k];
                for (int i = 0; i < k; i++) {
                    left -= root[j][i] * root[k][i];
                }
                if (j == k) {
                    root[j][j] = left > LEAST_PIVOT * covariance[j][j] ? Math.sqrt(left) : 0;
                } else {
                    root[j][k] = root[k][k] == 0 ? 0 : left / root[k][k];
                }
            }
        }
        return root;
    }
}
