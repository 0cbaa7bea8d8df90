package loglog.laws.rates;

import java.util.Arrays;
import java.util.SplittableRandom;
import loglog.laws.Interval;
import loglog.laws.Quantiles;

/**
 * Coverage at more samples than were drawn. What {@code ln(-ln C)} does against {@code ln k} over the last few doublings goes
 * on: its slope and its bend. How wrong that is apart from the problems' chance is measured on the table itself, by forecasts
 * of the last coverage from fewer samples, and grows with the distance.
 *
 * <p>Whether the hard problems are ever solved, no count of samples that all failed can say, so the interval widens fast.
 */
public final class CoverageReach {
    /** So many k at least have a coverage that a forecast can go by. */
    static final int FEWEST = 3;

    /** The last doublings whose bend goes on. */
    private static final int BENDING = 5;

    /** A misfit in {@code ln(-ln C)} per unit of {@code ln k} that no forecast is below, measured on eight shapes of rates. */
    private static final double LEAST_MISFIT = 0.09;

    /** Above so many things a binomial is drawn as a normal. */
    private static final double MANY = 2000;

    private final long last;
    private final double[] drawnLast;
    private final Trend trend;
    private final Trend[] drawn;
    private final double misfit;
    private final double problems;
    private final double level;
    private final long seed;

    private CoverageReach(
            long last,
            double[] drawnLast,
            Trend trend,
            Trend[] drawn,
            double misfit,
            double problems,
            double level,
            long seed) {
        this.last = last;
        this.drawnLast = drawnLast;
        this.trend = trend;
        this.drawn = drawn;
        this.misfit = misfit;
        this.problems = problems;
        this.level = level;
        this.seed = seed;
    }

    /**
     * Takes the last of the coverage.
     *
     * @param curves coverage of resamples of problems, at the same k
     * @param points how many of the k say anything
     */
    static CoverageReach of(
            long[] ks, double[] coverage, double[][] curves, int points, double problems, double level, long seed) {
        return new CoverageReach(
                ks[ks.length - 1],
                Arrays.stream(curves).mapToDouble(c -> c[ks.length - 1]).toArray(),
                Trend.of(ks, coverage, points),
                Arrays.stream(curves).map(c -> Trend.of(ks, c, points)).toArray(Trend[]::new),
                misfit(ks, coverage, points),
                problems,
                level,
                seed);
    }

    /** How wrong forecasts of the last coverage from fewer samples were: the root of the mean square, per unit of ln k. */
    private static double misfit(long[] ks, double[] coverage, int points) {
        double y = y(coverage[points - 1]);
        double squares = LEAST_MISFIT * LEAST_MISFIT;
        int rehearsals = 0;
        double sum = 0;
        for (int known = FEWEST; known < points; known++) {
            var trend = Trend.of(ks, coverage, known);
            double away = Math.log((double) ks[points - 1] / ks[known - 1]);
            double error = (trend.at(ks[points - 1]) - y) / away;
            sum += error * error;
            rehearsals++;
        }
        return Math.sqrt(squares + (rehearsals == 0 ? 0 : sum / rehearsals));
    }

    /** The k up to which coverage was measured. */
    public long last() {
        return last;
    }

    /**
     * Coverage at k, as it will be measured on as many problems as these: the interval holds their chance, too.
     *
     * @param k above {@link #last}
     */
    public Interval at(long k) {
        double away = Math.max(0, Math.log(k / trend.from));
        var random = new SplittableRandom(seed ^ 0x5DEECE66DL);
        var draws = new double[drawn.length];
        for (int draw = 0; draw < draws.length; draw++) {
            double y = drawn[draw].at(k) + misfit * away * random.nextGaussian();
            double unsolved = 1 - drawnLast[draw];
            double still = unsolved <= 0 ? 0 : Math.min(1, -Math.expm1(-Math.exp(y)) / unsolved);
            draws[draw] = 1 - some(unsolved * problems, still, random) / problems;
        }
        return Quantiles.interval(Math.exp(-Math.exp(trend.at(k))), draws, level);
    }

    /** How many of so many things happen, each with this chance; a part of a thing counts as one, or none, by lot. */
    private static double some(double things, double chance, SplittableRandom random) {
        if (things > MANY) {
            double spread = Math.sqrt(things * chance * (1 - chance));
            return Math.clamp(things * chance + spread * random.nextGaussian(), 0, things);
        }
        long whole = (long) (things + random.nextDouble());
        long happened = 0;
        for (long i = 0; i < whole; i++) {
            happened += random.nextDouble() < chance ? 1 : 0;
        }
        return happened;
    }

    private static double y(double coverage) {
        return Math.log(-Math.log(Math.clamp(coverage, 1e-300, 1 - 1e-15)));
    }

    /** A parabola in ln k from the last point on, that never turns up again. */
    private record Trend(double from, double end, double slope, double bend) {
        static Trend of(long[] ks, double[] coverage, int points) {
            int used = points >= BENDING ? BENDING : Math.min(points, FEWEST);
            int degree = used == BENDING ? 2 : 1;
            double from = ks[points - 1];
            var sums = new double[degree + 1][degree + 2];
            for (int i = points - used; i < points; i++) {
                double x = Math.log(ks[i] / from);
                double y = y(coverage[i]);
                for (int u = 0; u <= degree; u++) {
                    for (int v = 0; v <= degree; v++) {
                        sums[u][v] += Math.pow(x, u + v);
                    }
                    sums[u][degree + 1] += Math.pow(x, u) * y;
                }
            }
            var p = solved(sums);
            return new Trend(from, p[0], p[1], degree == 2 ? p[2] : 0);
        }

        double at(double k) {
            double x = Math.log(k / from);
            double turn = bend > 0 ? Math.max(0, -slope / (2 * bend)) : Double.POSITIVE_INFINITY;
            double to = Math.min(x, turn);
            return end + Math.min(0, slope * to + bend * to * to);
        }

        /** Gauss and Jordan's elimination of normal equations. */
        private static double[] solved(double[][] sums) {
            int m = sums.length;
            for (int u = 0; u < m; u++) {
                for (int w = 0; w < m; w++) {
                    if (w != u) {
                        double factor = sums[w][u] / sums[u][u];
                        for (int v = u; v <= m; v++) {
                            sums[w][v] -= factor * sums[u][v];
                        }
                    }
                }
            }
            var p = new double[m];
            for (int u = 0; u < m; u++) {
                p[u] = sums[u][m] / sums[u][u];
            }
            return p;
        }
    }
}
