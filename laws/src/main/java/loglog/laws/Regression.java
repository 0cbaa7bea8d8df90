package loglog.laws;

import java.util.Arrays;

/** Least squares of one variable on another. */
final class Regression {
    private Regression() {}

    /** {@code y = intercept + slope x}. */
    record Line(double intercept, double slope) {}

    static Line line(double[] x, double[] y) {
        double mx = Quantiles.mean(x);
        double my = Quantiles.mean(y);
        double sxy = 0;
        double sxx = 0;
        for (int i = 0; i < x.length; i++) {
            sxy += (x[i] - mx) * (y[i] - my);
            sxx += (x[i] - mx) * (x[i] - mx);
        }
        double slope = sxy / sxx;
        return new Line(my - slope * mx, slope);
    }

    /**
     * {@code y = c0 + c1 (x - center) + c2 (x - center)^2}.
     *
     * @param center the mean of x
     * @param covariance of the three coefficients, in units of the variance of one y
     */
    record Parabola(double center, double c0, double c1, double c2, double[][] covariance) {
        double at(double x) {
            double u = x - center;
            return c0 + c1 * u + c2 * u * u;
        }

        double vertex() {
            return center - c1 / (2 * c2);
        }

        double atVertex() {
            return c0 - c1 * c1 / (4 * c2);
        }

        /** The variance of the vertex by the delta method, in units of the variance of one y. */
        double vertexVariance() {
            double d = vertex() - center;
            return (covariance[1][1] + 4 * d * covariance[1][2] + 4 * d * d * covariance[2][2]) / (4 * c2 * c2);
        }

        /**
         * Where the vertex may lie: the x at which the slope c1 + 2 c2 (x - center) is within so many of its standard
         * errors of zero (Fieller 1954, J. R. Stat. Soc. B 16). Infinite on both sides where the parabola may as well not
         * curve.
         *
         * @param reach standard errors times the standard deviation of one y
         */
        double[] vertexRange(double reach) {
            double square = reach * reach;
            double a = 4 * (c2 * c2 - square * covariance[2][2]);
            double b = 4 * (c1 * c2 - square * covariance[1][2]);
            double c = c1 * c1 - square * covariance[1][1];
            double root = Math.sqrt(Math.max(0, b * b - 4 * a * c));
            return a > 0
                    ? new double[] {center + (-b - root) / (2 * a), center + (-b + root) / (2 * a)}
                    : new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        }
    }

    /** Null where fewer than three distinct x determine none. */
    static Parabola parabola(double[] x, double[] y) {
        double center = Quantiles.mean(x);
        var h = new double[3][3];
        var b = new double[3];
        double scale = 0;
        for (double v : x) {
            scale = Math.max(scale, Math.abs(v - center));
        }
        if (scale == 0) {
            return null;
        }
        for (int i = 0; i < x.length; i++) {
            double u = (x[i] - center) / scale;
            double square = u * u;
            b[0] += y[i];
            b[1] += u * y[i];
            b[2] += square * y[i];
            h[0][1] += u;
            h[1][1] += square;
            h[1][2] += u * square;
            h[2][2] += square * square;
        }
        h[0][0] = x.length;
        h[0][2] = h[1][1];
        h[1][0] = h[0][1];
        h[2][0] = h[0][2];
        h[2][1] = h[1][2];
        // Two distinct points leave a pivot at rounding level.
        double determinant = h[0][0] * (h[1][1] * h[2][2] - h[1][2] * h[1][2])
                - h[0][1] * (h[0][1] * h[2][2] - h[1][2] * h[0][2])
                + h[0][2] * (h[0][1] * h[1][2] - h[1][1] * h[0][2]);
        if (determinant < 1e-9 * h[0][0] * h[1][1] * h[2][2]) {
            return null;
        }
        var c = new double[3];
        var covariance = new double[3][3];
        double[] unit = {1, scale, scale * scale};
        for (int j = 0; j < 3; j++) {
            var one = new double[3];
            one[j] = 1;
            DenseSolver.solve(copy(h), one, null, covariance[j]);
        }
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                c[j] += covariance[j][k] * b[k] / unit[j];
            }
        }
        for (int j = 0; j < 3; j++) {
            for (int k = 0; k < 3; k++) {
                covariance[j][k] /= unit[j] * unit[k];
            }
        }
        return new Parabola(center, c[0], c[1], c[2], covariance);
    }

    private static double[][] copy(double[][] matrix) {
        return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    }
}
