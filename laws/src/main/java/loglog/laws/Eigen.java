package loglog.laws;

/** Eigenvalues of small symmetric matrices. */
final class Eigen {
    private Eigen() {}

    /**
     * Jacobi's rotations.
     *
     * @param a in: a symmetric matrix; out: its eigenvalues on the diagonal
     * @return the eigenvectors, one a column
     */
    static double[][] symmetric(double[][] a) {
        int m = a.length;
        var v = new double[m][m];
        for (int j = 0; j < m; j++) {
            v[j][j] = 1;
        }
        for (int sweep = 0; sweep < 60; sweep++) {
            double off = 0;
            for (int j = 0; j < m; j++) {
                for (int k = j + 1; k < m; k++) {
                    off += a[j][k] * a[j][k];
                }
            }
            if (off < 1e-30) {
                break;
            }
            for (int j = 0; j < m; j++) {
                for (int k = j + 1; k < m; k++) {
                    if (a[j][k] != 0) {
                        rotate(a, v, j, k);
                    }
                }
            }
        }
        return v;
    }

    private static void rotate(double[][] a, double[][] v, int j, int k) {
        double theta = (a[k][k] - a[j][j]) / (2 * a[j][k]);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int i = 0; i < a.length; i++) {
            double x = a[i][j];
            double y = a[i][k];
            a[i][j] = c * x - s * y;
            a[i][k] = s * x + c * y;
        }
        for (int i = 0; i < a.length; i++) {
            double x = a[j][i];
            double y = a[k][i];
            a[j][i] = c * x - s * y;
            a[k][i] = s * x + c * y;
        }
        for (int i = 0; i < v.length; i++) {
            double x = v[i][j];
            double y = v[i][k];
            v[i][j] = c * x - s * y;
            v[i][k] = s * x + c * y;
        }
    }
}
