package loglog.laws;

/** Small dense linear algebra without allocation. */
final class Linear {
    private Linear() {}

    /**
     * Solves {@code H x = b} for the rows and columns that are not fixed, by Cholesky's factorisation in place.
     *
     * @param h lower triangle; overwritten
     * @param fixed which unknowns to leave at zero, or null
     * @return false where H is not positive definite even after its diagonal was raised by 1e-12
     */
    static boolean solve(double[][] h, double[] b, boolean[] fixed, double[] x) {
        int m = b.length;
        for (int j = 0; j < m; j++) {
            if (fixed != null && fixed[j]) {
                for (int k = 0; k < j; k++) {
                    h[j][k] = 0;
                }
                for (int k = j + 1; k < m; k++) {
                    h[k][j] = 0;
                }
                h[j][j] = 1;
                x[j] = 0;
            } else {
                x[j] = b[j];
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
        return true;
    }
}
