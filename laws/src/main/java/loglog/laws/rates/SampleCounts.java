package loglog.laws.rates;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How often samples solved each of many problems. Problems of equal counts are held as one with their number, so that a
 * million problems of a thousand samples take no more than a thousand and one entries.
 */
public final class SampleCounts {
    private final long[] samples;
    private final long[] successes;
    private final double[] weights;
    private final double problems;

    private SampleCounts(long[] samples, long[] successes, double[] weights) {
        this.samples = samples;
        this.successes = successes;
        this.weights = weights;
        this.problems = Arrays.stream(weights).sum();
    }

    /**
     * The counts of problems.
     *
     * @param samples drawn for each problem, at least 1
     * @param successes among them, at most as many
     * @throws IllegalArgumentException for counts out of these ranges, and for no problem
     */
    public static SampleCounts of(long[] samples, long[] successes) {
        int n = samples.length;
        if (n == 0 || successes.length != n) {
            throw new IllegalArgumentException(
                    "found %d samples and %d successes, expected as many, at least 1".formatted(n, successes.length));
        }
        for (int i = 0; i < n; i++) {
            new SuccessRate(successes[i], samples[i]); // checks
        }
        // Counted by kind: millions of problems have few different counts, and no list of them is to be sorted.
        var times = new HashMap<Kind, int[]>();
        Kind last = null;
        int[] ofLast = null;
        for (int i = 0; i < n; i++) {
            if (last == null || last.samples != samples[i] || last.successes != successes[i]) {
                last = new Kind(samples[i], successes[i]);
                ofLast = times.computeIfAbsent(last, _ -> new int[1]);
            }
            ofLast[0]++;
        }
        var kinds = times.keySet().stream()
                .sorted(Comparator.comparingLong(Kind::samples).thenComparingLong(Kind::successes))
                .toList();
        return new SampleCounts(
                kinds.stream().mapToLong(Kind::samples).toArray(),
                kinds.stream().mapToLong(Kind::successes).toArray(),
                kinds.stream().mapToDouble(kind -> times.get(kind)[0]).toArray());
    }

    private record Kind(long samples, long successes) {}

    /** How many problems there are; of a resample their sum of weights. */
    public double problems() {
        return problems;
    }

    /** The fewest samples of a problem: coverage is known without bias up to here. */
    public long leastSamples() {
        return samples[0];
    }

    /** The most samples of a problem. */
    public long mostSamples() {
        return samples[samples.length - 1];
    }

    /** How many problems no sample solved. */
    public double unsolved() {
        return IntStream.range(0, entries())
                .filter(i -> successes[i] == 0)
                .mapToDouble(i -> weights[i])
                .sum();
    }

    /** The successes of all problems together. */
    public double successes() {
        return IntStream.range(0, entries())
                .mapToDouble(i -> weights[i] * successes[i])
                .sum();
    }

    /** Coverage: the mean of {@link PassAtK} over the problems. */
    public double coverage(long k) {
        return IntStream.range(0, entries())
                        .mapToDouble(i -> weights[i] * PassAtK.of(samples[i], successes[i], k))
                        .sum()
                / problems;
    }

    /** Coverage at many k. */
    public double[] coverage(long[] ks) {
        return Arrays.stream(ks).mapToDouble(this::coverage).toArray();
    }

    /** 1, 2, 4 and so on, up to the fewest samples of a problem. */
    public long[] powersOfTwo() {
        return powersOfTwo(leastSamples());
    }

    static long[] powersOfTwo(long most) {
        var ks = new long[64 - Long.numberOfLeadingZeros(most)];
        for (int i = 0; i < ks.length; i++) {
            ks[i] = 1L << i;
        }
        return ks;
    }

    /**
     * The same with the problems' weights drawn anew: the Bayesian bootstrap (Rubin 1981, Ann. Stat. 9:130), whose weights are a
     * Dirichlet distribution's. It spreads as a resample of problems does and never loses the few that are solved.
     */
    public SampleCounts resampled(SplittableRandom random) {
        var drawn = new double[entries()];
        double sum = 0;
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = Variates.gamma(weights[i], random);
            sum += drawn[i];
        }
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] *= problems / sum;
        }
        return new SampleCounts(samples, successes, drawn);
    }

    /**
     * As if only so many of each problem's samples had been drawn: the successes among them by lot, without replacement.
     *
     * @param n at most the fewest samples of a problem
     */
    public SampleCounts first(long n, SplittableRandom random) {
        if (n < 1 || n > leastSamples() || problems > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("found %d samples, expected 1 to %d".formatted(n, leastSamples()));
        }
        var drawn = new long[(int) Math.round(problems)];
        int at = 0;
        for (int i = 0; i < entries(); i++) {
            for (int times = 0; times < weights[i]; times++) {
                drawn[at++] = hypergeometric(samples[i], successes[i], n, random);
            }
        }
        var all = new long[at];
        Arrays.fill(all, n);
        return of(all, Arrays.copyOf(drawn, at));
    }

    int entries() {
        return samples.length;
    }

    long samples(int i) {
        return samples[i];
    }

    long successes(int i) {
        return successes[i];
    }

    double weight(int i) {
        return weights[i];
    }

    private static long hypergeometric(long all, long good, long n, SplittableRandom random) {
        long found = 0;
        for (long drawn = 0; drawn < n && found < good; drawn++) {
            if (random.nextDouble() * (all - drawn) < good - found) {
                found++;
            }
        }
        return found;
    }
}
