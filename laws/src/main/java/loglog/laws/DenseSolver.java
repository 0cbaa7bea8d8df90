package loglog.laws;

/** Small dense linear algebra without allocation. */
public final class DenseSolver {
    private DenseSolver() {}

    /**
     * Solves {@code H x = b} for the rows and columns that are not fixed, by Cholesky's factorization in place.
     *
     * @param h lower triangle; overwritten
     * @param fixed which unknowns to leave at zero, or null
     * @return false where H is not positive definite even after its diagonal was raised by 1e-12
     */
    public static boolean solve(double[][] h, double[] b, boolean[] fixed, double[] x) {
        for (int j = 0; j < b.length; j++) {
            x[j] = fixed != null && fixed[j] ? 0 : b[j];
        }
        if (!factor(h, fixed)) {
            return false;
        }
        substitute(h, x);
        return true;
    }

    /**
     * Cholesky's factorization of the rows and columns that are not fixed, in place.
     *
     * @param h in: lower triangle of a symmetric matrix; out: that of its factor, a unit row for what is fixed
     * @param fixed which rows and columns to leave out, or null
     * @return false where H is not positive definite even after its diagonal was raised by 1e-12
     */
    public static boolean factor(double[][] h, boolean[] fixed) {
        int m = h.length;
        for (int j = 0; j < m; j++) {
            if (fixed != null && fixed[j]) {
                for (int k = 0; k < j; k++) {
                    h[j][k] = 0;
                }
                for (int k = j + 1; k < m; k++) {
                    h[k][j] = 0;
                }
                h[j][j] = 1;
            } else {
                h[j][j] *= 1 + 1e-12;
            }
        }
        for (int j = 0; j < m; j++) {
            double diagonal = h[j][j];
            for (int k = 0; k < j; k++) {
                diagonal -= h[j][k] * h[j][k];
            }
            if (!(diagonal > 0)) {
                return false;
            }
            diagonal = Math.sqrt(diagonal);
            h[j][j] = diagonal;
            for (int i = j + 1; i < m; i++) {
                double sum = h[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= h[i][k] * h[j][k];
                }
                h[i][j] = sum / diagonal;
            }
        }
        return true;
    }

    /**
     * Solves by a matrix's factor, in place.
     *
     * @param h as {@link #factor} leaves it
     * @param x in: the right-hand side, zero for what is fixed; out: the solution
     */
    public static void substitute(double[][] h, double[] x) {
        int m = x.length;
        for (int j = 0; j < m; j++) {
            double sum = x[j];
            for (int k = 0; k < j; k++) {
                sum -= h[j][k] * x[k];
            }
            x[j] = sum / h[j][j];
        }
        for (int j = m - 1; j >= 0; j--) {
            double sum = x[j];
            for (int k = j + 1; k < m; k++) {
                sum -= h[k][j] * x[k];
            }
            x[j] = sum / h[j][j];
        }
    }
}
