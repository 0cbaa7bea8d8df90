package loglog.laws.rates;

/**
 * The chance that at least one of k samples is right, from n samples of which c are: {@code 1 - C(n-c, k) / C(n, k)}, which is
 * unbiased (Chen et al. 2021, arXiv 2107.03374, equation 1). What k samples alone show, and {@code 1 - (1 - c/n)^k}, are not.
 */
public final class PassAtK {
    /** So many factors are multiplied one by one; above, Stirling's series has more digits than a double. */
    private static final long MOST_FACTORS = 64;

    /** exp of it is lost beside 1. */
    private static final double NOTHING = -40;

    private PassAtK() {}

    /**
     * The estimate, in time that does not grow with n.
     *
     * @param samples n, at least k
     * @param successes c, 0 to n
     * @param k at least 1
     * @throws IllegalArgumentException for counts out of these ranges
     */
    public static double of(long samples, long successes, long k) {
        if (k < 1 || k > samples || successes < 0 || successes > samples) {
            throw new IllegalArgumentException(
                    "found k = %d, %d successes of %d samples, expected 1 <= k <= samples, 0 <= successes <= samples"
                            .formatted(k, successes, samples));
        }
        return -Math.expm1(logFailure(samples, successes, k));
    }

    /** ln of the share of all choices of k samples that hold no success; -infinity where none does. */
    static double logFailure(long n, long c, long k) {
        if (c == 0) {
            return 0;
        }
        if (n - c < k) {
            return Double.NEGATIVE_INFINITY;
        }
        long few = Math.min(c, k);
        long many = Math.max(c, k);
        long left = n - c - k;
        if (few <= MOST_FACTORS || left < MOST_FACTORS) {
            double sum = 0;
            for (long i = 0; i < few && sum > NOTHING; i++) {
                sum += Math.log1p(-(double) many / (n - i));
            }
            return sum;
        }
        // ln of (n-c)! (n-k)! / (left! n!): the terms in ln n and the linear ones of Stirling's series cancel exactly.
        double x = n;
        return (n - c + 0.5) * Math.log1p(-c / x)
                + (n - k + 0.5) * Math.log1p(-k / x)
                - (left + 0.5) * Math.log1p(-(c + k) / x)
                + rest(n - c)
                + rest(n - k)
                - rest(left)
                - rest(n);
    }

    /** ln x! less (x + 1/2) ln x - x + ln(2 pi) / 2; the next term is below 1e-16 from 64 on. */
    private static double rest(double x) {
        double u = 1 / (x * x);
        return (1 / 12d - u * (1 / 360d - u * (1 / 1260d - u / 1680))) / x;
    }
}
