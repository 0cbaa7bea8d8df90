package loglog.laws;

import java.util.Arrays;

/**
 * Information criteria of a fit. The likelihood is the one that the fit's penalty maximizes, its scale profiled out:
 * normal for squares; for Huber's and absolute penalties Laplace's, which Huber's becomes for a delta below the noise.
 *
 * @param logLikelihood maximized
 * @param parameters the law's and the scale
 * @param n rows
 */
public record Information(double logLikelihood, int parameters, int n) {

    /** The criteria of a usable fit. Fits compare only on the same rows and residuals. */
    public static Information of(Fit fit) {
        int n = fit.n();
        var residuals = fit.standardized();
        double logLikelihood;
        if (fit.criterion().penalty() instanceof Penalty.Squared) {
            double mean = Arrays.stream(residuals).map(r -> r * r).sum() / n;
            logLikelihood = -0.5 * n * (Math.log(2 * Math.PI * mean) + 1);
        } else {
            double mean = Arrays.stream(residuals).map(Math::abs).sum() / n;
            logLikelihood = -n * (Math.log(2 * mean) + 1);
        }
        return new Information(logLikelihood, fit.law().parameters().size() + 1, n);
    }

    /** Akaike's criterion, corrected for small samples (Hurvich and Tsai 1989); infinite where rows are too few. */
    public double aicc() {
        int spare = n - parameters - 1;
        return spare <= 0
                ? Double.POSITIVE_INFINITY
                : 2 * parameters - 2 * logLikelihood + 2.0 * parameters * (parameters + 1) / spare;
    }

    /** Schwarz's criterion. */
    public double bic() {
        return parameters * Math.log(n) - 2 * logLikelihood;
    }

    /** Weights in proportion to {@code exp(log weight)}, without overflow; equal where none is finite. */
    static double[] weights(double[] logWeights) {
        double max = Arrays.stream(logWeights).max().orElse(0);
        if (!Double.isFinite(max)) {
            var equal = new double[logWeights.length];
            Arrays.fill(equal, 1.0 / equal.length);
            return equal;
        }
        var weights = Arrays.stream(logWeights).map(w -> Math.exp(w - max)).toArray();
        double sum = Arrays.stream(weights).sum();
        return Arrays.stream(weights).map(w -> w / sum).toArray();
    }
}
