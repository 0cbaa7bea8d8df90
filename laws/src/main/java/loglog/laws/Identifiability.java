package loglog.laws;

import java.util.ArrayList;
import java.util.List;

/** Whether the rows determine each parameter, from the law's derivatives at the fit. */
final class Identifiability {
    private Identifiability() {}

    /**
     * The names of the parameters that take part in a direction along which the law's values do not change: those with
     * weight in an eigenvector of the scaled normal matrix whose eigenvalue is below {@code least}.
     */
    static List<String> undetermined(Law law, double[] p, Scales rows, Solver solver, double least) {
        int m = p.length;
        var residuals = new double[solver.capacity()];
        var jacobian = new double[m][solver.capacity()];
        solver.linearize(p, residuals, jacobian);
        var names = new ArrayList<String>();
        var norm = new double[m];
        for (int j = 0; j < m; j++) {
            double sum = 0;
            for (int i = 0; i < rows.n(); i++) {
                sum += jacobian[j][i] * jacobian[j][i];
            }
            norm[j] = Math.sqrt(sum);
        }
        var matrix = new double[m][m];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < m; k++) {
                double sum = 0;
                for (int i = 0; i < rows.n(); i++) {
                    sum += jacobian[j][i] * jacobian[k][i];
                }
                // A parameter without influence gets a zero row and is found as an eigenvector of its own.
                matrix[j][k] = norm[j] > 0 && norm[k] > 0 ? sum / (norm[j] * norm[k]) : 0;
            }
        }
        var vectors = Eigen.symmetric(matrix);
        for (int j = 0; j < m; j++) {
            boolean takesPart = false;
            for (int e = 0; e < m; e++) {
                takesPart |= matrix[e][e] < least && Math.abs(vectors[j][e]) > 0.1;
            }
            if (takesPart) {
                names.add(law.parameters().get(j).name());
            }
        }
        return names;
    }
}
