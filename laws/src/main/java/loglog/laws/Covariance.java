package loglog.laws;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.hipparchus.special.Erf;

/**
 * The sampling covariance of a fit's internal parameters by linearization: {@code c sigma^2 (J'J)^-1}, sigma being the
 * residuals' robust standard deviation and c the price of the penalty's robustness under normal noise (Huber 1964): 1
 * for squares, pi/2 for absolute deviations. Quick and approximate; a {@link Bootstrap} assumes less.
 *
 * <p>For forecasts the exponents of laws of loss are taken to be known to within {@link #AMONG_SWEEPS}, as if the rows had been
 * fitted together with what other sweeps have shown. The linearization alone gives few rows standard errors that are as large as
 * the exponents, which are positive, and with them forecasts that can be anything.
 */
final class Covariance {
    /**
     * The standard deviation of an exponent's logarithm before any row is seen: twice what it is from one published sweep to another
     * (0.2 to 0.6 by law and exponent over six sources, docs/laws-coverage.md), since the exponents themselves stay as the rows alone
     * have them.
     */
    private static final double AMONG_SWEEPS = 1;

    private final Fit fit;
    private final Laws.Prepared problem;
    private final double[] p;
    private final double[][] factor;
    private final double[] scale;
    private final boolean regular;
    private final double sigma;

    /** What the rows alone say. */
    Covariance(Fit fit) {
        this(fit, Double.POSITIVE_INFINITY);
    }

    /** The same where the exponents are known, before any row, to within {@link #AMONG_SWEEPS}. */
    static Covariance amongSweeps(Fit fit) {
        return new Covariance(fit, AMONG_SWEEPS);
    }

    private Covariance(Fit fit, double spread) {
        this.fit = fit;
        this.problem = new Laws.Prepared(fit.law(), fit.observations(), fit.criterion());
        this.p = fit.law().internal(fit.values(), problem.unit());
        int m = p.length;
        int n = fit.n();
        this.sigma = noise(fit);

        var jacobian = jacobian(fit.observations(), problem.noisiness());
        this.scale = new double[m];
        this.factor = new double[m][m];
        for (int j = 0; j < m; j++) {
            scale[j] = Math.sqrt(dot(jacobian[j], jacobian[j], n));
        }
        for (int j = 0; j < m; j++) {
            for (int k = 0; k <= j; k++) {
                double norm = scale[j] * scale[k];
                factor[j][k] = norm > 0 ? dot(jacobian[j], jacobian[k], n) / norm : j == k ? 1 : 0;
            }
        }
        if (fit.criterion().logResiduals() && Double.isFinite(spread)) {
            addExponents(spread);
        }
        this.regular = DenseSolver.solve(factor, new double[m], null, new double[m]);
    }

    /** Adds to the scaled normal matrix what is known of each exponent, in units of the noise's variance. */
    private void addExponents(double spread) {
        var parameters = fit.law().parameters();
        double unit = sigma * sigma * priceOfRobustness();
        for (int j = 0; j < p.length; j++) {
            double sd = spread * Math.abs(p[j]);
            if (parameters.get(j).kind() == LawParameter.Kind.EXPONENT && sd > 0 && scale[j] > 0) {
                factor[j][j] += unit / (sd * sd * scale[j] * scale[j]);
            }
        }
    }

    /** The noise's standard deviation: from the residuals' median size, and raised for the parameters fitted. */
    static double noise(Fit fit) {
        var residuals = fit.standardized();
        int m = fit.law().parameters().size();
        var sizes = new double[residuals.length];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.abs(residuals[i]);
        }
        int spare = Math.max(1, residuals.length - m);
        // The parameters absorb as many residuals; the rest tell of the noise.
        Arrays.sort(sizes);
        var rest = Arrays.copyOfRange(sizes, Math.min(m, sizes.length - 1), sizes.length);
        double byMedian = 1.4826 * Quantiles.of(rest, 0.5);
        double squares = 0;
        for (double r : residuals) {
            squares += r * r;
        }
        return fit.criterion().penalty() instanceof Penalty.Squared ? Math.sqrt(squares / spare) : byMedian;
    }

    double sigma() {
        return sigma;
    }

    private double priceOfRobustness() {
        return priceOfRobustness(fit.criterion().penalty(), sigma);
    }

    /** {@code E psi^2 / (E psi')^2} in units of the noise's variance, for normal noise. */
    static double priceOfRobustness(Penalty penalty, double sigma) {
        double k = penalty.width() / sigma;
        if (!(k < 10)) {
            return 1;
        }
        if (k < 1e-4) {
            return Math.PI / 2;
        }
        double inside = Erf.erf(k / Math.sqrt(2));
        double density = Math.exp(-k * k / 2) / Math.sqrt(2 * Math.PI);
        double squares = inside - 2 * k * density + k * k * (1 - inside);
        return squares / (inside * inside);
    }

    /**
     * The variance of the law's value, as the criterion measures residuals, at each row of other observations: infinite where the
     * fit's rows determine nothing, NaN where the law has no value.
     */
    double[] variances(Observations at) {
        int m = p.length;
        var jacobian = jacobian(at, null);
        var variances = new double[at.size()];
        var z = new double[m];
        double unit = sigma * sigma * priceOfRobustness();
        for (int i = 0; i < variances.length; i++) {
            if (!regular) {
                variances[i] = Double.POSITIVE_INFINITY;
                continue;
            }
            // |L^-1 g|^2, with L L' the scaled normal matrix
            double sum = 0;
            for (int j = 0; j < m; j++) {
                double g = scale[j] > 0 ? jacobian[j][i] / scale[j] : 0;
                for (int k = 0; k < j; k++) {
                    g -= factor[j][k] * z[k];
                }
                z[j] = g / factor[j][j];
                sum += z[j] * z[j];
            }
            variances[i] = unit * sum;
        }
        return variances;
    }

    /**
     * Parameters drawn from the normal distribution that the linearization gives, kept within their bounds: a quick
     * stand-in for a {@link Bootstrap}.
     */
    Draws draws(int count, long seed) {
        int m = p.length;
        if (!regular) {
            return new Draws(fit, new double[0][], count);
        }
        var random = new SplittableRandom(seed);
        var bounds = fit.law().bounds(problem.rows());
        double unit = sigma * Math.sqrt(priceOfRobustness());
        var draws = new double[count][];
        var z = new double[m];
        var internal = new double[m];
        for (int b = 0; b < count; b++) {
            for (int j = 0; j < m; j++) {
                z[j] = random.nextGaussian();
            }
            for (int j = m - 1; j >= 0; j--) {
                for (int k = j + 1; k < m; k++) {
                    z[j] -= factor[k][j] * z[k];
                }
                z[j] /= factor[j][j];
                double step = scale[j] > 0 ? unit * z[j] / scale[j] : 0;
                internal[j] = Math.clamp(p[j] + step, bounds[j][0], bounds[j][1]);
            }
            draws[b] = fit.law().natural(internal, problem.unit());
        }
        return new Draws(fit, draws, 0);
    }

    private double[][] jacobian(Observations at, double[] noisiness) {
        var rows = Scales.of(at.scales(fit.law().axes()), problem.unit());
        var solver =
                new Solver(fit.law(), fit.criterion().penalty(), fit.criterion().logResiduals(), rows.n());
        solver.load(
                rows,
                fit.criterion().target(at.metric()),
                Solver.ones(rows.n()),
                noisiness,
                fit.law().bounds(rows));
        var jacobian = new double[p.length][rows.n()];
        solver.linearize(p, new double[rows.n()], jacobian);
        return jacobian;
    }

    private static double dot(double[] a, double[] b, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
