package loglog.laws.rates;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.Quantiles;

/**
 * How often a majority vote is right, by the number n of votes: {@code L - A n^(-1/2)}. It levels off at L, the share of problems
 * whose most frequent answer is right, however many vote. The exponent is not fitted: so few numbers of votes do not tell it
 * from the limit (simulated, of 33 votes and five answers the limit comes out 0.12 too high with a free one, and right with 1/2).
 *
 * @param limit L
 * @param gap A, below 0 where voting hurts
 * @param rms of the residuals
 * @param rmsByInverse of the same with 1 / n, which is what remains of a problem whose two first answers are far apart
 */
public record VotePlateau(Interval limit, Interval gap, double rms, double rmsByInverse) {
    private static final double ROOT = 0.5;
    private static final int FEWEST = 3;

    private record Line(double limit, double gap, double rms) {}

    /**
     * Fits it by least squares.
     *
     * @param votes numbers of votes, rising
     * @param right of each problem, the chance that the vote of so many is right, [problems][votes]
     * @param level of the intervals, by resampling problems
     * @return nothing where there are fewer than three numbers of votes or two problems, or where votes change nothing
     */
    public static Fitted<VotePlateau> of(int[] votes, double[][] right, double level, int resamples, long seed) {
        if (votes.length < FEWEST || right.length < 2) {
            return Fitted.none(
                    "found %d numbers of votes and %d problems, expected at least %d and 2",
                    votes.length, right.length, FEWEST);
        }
        var once = new double[right.length];
        Arrays.fill(once, 1);
        var mean = means(right, once);
        if (Arrays.stream(mean).allMatch(m -> m == mean[0])) {
            return Fitted.none("the vote of many is as often right as one answer");
        }
        var found = line(votes, mean, ROOT);
        var limits = new double[resamples];
        var gaps = new double[resamples];
        for (int draw = 0; draw < resamples; draw++) {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + draw);
            var times = new double[right.length];
            for (int i = 0; i < times.length; i++) {
                times[random.nextInt(times.length)]++;
            }
            var one = line(votes, means(right, times), ROOT);
            limits[draw] = one.limit;
            gaps[draw] = one.gap;
        }
        return Fitted.of(new VotePlateau(
                Quantiles.interval(found.limit, limits, level),
                Quantiles.interval(found.gap, gaps, level),
                found.rms,
                line(votes, mean, 1).rms));
    }

    /** The rate of so many votes. */
    public double at(double votes) {
        return limit.value() - gap.value() / Math.sqrt(votes);
    }

    private static double[] means(double[][] right, double[] times) {
        return IntStream.range(0, right[0].length)
                .mapToDouble(j -> IntStream.range(0, right.length)
                                .mapToDouble(i -> times[i] * right[i][j])
                                .sum()
                        / right.length)
                .toArray();
    }

    /** Least squares at one exponent; a limit is a share, so that one above 1 or below 0 is held there. */
    private static Line line(int[] votes, double[] mean, double exponent) {
        int n = votes.length;
        double sx = 0;
        double sy = 0;
        double sxx = 0;
        double sxy = 0;
        var x = Arrays.stream(votes).mapToDouble(v -> Math.pow(v, -exponent)).toArray();
        for (int i = 0; i < n; i++) {
            sx += x[i];
            sy += mean[i];
            sxx += x[i] * x[i];
            sxy += x[i] * mean[i];
        }
        double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
        double limit = (sy - slope * sx) / n;
        if (limit < 0 || limit > 1) {
            limit = Math.clamp(limit, 0, 1);
            slope = (sxy - limit * sx) / sxx;
        }
        double square = 0;
        for (int i = 0; i < n; i++) {
            square += Math.pow(mean[i] - limit - slope * x[i], 2);
        }
        return new Line(limit, -slope, Math.sqrt(square / n));
    }
}
