package loglog.laws.rates;

/** What picking the best of n samples by a proxy's score gives, from more samples than n. */
public final class BestOfN {
    private BestOfN() {}

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
