package loglog.laws;

/**
 * The scales of many runs as a law reads them: one column an axis, in units that a {@link Law} knows nothing of.
 *
 * @param n the number of rows in use; the columns may be longer
 * @param log natural logarithms of the scales, {@code log[axis][row]}
 * @param cache of powers of these rows, for a solver that asks for many near each other; null for none
 */
public record Scales(int n, double[][] log, PowerCache cache) {
    Scales(int n, double[][] log) {
        this(n, log, null);
    }

    /** {@code out[row] = x^-exponent} for the scales x on an axis. */
    public void power(int axis, double exponent, double[] out) {
        if (cache != null) {
            cache.power(axis, log[axis], n, exponent, out);
            return;
        }
        double[] column = log[axis];
        for (int i = 0; i < n; i++) {
            out[i] = Math.exp(-exponent * column[i]);
        }
    }

    /** One row at the given scales. */
    public static Scales one(double... scales) {
        var log = new double[scales.length][1];
        for (int a = 0; a < scales.length; a++) {
            log[a][0] = Math.log(scales[a]);
        }
        return new Scales(1, log);
    }

    /** Columns of scales, each divided by its unit. */
    public static Scales of(double[][] scales, double[] unit) {
        int n = scales.length == 0 ? 0 : scales[0].length;
        var log = new double[scales.length][n];
        for (int a = 0; a < scales.length; a++) {
            double logUnit = Math.log(unit[a]);
            for (int i = 0; i < n; i++) {
                log[a][i] = Math.log(scales[a][i]) - logUnit;
            }
        }
        return new Scales(n, log);
    }

    /** The least logarithm on an axis. */
    public double min(int axis) {
        double min = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            min = Math.min(min, log[axis][i]);
        }
        return min;
    }

    /** The greatest logarithm on an axis. */
    public double max(int axis) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, log[axis][i]);
        }
        return max;
    }
}
