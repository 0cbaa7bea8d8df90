package loglog.laws;

import java.util.Arrays;

/** How strongly each row pulls the fit to itself. */
public final class Leverage {
    private Leverage() {}

    /**
     * The diagonal of the hat matrix {@code J (J'J)^-1 J'} at a fit, {@code J} being the residuals' derivatives by the
     * parameters: between 0 and 1, and in sum the number of parameters that the rows determine.
     */
    public static double[] of(Fit fit) {
        var problem = new Laws.Prepared(fit.law(), fit.observations(), fit.criterion());
        int n = fit.n();
        int m = fit.law().parameters().size();
        var solver = problem.solver();
        var jacobian = new double[m][n];
        solver.linearize(fit.law().internal(fit.values(), problem.unit()), new double[n], jacobian);

        // In an orthonormal basis of J's columns the hat matrix is Q Q'; a column that adds nothing is left out.
        var leverage = new double[n];
        for (int j = 0; j < m; j++) {
            double before = norm(jacobian[j]);
            for (int pass = 0; pass < 2; pass++) {
                for (int k = 0; k < j; k++) {
                    double dot = 0;
                    for (int i = 0; i < n; i++) {
                        dot += jacobian[j][i] * jacobian[k][i];
                    }
                    for (int i = 0; i < n; i++) {
                        jacobian[j][i] -= dot * jacobian[k][i];
                    }
                }
            }
            double after = norm(jacobian[j]);
            if (after <= 1e-9 * before) {
                Arrays.fill(jacobian[j], 0);
                continue;
            }
            for (int i = 0; i < n; i++) {
                jacobian[j][i] /= after;
                leverage[i] += jacobian[j][i] * jacobian[j][i];
            }
        }
        return leverage;
    }

    private static double norm(double[] v) {
        double sum = 0;
        for (double x : v) {
            sum += x * x;
        }
        return Math.sqrt(sum);
    }

    /** Residuals as large as the noise that made them, at a row of middle noisiness: centered, and each divided by {@code sqrt(1 - leverage)}. */
    static double[] adjustedResiduals(Fit fit) {
        var residuals = fit.standardized();
        var leverage = of(fit);
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] /= Math.sqrt(Math.max(1 - leverage[i], 0.05));
        }
        double mean = Quantiles.mean(residuals);
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] -= mean;
        }
        return residuals;
    }
}
