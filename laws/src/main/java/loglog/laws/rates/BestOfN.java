package loglog.laws.rates;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** What picking the best of n samples by a proxy's score gives, from more samples than n. */
public final class BestOfN {
    private static final int MOST_STEPS = 100;

    private BestOfN() {}

    /**
     * Values in rising order of their scores, each of several with one score being their mean: which of them is picked is left to
     * the lot.
     *
     * @param scores the proxy's, of the same samples
     * @throws IllegalArgumentException for lengths that differ and scores that are no numbers
     */
    public static double[] byScore(double[] scores, double[] values) {
        if (scores.length != values.length || Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException(
                    "found %d scores of %d values, expected a number for each".formatted(scores.length, values.length));
        }
        var order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(i -> i)
                .toArray();
        var sorted = new double[values.length];
        for (int from = 0, to; from < order.length; from = to) {
            double sum = 0;
            for (to = from; to < order.length && scores[order[to]] == scores[order[from]]; to++) {
                sum += values[order[to]];
            }
            Arrays.fill(sorted, from, to, sum / (to - from));
        }
        return sorted;
    }

    /**
     * The n whose KL from one sample, {@link #kl}, this is; not rounded, 1 for 0, infinite for an infinite one.
     *
     * @param kl at least 0, in nats
     */
    public static double samplesAt(double kl) {
        if (!(kl >= 0) || Double.isInfinite(kl)) {
            return kl;
        }
        // ln n - 1 + 1/n is convex in ln n: Newton's method from above comes down without overshooting.
        double log = kl + 1;
        for (int i = 0; i < MOST_STEPS && log > 0; i++) {
            double step = (log - 1 + Math.exp(-log) - kl) / -Math.expm1(-log);
            log = Math.max(0, log - step);
            if (Math.abs(step) < 1e-14 * Math.max(1, log)) {
                break;
            }
        }
        return Math.exp(log);
    }

    /**
     * The mean value of the sample that the proxy puts highest among n, over all choices of n of the samples: unbiased. The
     * sample at place i of the proxy's order, from 1, is picked by C(i-1, n-1) of the C(N, n) choices (Nakano et al. 2021,
     * arXiv 2112.09332, appendix I).
     *
     * @param values of the samples, in rising order of the proxy's score: rewards, or 1 for right and 0 for wrong
     * @param n 1 to the number of samples
     */
    public static double mean(double[] values, int n) {
        int all = values.length;
        if (n < 1 || n > all) {
            throw new IllegalArgumentException("found n = %d of %d samples, expected 1 to all".formatted(n, all));
        }
        double share = (double) n / all; // C(N-1, n-1) / C(N, n), of the highest
        double sum = 0;
        for (int i = all; i >= n; i--) {
            sum += share * values[i - 1];
            share *= i == n ? 0 : (double) (i - n) / (i - 1);
        }
        return sum;
    }

    /**
     * KL of the best of n from one sample, in nats, where no two samples have the same score: {@code log n - (n - 1) / n} (Stiennon et
     * al. 2020, arXiv 2009.01325, appendix G). Where scores tie, the KL is smaller (Beirami et al. 2024, arXiv 2401.01879).
     */
    public static double kl(long n) {
        if (n < 1) {
            throw new IllegalArgumentException("found n = %d, expected 1 or more".formatted(n));
        }
        return StrictMath.log(n) - (n - 1.0) / n;
    }

    /**
     * The probability that the best of n is each outcome: {@code F^n - (F-)^n}, with F the share of outcomes up to it.
     *
     * @param probabilities of the outcomes in rising order of their scores, which are all different
     */
    public static double[] distribution(double[] probabilities, long n) {
        var best = new double[probabilities.length];
        double below = 0;
        for (int i = 0; i < best.length; i++) {
            double upTo = i == best.length - 1 ? 1 : below + probabilities[i];
            best[i] = StrictMath.pow(upTo, n) - StrictMath.pow(below, n);
            below = upTo;
        }
        return best;
    }
}
