package loglog.laws.rates;

import org.hipparchus.special.Gamma;

/**
 * Rates of a beta distribution, with a share of problems that are never solved.
 *
 * @param a the left tail's exponent, above 0
 * @param b above 0
 * @param never the share of problems whose rate is 0; 0 to below 1
 */
public record BetaRates(double a, double b, double never) implements RateMixture {
    /** ln of a and b stay within: rates all alike have no largest b. */
    private static final double LEAST = -9;

    private static final double MOST = 16;

    /** @throws IllegalArgumentException for a number out of its range */
    public BetaRates {
        if (!(a > 0) || !(b > 0) || !(never >= 0 && never < 1)) {
            throw new IllegalArgumentException("found a = %s, b = %s, never = %s".formatted(a, b, never));
        }
    }

    /** Without problems that are never solved. */
    public BetaRates(double a, double b) {
        this(a, b, 0);
    }

    /** {@code B(a, b + k) / B(a, b)}, of the problems that can be solved. */
    @Override
    public double survival(double k) {
        return never + (1 - never) * Math.exp(logBeta(a, b + k) - logBeta(a, b));
    }

    @Override
    public double tailExponent() {
        return never > 0 ? 0 : a;
    }

    @Override
    public double logLikelihood(SampleCounts counts) {
        double base = logBeta(a, b);
        double sum = 0;
        for (int i = 0; i < counts.entries(); i++) {
            long c = counts.successes(i);
            double log = logBeta(a + c, b + counts.samples(i) - c) - base;
            if (never > 0) {
                log = c > 0 ? Math.log1p(-never) + log : Math.log(never + (1 - never) * Math.exp(log));
            }
            sum += counts.weight(i) * log;
        }
        return sum;
    }

    /** ln B(x, y), with its digits where one of them is large. */
    static double logBeta(double x, double y) {
        double small = Math.min(x, y);
        double large = Math.max(x, y);
        return large < 1e4
                ? Gamma.logGamma(small) + Gamma.logGamma(large) - Gamma.logGamma(small + large)
                : Gamma.logGamma(small) - rise(large, small);
    }

    /** ln of Gamma(large + more) / Gamma(large): Stirling's series, of which the large terms are taken together. */
    private static double rise(double large, double more) {
        double sum = large + more;
        return (large - 0.5) * Math.log1p(more / large) + more * (Math.log(sum) - 1) + (1 / sum - 1 / large) / 12;
    }

    /** By maximum likelihood, all problems solvable in the end. */
    public static BetaRates fit(SampleCounts counts) {
        return fit(counts, null);
    }

    /** The same from a start nearby, which null leaves to the counts' first two moments. */
    static BetaRates fit(SampleCounts counts, BetaRates near) {
        var start = near == null ? moments(counts) : new double[] {Math.log(near.a), Math.log(near.b)};
        var best = Simplex.minimize(p -> -beta(p[0], p[1], 0).logLikelihood(counts), start, 0.3);
        return beta(best[0], best[1], 0);
    }

    /** By maximum likelihood, the left tail's exponent given. */
    static BetaRates fitWithTail(SampleCounts counts, double a, BetaRates near) {
        double log = Math.log(a);
        var best = Simplex.minimize(
                p -> -beta(log, p[0], 0).logLikelihood(counts), new double[] {Math.log(near.b * a / near.a)}, 0.3);
        return beta(log, best[0], 0);
    }

    /** By maximum likelihood, with a share of problems that no number of samples solves. */
    static BetaRates fitWithNever(SampleCounts counts, BetaRates near) {
        double unsolved = counts.unsolved() / counts.problems();
        double share = near.never > 0 ? near.never : Math.max(0.01, unsolved / 2);
        var start = new double[] {Math.log(near.a), Math.log(near.b), Math.log(share / (1 - share))};
        var best = Simplex.minimize(p -> -beta(p[0], p[1], never(p[2])).logLikelihood(counts), start, 0.4);
        return beta(best[0], best[1], never(best[2]));
    }

    private static double never(double logit) {
        return 1 / (1 + Math.exp(-Math.clamp(logit, -20, 20)));
    }

    private static BetaRates beta(double logA, double logB, double never) {
        return new BetaRates(Math.exp(Math.clamp(logA, LEAST, MOST)), Math.exp(Math.clamp(logB, LEAST, MOST)), never);
    }

    private static double[] moments(SampleCounts counts) {
        double mean = 0;
        double pairs = 0;
        double weight = 0;
        for (int i = 0; i < counts.entries(); i++) {
            double n = counts.samples(i);
            double c = counts.successes(i);
            mean += counts.weight(i) * c / n;
            if (n > 1) {
                pairs += counts.weight(i) * c * (c - 1) / (n * (n - 1));
                weight += counts.weight(i);
            }
        }
        mean = Math.clamp(mean / counts.problems(), 1e-6, 1 - 1e-6);
        double spread = weight > 0 ? pairs / weight - mean * mean : 0;
        double size = Math.clamp(mean * (1 - mean) / Math.max(spread, 1e-9) - 1, 0.05, 1e4);
        return new double[] {Math.log(mean * size), Math.log((1 - mean) * size)};
    }
}
