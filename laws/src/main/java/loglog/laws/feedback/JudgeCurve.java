package loglog.laws.feedback;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import loglog.laws.Interval;
import loglog.laws.Quantiles;
import loglog.laws.rates.BestOfN;
import loglog.laws.rates.PassAtK;

/**
 * How often the best of n answers by a judge's score is right, over problems: unbiased from more answers than n, answers of equal
 * score by lot. A perfect judge's is the coverage pass@n, a constant one's pass@1, both exactly.
 */
public final class JudgeCurve {
    private final double[][] byScore;
    private final int[] successes;

    private JudgeCurve(double[][] byScore, int[] successes) {
        this.byScore = byScore;
        this.successes = successes;
    }

    /**
     * A judge's scores of answers.
     *
     * @param scores of each problem's answers
     * @param isRight whether each answer is right
     * @throws IllegalArgumentException for no problems, for lengths that differ and for scores that are no numbers
     */
    public static JudgeCurve of(double[][] scores, boolean[][] isRight) {
        if (scores.length == 0 || scores.length != isRight.length) {
            throw new IllegalArgumentException("found scores of %d problems and answers of %d, expected as many"
                    .formatted(scores.length, isRight.length));
        }
        var byScore = new double[scores.length][];
        var successes = new int[scores.length];
        for (int p = 0; p < scores.length; p++) {
            boolean[] right = isRight[p];
            byScore[p] = BestOfN.byScore(
                    scores[p],
                    IntStream.range(0, right.length)
                            .mapToDouble(i -> right[i] ? 1 : 0)
                            .toArray());
            successes[p] = (int) Math.round(Arrays.stream(byScore[p]).sum());
        }
        return new JudgeCurve(byScore, successes);
    }

    /** The fewest answers of a problem: the greatest n. */
    public int answers() {
        return Arrays.stream(byScore).mapToInt(values -> values.length).min().orElseThrow();
    }

    /** The share of problems whose best of n answers is right. */
    public double at(int n) {
        return mean(p -> BestOfN.mean(byScore[p], n));
    }

    /** What a perfect judge would reach: the chance that one of n answers is right. */
    public double perfect(int n) {
        return mean(p -> PassAtK.of(byScore[p].length, successes[p], n));
    }

    /** What a judge would reach whose scores say nothing: the chance that one answer is right. */
    public double constant() {
        return perfect(1);
    }

    /** With the interval of resampled problems. */
    public Interval at(int n, double level, int resamples, long seed) {
        return resampled(p -> BestOfN.mean(byScore[p], n), level, resamples, seed);
    }

    /**
     * How much the best of n is above one answer: below 0 where the judge is over-optimized, as verifiers are that are trained too
     * little.
     */
    public Interval aboveOne(int n, double level, int resamples, long seed) {
        return resampled(p -> BestOfN.mean(byScore[p], n) - BestOfN.mean(byScore[p], 1), level, resamples, seed);
    }

    /**
     * How much more often this judge's best of n is right than another's, of the same answers or others to the same problems.
     *
     * @throws IllegalArgumentException for another number of problems
     */
    public Interval above(JudgeCurve other, int n, double level, int resamples, long seed) {
        if (byScore.length != other.byScore.length) {
            throw new IllegalArgumentException("found %d problems, expected %d, the other judge's"
                    .formatted(byScore.length, other.byScore.length));
        }
        return resampled(p -> BestOfN.mean(byScore[p], n) - BestOfN.mean(other.byScore[p], n), level, resamples, seed);
    }

    private double mean(IntToDoubleFunction of) {
        return IntStream.range(0, byScore.length).mapToDouble(of).average().orElseThrow();
    }

    private Interval resampled(IntToDoubleFunction of, double level, int resamples, long seed) {
        var values = IntStream.range(0, byScore.length).mapToDouble(of).toArray();
        var draws = new double[resamples];
        for (int r = 0; r < resamples; r++) {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + r);
            double sum = 0;
            double total = 0;
            for (double value : values) {
                double weight = -Math.log(1 - random.nextDouble()); // Rubin's weights, before they are normalized
                sum += weight * value;
                total += weight;
            }
            draws[r] = sum / total;
        }
        return Quantiles.interval(Arrays.stream(values).average().orElseThrow(), draws, level);
    }
}
