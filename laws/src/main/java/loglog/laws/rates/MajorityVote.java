package loglog.laws.rates;

import java.util.Arrays;

/**
 * The chance that the most frequent of n answers is the right one, ties broken by lot. With n it tends to 1 where the right
 * answer is the most likely one, and to 0 elsewhere: over many problems the vote's plateau is the share whose mode is right.
 */
public final class MajorityVote {
    private MajorityVote() {}

    /**
     * For independent answers.
     *
     * @param shares the chance of each answer, of sum 1
     * @param right the index of the right one
     * @param n votes, at least 1; takes time of n^3 times the number of answers
     */
    public static double of(double[] shares, int right, int n) {
        check(shares.length, right, n);
        var law = new double[shares.length][];
        for (int a = 0; a < shares.length; a++) {
            law[a] = poisson(n * shares[a], n);
        }
        return vote(law, right, n) / poisson(n, n)[n];
    }

    /**
     * From the answers of more samples than n: the mean over all choices of n of them, which is unbiased.
     *
     * @param counts how many of the samples gave each answer
     * @param right the index of the right one
     * @param n votes, 1 to the number of samples
     */
    public static double of(long[] counts, int right, int n) {
        check(counts.length, right, n);
        long all = Arrays.stream(counts).sum();
        if (n > all) {
            throw new IllegalArgumentException("found %d votes of %d samples, expected at most all".formatted(n, all));
        }
        var law = new double[counts.length][];
        for (int a = 0; a < counts.length; a++) {
            law[a] = binomial(counts[a], (double) n / all, n);
        }
        return vote(law, right, n) / binomial(all, (double) n / all, n)[n];
    }

    /** What the chance tends to with the number of votes: 1, 0, or a part of 1 where answers are equally likely. */
    public static double plateau(double[] shares, int right) {
        double most = Arrays.stream(shares).max().orElseThrow();
        return shares[right] < most
                ? 0
                : 1.0 / Arrays.stream(shares).filter(share -> share == most).count();
    }

    private static void check(int answers, int right, int n) {
        if (right < 0 || right >= answers || n < 1) {
            throw new IllegalArgumentException(
                    "found answer %d of %d and %d votes, expected an index and at least 1 vote"
                            .formatted(right, answers, n));
        }
    }

    /**
     * Sums the counts' joint law where the right answer has v votes, no other more, and t others as many; over t + 1. Each
     * count has a law of its own; that their sum is n is divided out by the caller.
     */
    private static double vote(double[][] law, int right, int n) {
        double sum = 0;
        for (int v = (n + law.length - 1) / law.length; v <= n; v++) {
            double own = law[right][v];
            int most = v == 0 ? 0 : Math.min(law.length - 1, n / v - 1); // others that can have as many votes
            if (own == 0) {
                continue;
            }
            var ways = new double[most + 1][n - v + 1]; // by ties, by votes of the others
            ways[0][0] = 1;
            for (int a = 0; a < law.length; a++) {
                if (a != right) {
                    ways = add(ways, law[a], v);
                }
            }
            for (int t = 0; t <= most; t++) {
                sum += own * ways[t][n - v] / (t + 1);
            }
        }
        return sum;
    }

    private static double[][] add(double[][] ways, double[] law, int v) {
        int last = ways[0].length - 1;
        var next = new double[ways.length][last + 1];
        for (int t = 0; t < ways.length; t++) {
            for (int used = 0; used <= last; used++) {
                double way = ways[t][used];
                if (way == 0) {
                    continue;
                }
                for (int j = 0; j < v && used + j <= last; j++) {
                    next[t][used + j] += way * law[j];
                }
                if (t + 1 < ways.length && used + v <= last) {
                    next[t + 1][used + v] += way * law[v];
                }
            }
        }
        return next;
    }

    /** Poisson's law at 0 to n: independent counts of it, given their sum, are a multinomial's. */
    private static double[] poisson(double mean, int n) {
        var law = new double[n + 1];
        double log = -mean;
        for (int j = 0; j <= n; j++) {
            law[j] = mean == 0 ? (j == 0 ? 1 : 0) : Math.exp(log);
            log += Math.log(mean) - Math.log(j + 1.0);
        }
        return law;
    }

    /** The binomial law at 0 to n: independent counts of it, given their sum, are those of a choice without replacement. */
    private static double[] binomial(long trials, double share, int n) {
        var law = new double[n + 1];
        if (share == 1) {
            if (trials <= n) {
                law[(int) trials] = 1;
            }
            return law;
        }
        double odds = Math.log(share) - Math.log1p(-share);
        double log = trials * Math.log1p(-share);
        for (int j = 0; j <= Math.min(n, trials); j++) {
            law[j] = Math.exp(log);
            log += Math.log((double) (trials - j) / (j + 1)) + odds;
        }
        return law;
    }
}
