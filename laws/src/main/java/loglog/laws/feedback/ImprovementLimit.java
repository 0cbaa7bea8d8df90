package loglog.laws.feedback;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.rates.SampleCounts;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Where a model that learns from its own filtered answers stops: {@code pass@1(round) = limit - gap r^round}, beside what the base
 * model solves in n samples. A perfect filter conditions the base on success and adds nothing to its support (Zelikman et al. 2022,
 * arXiv 2203.14465): problems that it never solves stay unsolved.
 *
 * @param limit pass@1 after endless rounds, by the law, which knows no end at 1
 * @param gap how far round 0 is below it
 * @param ratio r, 0 to 1: what a round leaves of the gap
 * @param rms of the residuals
 */
public record ImprovementLimit(Interval limit, double gap, Interval ratio, double rms) {
    /** Fewer rounds are not fitted. */
    public static final int FEWEST_ROUNDS = 5;

    /** A ratio above it cannot be told from pass@1 that rises along a line. */
    private static final double SLOWEST = 0.995;

    private static final int GRID = 1000;
    private static final int HALVINGS = 30;

    /**
     * Fits the law by least squares; the intervals are of the profile of its squares.
     *
     * @param rounds numbers of rounds, the base being round 0
     * @param pass1 the share of problems that one sample solves, of each
     */
    public static Fitted<ImprovementLimit> of(double[] rounds, double[] pass1, double level) {
        long distinct = Arrays.stream(rounds).distinct().count();
        if (distinct < FEWEST_ROUNDS || rounds.length != pass1.length) {
            return Fitted.none(
                    "%d rounds cannot determine a limit, a gap and a ratio; %d are needed", distinct, FEWEST_ROUNDS);
        }
        var grid = IntStream.range(0, GRID)
                .mapToObj(i -> Sums.of(SLOWEST * i / (GRID - 1), rounds, pass1))
                .toArray(Sums[]::new);
        int best = IntStream.range(0, GRID)
                .boxed()
                .min(Comparator.comparingDouble(i -> grid[i].squares()))
                .orElseThrow();
        var fit = grid[best];
        if (!(fit.gap() > 0)) {
            return Fitted.none("pass@1 does not rise with the rounds");
        }
        if (best == GRID - 1) {
            return Fitted.none("pass@1 still rises as steeply as at first, so that its limit is not known");
        }
        int freedom = rounds.length - 3;
        double t = new TDistribution(freedom).inverseCumulativeProbability((1 + level) / 2);
        double most = Math.max(1e-18, fit.squares()) * (1 + t * t / freedom);
        var within =
                IntStream.range(0, GRID).filter(i -> grid[i].squares() <= most).summaryStatistics();
        return Fitted.of(new ImprovementLimit(
                new Interval(
                        fit.limit(),
                        end(grid, fit.limit(), -1, most),
                        end(grid, fit.limit(), 1, most),
                        Double.NaN,
                        level),
                fit.gap(),
                new Interval(fit.ratio, grid[within.getMin()].ratio, grid[within.getMax()].ratio, Double.NaN, level),
                Math.sqrt(Math.max(0, fit.squares()) / rounds.length)));
    }

    /** Where the squares of a limit that is moved to one side, gap and ratio following, reach their bound; at most 1 away. */
    private static double end(Sums[] grid, double from, int side, double most) {
        double inside = 0;
        double outside = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (inside + outside) / 2;
            double limit = from + side * middle;
            if (Arrays.stream(grid).anyMatch(sums -> sums.squares(limit) <= most)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return from + side * inside;
    }

    /** The limit as a share: the law's own, and the ends of its interval, may lie above 1, which pass@1 cannot. */
    public Interval share() {
        return new Interval(
                Math.clamp(limit.value(), 0, 1),
                Math.clamp(limit.low(), 0, 1),
                Math.clamp(limit.high(), 0, 1),
                limit.se(),
                limit.level());
    }

    /**
     * How many samples the base model needs for the limit.
     *
     * @param samples whose coverage is next to the limit, by the unbiased estimate; all that were drawn where it is censored
     * @param coverage of the base in that many samples
     * @param isCensored whether the limit is above the base's coverage in all samples that were drawn
     */
    public record OfBase(long samples, double coverage, boolean isCensored) {}

    /** The limit in samples of the base. */
    public OfBase against(SampleCounts base) {
        long most = base.leastSamples();
        if (base.coverage(most) < limit.value()) {
            return new OfBase(most, base.coverage(most), true);
        }
        long low = 1;
        long high = most;
        while (low < high) {
            long middle = (low + high) / 2;
            if (base.coverage(middle) < limit.value()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return new OfBase(low, base.coverage(low), false);
    }

    /** What the rounds add up to at a ratio r, x being r^round: limit and gap are linear, so that the ratio alone is searched. */
    private record Sums(double ratio, int n, double x, double xx, double y, double xy, double yy) {
        static Sums of(double ratio, double[] rounds, double[] pass1) {
            double x = 0;
            double xx = 0;
            double y = 0;
            double xy = 0;
            double yy = 0;
            for (int i = 0; i < rounds.length; i++) {
                double power = Math.pow(ratio, rounds[i]);
                x += power;
                xx += power * power;
                y += pass1[i];
                xy += power * pass1[i];
                yy += pass1[i] * pass1[i];
            }
            return new Sums(ratio, rounds.length, x, xx, y, xy, yy);
        }

        double gap() {
            double spread = xx - x * x / n;
            return spread <= 0 ? 0 : -(xy - x * y / n) / spread;
        }

        double limit() {
            return (y + gap() * x) / n;
        }

        double squares() {
            return squares(limit());
        }

        /** The least sum of squares with this limit. */
        double squares(double limit) {
            double cross = limit * x - xy;
            return n * limit * limit - 2 * limit * y + yy - cross * cross / xx;
        }
    }
}
