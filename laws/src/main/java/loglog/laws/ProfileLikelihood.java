package loglog.laws;

import java.util.Arrays;
import java.util.Optional;
import org.hipparchus.distribution.continuous.FDistribution;

/**
 * Intervals by profiling: one parameter is held while all others are fitted anew, and values that raise the objective
 * too little to be told from chance are in the interval. It follows the objective where that is no parabola, without
 * resampling; it assumes the same noise at every row.
 *
 * <p>For squares {@code 2 (S(v) - S) / s^2} is compared with the quantile of F(1, n - m). For a robust penalty rho with
 * derivative psi the rise is divided by {@code E psi^2 / E psi'} in place of the variance (Ronchetti 1997, Robust
 * Inference by Influence Functions, J. Stat. Plan. Inference 57, section 3), {@code E psi'} being a kernel estimate where
 * the quadratic part of the penalty is narrower than the noise.
 */
public final class ProfileLikelihood {
    private ProfileLikelihood() {}

    /** The parameter's place when no step of doubling reaches the threshold: the data do not bound it. */
    private static final int MAX_DOUBLINGS = 60;

    private static final int BISECTIONS = 40;

    /**
     * The interval of a parameter.
     *
     * @return none where the fit is not usable or has no more rows than parameters, or where the parameter depends on several
     *     of the law's internal ones (in {@link Kaplan})
     * @throws IllegalArgumentException where the parameter is none of the law's
     */
    public static Fitted<Interval> of(Fit fit, String parameter, double level) {
        int m = fit.parameters().size();
        int n = fit.n();
        if (!fit.usable() || n <= m) {
            return Fitted.none(
                    "a profile needs a usable fit to more than %d rows; this one is %s, %d rows",
                    m, fit.status().words(), n);
        }
        double value = fit.parameter(parameter);
        int j = fit.parameters().keySet().stream().toList().indexOf(parameter);
        var unit = Profile.coordinate(
                fit, fit.law().units(fit.observations().scales(fit.law().axes())), j);
        if (unit.isEmpty()) {
            return Fitted.none(
                    "%s of %s depends on several internal parameters and has no profile here",
                    parameter, fit.law().name());
        }
        double quantile = new FDistribution(1, n - m).inverseCumulativeProbability(level);
        var profile = new Profile(fit, j, unit.get());
        double threshold = 0.5 * quantile * scale(fit);
        double low = profile.end(-1, threshold);
        double high = profile.end(1, threshold);
        double se = (high - low) / 2 / Math.sqrt(quantile);
        return Fitted.of(new Interval(value, Math.min(low, high), Math.max(low, high), Math.abs(se), level));
    }

    /** What a rise of the objective is measured in: the noise's variance for squares, {@code E psi^2 / E psi'} in general. */
    static double scale(Fit fit) {
        int n = fit.n();
        int m = fit.parameters().size();
        var penalty = fit.criterion().penalty();
        var sizes = Arrays.stream(fit.standardized()).map(Math::abs).sorted().toArray();
        double squares = 0;
        for (double size : sizes) {
            double influence = penalty.influence(size);
            squares += influence * influence;
        }
        squares /= n - m;
        if (penalty instanceof Penalty.Squared) {
            return squares;
        }
        // Up to m residuals are zero by construction and say nothing of the density there.
        double spread = 1.4826 * Quantiles.of(Arrays.copyOfRange(sizes, m, n), 0.5);
        double bandwidth = Math.max(1.06 * spread * Math.pow(n, -0.2), penalty.width());
        long near = Arrays.stream(sizes).skip(m).filter(s -> s <= bandwidth).count();
        double share = Math.max(near, 1) / (double) (n - m);
        double slope = switch (penalty) {
            case Penalty.Huber(double delta) -> share * Math.min(1, delta / bandwidth);
            case Penalty.Absolute() -> share / bandwidth;
            case Penalty.Squared() -> 1;
        };
        return squares / slope;
    }

    /** The objective where one internal parameter is held. */
    private static final class Profile {
        private final Fit fit;
        private final int j;
        private final double[] unit;
        private final double[] best;
        private final double[][] bounds;
        private final Scales rows;
        private final double[] target;
        private final double[] noisiness;
        private final Solver solver;

        Profile(Fit fit, int j, double[] unit) {
            var law = fit.law();
            this.fit = fit;
            this.j = j;
            var scales = fit.observations().scales(law.axes());
            this.unit = unit;
            this.best = law.internal(fit.values(), unit);
            this.rows = Scales.of(scales, unit);
            this.bounds = law.bounds(rows);
            this.target = fit.criterion().target(fit.observations().metric());
            this.noisiness = fit.observations().noisiness(fit.criterion().logResiduals());
            this.solver =
                    new Solver(law, fit.criterion().penalty(), fit.criterion().logResiduals(), fit.n());
        }

        /** Units in which the natural parameter depends on its own internal one alone: the law's usual ones, or ones. */
        static Optional<double[]> coordinate(Fit fit, double[] usual, int j) {
            for (var unit : new double[][] {usual, Solver.ones(usual.length)}) {
                var p = fit.law().internal(fit.values(), unit);
                double there = fit.law().natural(p, unit)[j];
                boolean alone = true;
                for (int k = 0; k < p.length; k++) {
                    if (k != j) {
                        var moved = p.clone();
                        moved[k] += 1e-3 * Math.max(1e-3, Math.abs(p[k]));
                        alone &= Math.abs(fit.law().natural(moved, unit)[j] - there) <= 1e-12 * Math.abs(there);
                    }
                }
                if (alone) {
                    return Optional.of(unit);
                }
            }
            return Optional.empty();
        }

        /** Where the objective has risen by the threshold, going up or down from the best value. */
        double end(int sign, double threshold) {
            double inside = 0;
            double step = 1e-4 * Math.max(1e-3, Math.abs(best[j]));
            var p = best.clone();
            double outside = Double.NaN;
            for (int doubling = 0; doubling < MAX_DOUBLINGS; doubling++) {
                double limit = sign < 0 ? bounds[j][0] : bounds[j][1];
                boolean atLimit = (best[j] + sign * step - limit) * sign >= 0;
                double trial = atLimit ? Math.abs(limit - best[j]) : step;
                var q = p.clone();
                if (rise(q, best[j] + sign * trial) > threshold) {
                    outside = trial;
                    break;
                }
                if (atLimit) {
                    return natural(limit);
                }
                inside = trial;
                p = q;
                step *= 2;
            }
            if (Double.isNaN(outside)) {
                return sign * Double.POSITIVE_INFINITY;
            }
            for (int i = 0; i < BISECTIONS; i++) {
                double middle = 0.5 * (inside + outside);
                var q = p.clone();
                if (rise(q, best[j] + sign * middle) > threshold) {
                    outside = middle;
                } else {
                    inside = middle;
                    p = q;
                }
            }
            return natural(best[j] + sign * outside);
        }

        private double rise(double[] p, double held) {
            var fixed = bounds.clone();
            fixed[j] = new double[] {held, held};
            solver.load(rows, target, Solver.ones(fit.n()), noisiness, fixed);
            return solver.minimize(p) - fit.objective();
        }

        private double natural(double internal) {
            var p = best.clone();
            p[j] = internal;
            return fit.law().natural(p, unit)[j];
        }
    }
}
