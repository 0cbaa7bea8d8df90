package loglog.laws;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The critical batch size at a loss: beyond it a larger batch saves few steps and costs many tokens. With E tokens and S
 * steps to reach the loss, {@code (S / S_min - 1) (E / E_min - 1) = 1}, so that a batch of B tokens takes
 * {@code E = E_min (1 + B / B_crit)} tokens and {@code S = S_min (1 + B_crit / B)} steps, with
 * {@code B_crit = E_min / S_min}: McCandlish et al. 2018 (arXiv 1812.06162, section 2.3), Kaplan et al. 2020 (arXiv
 * 2001.08361, equations 5.1 and 5.2).
 *
 * <p>Where each curve crosses the loss is read off by interpolation; the equation is fitted to ln E by least squares.
 * Intervals come from the profile of its residuals with Student's t, which hold what differs from run to run: seeds and
 * rates that suit one batch better than another. Curves are not resampled, since of the usual half a dozen most resamples
 * would keep too few distinct batches to determine the two parameters. An end is infinite, or 0, where the curves do not
 * rule that out.
 *
 * <p>Curves should be of a constant learning rate, tuned for each batch: on a decaying one the loss in the middle is not
 * that of a run which ends there.
 *
 * @param loss the target
 * @param outcome whether the batches tried bracket the critical one; the intervals are NaN where too few reach the loss
 * @param batch B_crit, tokens a step
 * @param tokens E_min, the fewest tokens, of very small batches
 * @param steps S_min, the fewest steps, of very large batches
 * @param curves that cross the loss
 */
public record CriticalBatch(double loss, Outcome outcome, Interval batch, Interval tokens, Interval steps, int curves) {

    /** What the batches tried say of the critical one. */
    public enum Outcome {
        /** It lies among them, with an interval that ends on both sides. */
        BRACKETED("bracketed"),
        /** All took nearly the same tokens: larger ones must be tried. */
        ALL_BELOW("all batches are below it, or may be"),
        /** All took nearly the same steps: smaller ones must be tried. */
        ALL_ABOVE("all batches are above it, or may be"),
        /** The noise hides how tokens depend on the batch. */
        UNDECIDED("the curves cannot tell"),
        /** Fewer than three different batches cross the loss. */
        TOO_FEW_CURVES("too few curves cross the loss");

        private final String words;

        Outcome(String words) {
            this.words = words;
        }

        /** As people read it. */
        public String words() {
            return words;
        }
    }

    /**
     * A training curve.
     *
     * @param batch tokens a step, positive
     * @param tokens seen, ascending, positive
     * @param loss at each
     */
    public record Curve(double batch, double[] tokens, double[] loss) {
        public Curve {
            if (!(batch > 0) || Double.isInfinite(batch)) {
                throw new IllegalArgumentException("batch: found %s, expected a positive number".formatted(batch));
            }
            if (tokens.length != loss.length) {
                throw new IllegalArgumentException("%d losses for %d tokens".formatted(loss.length, tokens.length));
            }
            for (int i = 0; i < tokens.length; i++) {
                if (!(tokens[i] > (i == 0 ? 0 : tokens[i - 1]))) {
                    throw new IllegalArgumentException("tokens must be positive and grow; point %d has %s after %s"
                            .formatted(i, tokens[i], i == 0 ? "nothing" : tokens[i - 1]));
                }
            }
        }

        /**
         * The tokens at which the curve falls to a loss, interpolated in log tokens; NaN where it does not cross it. A
         * noisy curve is first made one that falls (isotonic regression), lest its first lucky point be the crossing.
         */
        double tokensTo(double target) {
            int n = loss.length;
            var level = new double[n];
            var place = new double[n];
            var weight = new double[n];
            int blocks = 0;
            for (int i = 0; i < n; i++) {
                level[blocks] = loss[i];
                place[blocks] = Math.log(tokens[i]);
                weight[blocks++] = 1;
                while (blocks > 1 && level[blocks - 1] >= level[blocks - 2]) {
                    double both = weight[blocks - 2] + weight[blocks - 1];
                    double share = weight[blocks - 1] / both;
                    level[blocks - 2] += share * (level[blocks - 1] - level[blocks - 2]);
                    place[blocks - 2] += share * (place[blocks - 1] - place[blocks - 2]);
                    weight[blocks - 2] = both;
                    blocks--;
                }
            }
            for (int b = 1; b < blocks; b++) {
                if (level[b] <= target && target < level[b - 1]) {
                    double share = (level[b - 1] - target) / (level[b - 1] - level[b]);
                    return Math.exp(place[b - 1] + share * (place[b] - place[b - 1]));
                }
            }
            return Double.NaN;
        }
    }

    /** Fewer determine the two parameters and no noise. */
    private static final int LEAST_BATCHES = 3;

    /** The critical batch is looked for so many factors of e beyond the batches tried; there its term is gone. */
    private static final double MARGIN = Math.log(1e6);

    private static final int GRID = 4000;

