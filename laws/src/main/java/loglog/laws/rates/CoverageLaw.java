package loglog.laws.rates;

/**
 * The law of repeated sampling, {@code C(k) = exp(a k^b)} with a and b below zero (Brown et al. 2024, arXiv 2407.21787).
 *
 * @param a ln of the coverage of one sample
 * @param b how fast {@code -ln C} falls with k
 * @param rms of the fit, in {@code ln(-ln C)}
 * @param points to which it was fitted
 */
public record CoverageLaw(double a, double b, double rms, int points) {
    /** Coverage at k. */
    public double at(double k) {
        return Math.exp(a * Math.pow(k, b));
    }

    /**
     * Least squares of {@code ln(-ln C)} on {@code ln k}.
     *
     * @param ks at least 2 that differ
     * @param coverage between 0 and 1 at each, ends excluded
     */
    static CoverageLaw fit(long[] ks, double[] coverage, int points) {
        double mx = 0;
        double my = 0;
        var x = new double[points];
        var y = new double[points];
        for (int i = 0; i < points; i++) {
            x[i] = Math.log(ks[i]);
            y[i] = Math.log(-Math.log(coverage[i]));
            mx += x[i] / points;
            my += y[i] / points;
        }
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < points; i++) {
            xx += (x[i] - mx) * (x[i] - mx);
            xy += (x[i] - mx) * (y[i] - my);
        }
        double b = xy / xx;
        double log = my - b * mx;
        double squares = 0;
        for (int i = 0; i < points; i++) {
            double residual = y[i] - log - b * x[i];
            squares += residual * residual;
        }
        return new CoverageLaw(-Math.exp(log), b, Math.sqrt(squares / points), points);
    }

    /**
     * How many of the first k a law is fitted to: at all of them some problem is solved, and at least one is expected not to be,
     * beyond which the table says nothing of the hard ones.
     */
    static int usable(double[] coverage, double problems) {
        int points = 0;
        while (points < coverage.length && coverage[points] > 0 && (1 - coverage[points]) * problems >= 1 - 1e-9) {
            points++;
        }
        return points;
    }
}
