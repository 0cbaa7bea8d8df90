package loglog.laws.rates;

/**
 * One step of Newton's from the maximum of a beta mixture's likelihood to that of other weights of the same problems, which is
 * what resamples' fits differ by (Shao and Tu 1995, The Jackknife and Bootstrap, 5.4), at a thousandth of the price.
 */
final class BetaScores {
    /** Of the logarithms of a and b, for differences of second order. */
    private static final double STEP = 1e-3;

    private final double[] byA;
    private final double[] byB;
    private final double[][] curvature = new double[2][2];

    private BetaScores(int entries) {
        byA = new double[entries];
        byB = new double[entries];
    }

    static BetaScores of(SampleCounts counts, BetaRates at) {
        var scores = new BetaScores(counts.entries());
        var log = new double[3][3];
        for (int i = 0; i < counts.entries(); i++) {
            for (int u = 0; u < 3; u++) {
                for (int v = 0; v < 3; v++) {
                    double a = at.a() * Math.exp(STEP * (u - 1));
                    double b = at.b() * Math.exp(STEP * (v - 1));
                    long c = counts.successes(i);
                    log[u][v] = BetaRates.logBeta(a + c, b + counts.samples(i) - c) - BetaRates.logBeta(a, b);
                }
            }
            scores.byA[i] = (log[2][1] - log[0][1]) / (2 * STEP);
            scores.byB[i] = (log[1][2] - log[1][0]) / (2 * STEP);
            double weight = counts.weight(i) / (STEP * STEP);
            scores.curvature[0][0] -= weight * (log[2][1] - 2 * log[1][1] + log[0][1]);
            scores.curvature[1][1] -= weight * (log[1][2] - 2 * log[1][1] + log[1][0]);
            scores.curvature[0][1] -= weight * (log[2][2] - log[2][0] - log[0][2] + log[0][0]) / 4;
        }
        return scores;
    }

    /** By how much ln a moves; NaN where the likelihood is flat. */
    double moved(SampleCounts drawn) {
        double a = 0;
        double b = 0;
        for (int i = 0; i < byA.length; i++) {
            a += drawn.weight(i) * byA[i];
            b += drawn.weight(i) * byB[i];
        }
        double determinant = curvature[0][0] * curvature[1][1] - curvature[0][1] * curvature[0][1];
        return curvature[0][0] > 0 && determinant > 1e-9 * curvature[0][0] * curvature[1][1]
                ? (a * curvature[1][1] - b * curvature[0][1]) / determinant
                : Double.NaN;
    }
}
