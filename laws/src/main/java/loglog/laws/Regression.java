package loglog.laws;

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
     * {@code y = c0 + c1 (x - centre) + c2 (x - centre)^2}.
     *
     * @param centre the mean of x
     */
    record Parabola(double centre, double c0, double c1, double c2) {
        double vertex() {
            return centre - c1 / (2 * c2);
        }

        double atVertex() {
            return c0 - c1 * c1 / (4 * c2);
        }
    }

    /** Null where fewer than three distinct x determine none. */
    static Parabola parabola(double[] x, double[] y) {
        double centre = Quantiles.mean(x);
        var h = new double[3][3];
        var b = new double[3];
        double scale = 0;
        for (double v : x) {
            scale = Math.max(scale, Math.abs(v - centre));
        }
        if (scale == 0) {
            return null;
        }
        for (int i = 0; i < x.length; i++) {
            double u = (x[i] - centre) / scale;
            double[] row = {1, u, u * u};
            for (int j = 0; j < 3; j++) {
                b[j] += row[j] * y[i];
                for (int k = 0; k < 3; k++) {
                    h[j][k] += row[j] * row[k];
                }
            }
        }
        // Two distinct points leave a pivot at rounding level.
        double determinant = h[0][0] * (h[1][1] * h[2][2] - h[1][2] * h[1][2])
                - h[0][1] * (h[0][1] * h[2][2] - h[1][2] * h[0][2])
                + h[0][2] * (h[0][1] * h[1][2] - h[1][1] * h[0][2]);
        var c = new double[3];
        if (determinant < 1e-9 * h[0][0] * h[1][1] * h[2][2] || !Linear.solve(h, b, null, c)) {
            return null;
        }
        return new Parabola(centre, c[0], c[1] / scale, c[2] / (scale * scale));
    }
}