    /**
     * Estimates it.
     *
     * @param curves of one model and recipe at different batch sizes; several of one batch size may differ in seed
     * @param loss to reach
     * @param level of the intervals, for example 0.9
     */
    public static CriticalBatch at(List<Curve> curves, double loss, double level) {
        var crossing = curves.stream()
                .map(curve -> new double[] {curve.batch, curve.tokensTo(loss)})
                .filter(point -> !Double.isNaN(point[1]))
                .toArray(double[][]::new);
        long batches = Arrays.stream(crossing).mapToDouble(c -> c[0]).distinct().count();
        if (batches < LEAST_BATCHES) {
            var unknown = Interval.unknown(Double.NaN, level);
            return new CriticalBatch(loss, Outcome.TOO_FEW_CURVES, unknown, unknown, unknown, crossing.length);
        }
        return new Profile(crossing).estimate(loss, level);
    }

    /** The sum of squares as a function of ln B_crit alone, ln E_min being a mean. */
    private static final class Profile {
        private final int n;
        private final double[] logBatch;
        private final double[] logTokens;
        private final double low;
        private final double high;

        Profile(double[][] crossing) {
            this.n = crossing.length;
            this.logBatch =
                    Arrays.stream(crossing).mapToDouble(c -> Math.log(c[0])).toArray();
            this.logTokens =
                    Arrays.stream(crossing).mapToDouble(c -> Math.log(c[1])).toArray();
            this.low = Arrays.stream(logBatch).min().orElseThrow() - MARGIN;
            this.high = Arrays.stream(logBatch).max().orElseThrow() + MARGIN;
        }

        private double logLeastTokens(double logCritical) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += logTokens[i] - Math.log1p(Math.exp(logBatch[i] - logCritical));
            }
            return sum / n;
        }

        private double squares(double logCritical) {
            double mean = logLeastTokens(logCritical);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double residual = logTokens[i] - Math.log1p(Math.exp(logBatch[i] - logCritical)) - mean;
                sum += residual * residual;
            }
            return sum;
        }

        CriticalBatch estimate(double loss, double level) {
            double step = (high - low) / GRID;
            int best = IntStream.rangeClosed(0, GRID)
                    .boxed()
                    .min((i, j) -> Double.compare(squares(low + i * step), squares(low + j * step)))
                    .orElseThrow();
            double critical = least(low + (best - 1) * step, low + (best + 1) * step);
            double leastSquares = squares(critical);
            double t = new TDistribution(n - 2).inverseCumulativeProbability((1 + level) / 2);
            // Rounding must not make an interval of noiseless curves empty.
            double allowed = leastSquares * (1 + t * t / (n - 2)) + 1e-18;

            double from = end(critical, low, allowed);
            double to = end(critical, high, allowed);
            double[] tokens = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
            double[] steps = tokens.clone();
            for (int i = 0; i <= GRID; i++) {
                double u = from + (to - from) * i / GRID;
                double mean = logLeastTokens(u);
                double around = Math.sqrt(Math.max(0, allowed - squares(u)) / n);
                widen(tokens, mean, around);
                widen(steps, mean - u, around);
            }
            boolean openBelow = from <= low;
            boolean openAbove = to >= high;
            double mean = logLeastTokens(critical);
            return new CriticalBatch(
                    loss,
                    outcome(critical, openBelow, openAbove),
                    interval(critical, openBelow, from, openAbove, to, level),
                    interval(mean, openBelow, tokens[0], false, tokens[1], level),
                    interval(mean - critical, openAbove, steps[0], false, steps[1], level),
                    n);
        }

        private static void widen(double[] range, double mean, double around) {
            range[0] = Math.min(range[0], mean - around);
            range[1] = Math.max(range[1], mean + around);
        }

        private Outcome outcome(double critical, boolean openBelow, boolean openAbove) {
            if (openBelow && openAbove) {
                return Outcome.UNDECIDED;
            }
            if (openAbove || critical > high - MARGIN) {
                return Outcome.ALL_BELOW;
            }
            return openBelow || critical < low + MARGIN ? Outcome.ALL_ABOVE : Outcome.BRACKETED;
        }

        private static Interval interval(
                double log, boolean openBelow, double low, boolean openAbove, double high, double level) {
            return new Interval(
                    Math.exp(log),
                    openBelow ? 0 : Math.exp(low),
                    openAbove ? Double.POSITIVE_INFINITY : Math.exp(high),
                    Double.NaN,
                    level);
        }

        /** The least sum of squares between two points, by thirds. */
        private double least(double from, double to) {
            while (to - from > 1e-10) {
                double left = from + (to - from) / 3;
                double right = to - (to - from) / 3;
                if (squares(left) < squares(right)) {
                    to = right;
                } else {
                    from = left;
                }
            }
            return 0.5 * (from + to);
        }

        /** Where the sum of squares leaves what is allowed on the way to a limit, or the limit. */
        private double end(double inside, double limit, double allowed) {
            if (squares(limit) <= allowed) {
                return limit;
            }
            double outside = limit;
            while (Math.abs(outside - inside) > 1e-9) {
                double middle = 0.5 * (inside + outside);
                if (squares(middle) <= allowed) {
                    inside = middle;
                } else {
                    outside = middle;
                }
            }
            return inside;
        }
    }
}
