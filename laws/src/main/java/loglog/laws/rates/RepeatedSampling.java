package loglog.laws.rates;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.Interval;
import loglog.laws.Quantiles;

/**
 * What a table of problems, samples and successes says of repeated sampling: coverage, its law with intervals, how the single
 * attempts' rates are spread, whether a power law is what the table shows, and what more samples would give.
 *
 * @param counts the table
 * @param coverage at 1, 2, 4 and so on up to the fewest samples of a problem
 * @param law {@code exp(a k^b)}, null where fewer than two k say anything
 * @param a its a, over resamples of problems; null with the law
 * @param b its b, likewise
 * @param beta the mixture of the rates by maximum likelihood
 * @param kumaraswamy the same of another form
 * @param tailExponent of the beta mixture
 * @param verdict whether a power law is what the table shows
 * @param reach of forecasts, null where there is none
 */
public record RepeatedSampling(
        SampleCounts counts,
        List<AtK> coverage,
        CoverageLaw law,
        Interval a,
        Interval b,
        BetaRates beta,
        KumaraswamyRates kumaraswamy,
        Interval tailExponent,
        Verdict verdict,
        CoverageReach reach) {

    /** Coverage at k. */
    public record AtK(long k, Interval value) {}

    /** Whether coverage follows a power law: it does where, and only where, hard problems have a heavy tail. */
    public enum Verdict {
        POWER_LAW("yes", "a power law in k: the rates' density has a heavy tail of hard problems"),
        NO_HEAVY_TAIL(
                "no: no heavy tail",
                "not a power law: there is no heavy tail of hard problems, and coverage nears 1 faster than exp(a k^b)"),
        PLATEAU("no: levels off", "not a power law: coverage levels off, as if some problems are never solved"),
        UNDECIDED("not decided", "not decided: a power law and others fit these counts alike");

        private final String brief;
        private final String words;

        Verdict(String brief, String words) {
            this.brief = brief;
            this.words = words;
        }

        /** In a table's cell. */
        public String brief() {
            return brief;
        }

        /** As a sentence. */
        public String words() {
            return words;
        }
    }

    /** A plateau is named where its likelihood is higher by so many nats, a ratio of 20 after one parameter's share. */
    private static final double CLEAR = 3 + 0.5;

    /** A tail exponent of 1, where a density neither rises nor falls to the left, is excluded by so many nats: 90%, both sides. */
    private static final double TOLD = 2.706 / 2;

    /** Fewer k tell no bend. */
    private static final int FEWEST_FOR_VERDICT = 4;

    /** Late slopes that are steeper than the early ones by so much, all of the interval, are no power law's. */
    private static final double STEEPER = 1.25;

    /**
     * Takes a table apart.
     *
     * @param level of the intervals
     * @param resamples of problems
     * @throws IllegalArgumentException for fewer than 2 problems, and where no sample solved any
     */
    public static RepeatedSampling of(SampleCounts counts, double level, int resamples, long seed) {
        if (counts.problems() < 2 || counts.successes() == 0) {
            throw new IllegalArgumentException("found %.0f problems and %.0f successes, expected at least 2 and 1"
                    .formatted(counts.problems(), counts.successes()));
        }
        var ks = counts.powersOfTwo();
        var failure = failures(counts, ks);
        var value = coverage(counts, failure);
        int points = CoverageLaw.usable(value, counts.problems());
        boolean lawful = points >= 2;
        var law = lawful ? CoverageLaw.fit(ks, value, points) : null;
        var beta = BetaRates.fit(counts);
        var scores = BetaScores.of(counts, beta);
        var curves = new double[resamples][];
        var logA = new double[resamples];
        var bs = new double[resamples];
        var tails = new double[resamples];
        var bends = new double[resamples];
        for (int draw = 0; draw < resamples; draw++) {
            var drawn = counts.resampled(random(seed, draw));
            curves[draw] = coverage(drawn, failure);
            tails[draw] = beta.a() * Math.exp(scores.moved(drawn));
            if (lawful) {
                var one = CoverageLaw.fit(ks, curves[draw], points);
                logA[draw] = one.a();
                bs[draw] = one.b();
                bends[draw] = bend(ks, curves[draw], points);
            }
        }
        var all = IntStream.range(0, ks.length)
                .mapToObj(i -> new AtK(
                        ks[i],
                        Quantiles.interval(
                                value[i],
                                Arrays.stream(curves).mapToDouble(c -> c[i]).toArray(),
                                level)))
                .toList();
        var tail = Quantiles.interval(beta.a(), tails, level);
        return new RepeatedSampling(
                counts,
                all,
                law,
                lawful ? Quantiles.interval(law.a(), logA, level) : null,
                lawful ? Quantiles.interval(law.b(), bs, level) : null,
                beta,
                KumaraswamyRates.fit(counts),
                tail,
                verdict(counts, beta, points, bends, level),
                points >= CoverageReach.FEWEST
                        ? CoverageReach.of(ks, value, curves, points, counts.problems(), level, seed)
                        : null);
    }

    /**
     * Coverage at any k up to the fewest samples of a problem, with its interval.
     *
     * @param resamples of problems
     */
    public Interval measured(long k, double level, int resamples, long seed) {
        var failure = failures(counts, new long[] {k});
        var draws = new double[resamples];
        for (int draw = 0; draw < resamples; draw++) {
            draws[draw] = coverage(counts.resampled(random(seed, draw)), failure)[0];
        }
        return Quantiles.interval(coverage(counts, failure)[0], draws, level);
    }

    private static SplittableRandom random(long seed, int draw) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + draw);
    }

    private static Verdict verdict(SampleCounts counts, BetaRates beta, int points, double[] bends, double level) {
        double found = beta.logLikelihood(counts);
        boolean told = found - BetaRates.fitWithTail(counts, 1, beta).logLikelihood(counts) > TOLD;
        if (told && beta.a() > 1) {
            return Verdict.NO_HEAVY_TAIL;
        }
        if (points < FEWEST_FOR_VERDICT) {
            return Verdict.UNDECIDED;
        }
        if (BetaRates.fitWithNever(counts, beta).logLikelihood(counts) - found > CLEAR) {
            return Verdict.PLATEAU;
        }
        if (Quantiles.interval(0, bends, level).low() > STEEPER) {
            return Verdict.NO_HEAVY_TAIL;
        }
        return told ? Verdict.POWER_LAW : Verdict.UNDECIDED;
    }

    /** How many times steeper the later half of the points is than the earlier one. */
    private static double bend(long[] ks, double[] coverage, int points) {
        if (points < FEWEST_FOR_VERDICT) {
            return Double.NaN;
        }
        int half = points / 2;
        var early = CoverageLaw.fit(ks, coverage, points - half);
        var late = CoverageLaw.fit(
                Arrays.copyOfRange(ks, half, points), Arrays.copyOfRange(coverage, half, points), points - half);
        return late.b() / early.b();
    }

    /** The chance of no success among k samples, by k and entry. */
    private static double[][] failures(SampleCounts counts, long[] ks) {
        var failure = new double[ks.length][counts.entries()];
        for (int i = 0; i < ks.length; i++) {
            for (int j = 0; j < counts.entries(); j++) {
                failure[i][j] = 1 - PassAtK.of(counts.samples(j), counts.successes(j), ks[i]);
            }
        }
        return failure;
    }

    private static double[] coverage(SampleCounts counts, double[][] failure) {
        return Arrays.stream(failure)
                .mapToDouble(of -> {
                    double sum = 0;
                    for (int j = 0; j < of.length; j++) {
                        sum += counts.weight(j) * of[j];
                    }
                    return 1 - sum / counts.problems();
                })
                .toArray();
    }
}
