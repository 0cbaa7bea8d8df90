package loglog.forecast.horizons;

import loglog.forecast.horizons.SuccessCurve.Status;

/**
 * Weighted logistic regression of success on log2 minutes by Newton's method: minimizes
 * {@code sum over w (s ln(1/p) + (1 - s) ln(1/(1 - p))) + penalty / 2 slope^2}, the intercept unpenalized. At weights that sum to 1 the
 * penalty is 1/C of scikit-learn's {@code LogisticRegression}.
 */
final class LogisticFit {
    private static final int MOST_STEPS = 60;
    private static final double TOLERANCE = 1e-9;

    private LogisticFit() {}

    /**
     * Fits.
     *
     * @param x log2 minutes of each length
     * @param ones the weight of the successes there
     * @param zeros the weight of the failures there
     * @param penalty 0 for none
     * @param start from where to search; null for nowhere
     */
    static SuccessCurve of(double[] x, double[] ones, double[] zeros, double penalty, SuccessCurve start) {
        double success = 0;
        double failure = 0;
        double center = 0;
        double longestSuccess = Double.NEGATIVE_INFINITY;
        double shortestSuccess = Double.POSITIVE_INFINITY;
        double longestFailure = Double.NEGATIVE_INFINITY;
        double shortestFailure = Double.POSITIVE_INFINITY;
        for (int i = 0; i < x.length; i++) {
            success += ones[i];
            failure += zeros[i];
            center += x[i] * (ones[i] + zeros[i]);
            if (ones[i] > 0) {
                longestSuccess = Math.max(longestSuccess, x[i]);
                shortestSuccess = Math.min(shortestSuccess, x[i]);
            }
            if (zeros[i] > 0) {
                longestFailure = Math.max(longestFailure, x[i]);
                shortestFailure = Math.min(shortestFailure, x[i]);
            }
        }
        if (!(success > 0) || !(failure > 0)) {
            return SuccessCurve.without(success > 0 ? Status.NO_FAILURE : Status.NO_SUCCESS);
        }
        if (penalty == 0 && shortestSuccess >= longestFailure) { // one length alone tells no slope, either
            return SuccessCurve.without(Status.RISES);
        }
        if (penalty == 0 && longestSuccess <= shortestFailure) {
            return new SuccessCurve(
                    Status.STEP, Double.NEGATIVE_INFINITY, Double.NaN, (longestSuccess + shortestFailure) / 2);
        }
        center /= success + failure;
        boolean known = start != null && start.status() == Status.FITTED;
        double b = known ? start.slope() : 0;
        double a = known ? start.intercept() + b * center : Math.log(success / failure);
        double loss = loss(x, ones, zeros, penalty, center, a, b);
        for (int step = 0; step < MOST_STEPS; step++) {
            double ga = 0;
            double gb = penalty * b;
            double haa = 0;
            double hab = 0;
            double hbb = penalty;
            for (int i = 0; i < x.length; i++) {
                double w = ones[i] + zeros[i];
                if (w > 0) {
                    double u = x[i] - center;
                    double p = 1 / (1 + Math.exp(-(a + b * u)));
                    double residual = w * p - ones[i];
                    double curvature = w * p * (1 - p);
                    ga += residual;
                    gb += residual * u;
                    haa += curvature;
                    hab += curvature * u;
                    hbb += curvature * u * u;
                }
            }
            double determinant = haa * hbb - hab * hab;
            if (!(determinant > 0)) {
                break; // so steep that all tasks are certain: as good as a step
            }
            double da = (ga * hbb - gb * hab) / determinant;
            double db = (gb * haa - ga * hab) / determinant;
            double length = 1;
            double next = loss(x, ones, zeros, penalty, center, a - da, b - db);
            while (!(next <= loss + 1e-15) && length > 1e-6) {
                length /= 2;
                next = loss(x, ones, zeros, penalty, center, a - length * da, b - length * db);
            }
            a -= length * da;
            b -= length * db;
            loss = next;
            if (Math.abs(length * da) + Math.abs(length * db) < TOLERANCE * (1 + Math.abs(a) + Math.abs(b))) {
                break;
            }
        }
        return b < 0
                ? new SuccessCurve(Status.FITTED, b, a - b * center, Double.NaN)
                : SuccessCurve.without(Status.RISES);
    }

    private static double loss(
            double[] x, double[] ones, double[] zeros, double penalty, double center, double a, double b) {
        double sum = 0.5 * penalty * b * b;
        for (int i = 0; i < x.length; i++) {
            double w = ones[i] + zeros[i];
            if (w > 0) {
                double z = a + b * (x[i] - center);
                sum += w * (z > 0 ? z + Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z))) - ones[i] * z;
            }
        }
        return sum;
    }
}
