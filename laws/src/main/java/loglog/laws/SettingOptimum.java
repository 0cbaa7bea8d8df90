package loglog.laws;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The best value of one setting, such as the learning rate, by runs that differ in nothing else: the vertex of a parabola
 * of log loss in the log of the setting, through the runs near the best one. The interval is Fieller's, of the ratio of
 * two coefficients; it is open where the noise could hide that the losses curve. Losses rise faster on the side where
 * training is unstable: a cubic term is estimated where the runs tell, held near zero by a prior where they do not, and
 * moves the vertex and widens its interval accordingly.
 *
 * @param outcome whether there is an optimum among what was tried
 * @param setting the best value; NaN without one, its interval NaN where the noise is not known
 * @param loss at the best value
 * @param curvature the parabola's factor of the square of ln(setting / best): 0.01 costs 1% of loss at e times the best
 * @param runs near the best one that the parabola goes through
 */
public record SettingOptimum(Outcome outcome, Interval setting, double loss, double curvature, int runs) {

    /** Whether there is an optimum among what was tried. */
    public enum Outcome {
        /** Tried values lie on both sides of it. */
        INSIDE("inside"),
        /** The loss still falls toward the lowest value tried: lower ones must be tried. */
        AT_LOWEST("at or below the lowest value tried"),
        /** The loss still falls toward the highest value tried: higher ones must be tried. */
        AT_HIGHEST("at or above the highest value tried"),
        /** Fewer than three different values with a finite loss. */
        TOO_FEW_RUNS("too few values tried");

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
     * A parabola is trusted within this factor of the best value tried, and always up to its two neighbors.
     */
    private static final double NEAR = 4;

    /**
     * What is assumed of the cubic coefficient, as a share of the quadratic one: a standard deviation about zero. At that,
     * the loss rises 1.2 times as much at e times the best value as at an e-th of it.
     */
    private static final double ASYMMETRY = 0.1;

    /**
     * The optimum, with the noise by the parabola's own residuals: four runs near it or more, else the interval is not
     * known.
     *
     * @param setting of each run, positive
     * @param loss of each run, positive; runs that diverged (not finite) are left out
     * @param level of the interval, for example 0.9
     */
    public static SettingOptimum of(double[] setting, double[] loss, double level) {
        var valley = Valley.of(setting, loss);
        return valley.optimum(valley.sigma(), valley.spare(), level);
    }

    /**
     * The optimum, with noise that is known, as from seeds.
     *
     * @param sigma standard deviation of one run's log loss
     */
    public static SettingOptimum of(double[] setting, double[] loss, double sigma, double level) {
        return Valley.of(setting, loss).optimum(sigma, Integer.MAX_VALUE, level);
    }

    /**
     * The parabola about the best value tried.
     *
     * @param parabola of ln loss in ln setting, null without an optimum
     * @param cubic what a parabola leaves of the cube, and of the losses in its direction
     * @param squares of its residuals, their sum
     * @param runs that it goes through
     */
    record Valley(Outcome outcome, Regression.Parabola parabola, Cubic cubic, double squares, int runs) {

        static Valley of(double[] setting, double[] loss) {
            check(setting, loss);
            int[] finite = IntStream.range(0, loss.length)
                    .filter(i -> Double.isFinite(loss[i]))
                    .toArray();
            double[] tried = Arrays.stream(finite)
                    .mapToDouble(i -> setting[i])
                    .distinct()
                    .sorted()
                    .toArray();
            if (tried.length < 3) {
                return new Valley(Outcome.TOO_FEW_RUNS, null, null, Double.NaN, finite.length);
            }
            int best = IntStream.range(0, tried.length)
                    .boxed()
                    .min((a, b) -> Double.compare(
                            meanLogLoss(tried[a], finite, setting, loss), meanLogLoss(tried[b], finite, setting, loss)))
                    .orElseThrow();
            if (best == 0 || best == tried.length - 1) {
                return new Valley(
                        best == 0 ? Outcome.AT_LOWEST : Outcome.AT_HIGHEST, null, null, Double.NaN, finite.length);
            }
            double low = Math.min(tried[best - 1], tried[best] / NEAR);
            double high = Math.max(tried[best + 1], tried[best] * NEAR);
            int[] near = Arrays.stream(finite)
                    .filter(i -> setting[i] >= low && setting[i] <= high)
                    .toArray();
            double[] x =
                    Arrays.stream(near).mapToDouble(i -> Math.log(setting[i])).toArray();
            double[] y = Arrays.stream(near).mapToDouble(i -> Math.log(loss[i])).toArray();
            var parabola = Regression.parabola(x, y);
            double squares = IntStream.range(0, near.length)
                    .mapToDouble(i -> Math.pow(y[i] - parabola.at(x[i]), 2))
                    .sum();
            return new Valley(outcome(parabola, x), parabola, Cubic.of(parabola, x, y), squares, near.length);
        }

        /** With noise the best run may lie inside and the parabola's vertex not. */
        private static Outcome outcome(Regression.Parabola parabola, double[] x) {
            double low = Arrays.stream(x).min().orElseThrow();
            double high = Arrays.stream(x).max().orElseThrow();
            if (parabola.c2() > 0) {
                return parabola.vertex() < low
                        ? Outcome.AT_LOWEST
                        : parabola.vertex() > high ? Outcome.AT_HIGHEST : Outcome.INSIDE;
            }
            return parabola.at(low) < parabola.at(high) ? Outcome.AT_LOWEST : Outcome.AT_HIGHEST;
        }

        private static double meanLogLoss(double at, int[] finite, double[] setting, double[] loss) {
            return Arrays.stream(finite)
                    .filter(i -> setting[i] == at)
                    .mapToDouble(i -> Math.log(loss[i]))
                    .average()
                    .orElseThrow();
        }

        private static void check(double[] setting, double[] loss) {
            if (setting.length != loss.length) {
                throw new IllegalArgumentException(
                        "%d losses for %d values of the setting".formatted(loss.length, setting.length));
            }
            for (int i = 0; i < loss.length; i++) {
                if (!(setting[i] > 0) || Double.isInfinite(setting[i])) {
                    throw new IllegalArgumentException(
                            "setting of run %d: found %s, expected a positive number".formatted(i, setting[i]));
                }
                if (loss[i] <= 0) {
                    throw new IllegalArgumentException(
                            "loss of run %d: found %s, expected a positive number".formatted(i, loss[i]));
                }
            }
        }

        boolean inside() {
            return outcome == Outcome.INSIDE;
        }

        /** Runs beyond the three that a parabola passes through. */
        int spare() {
            return parabola == null ? 0 : runs - 3;
        }

        /** The noise by the residuals, NaN where none are to spare. */
        double sigma() {
            return spare() > 0 ? Math.sqrt(squares / spare()) : Double.NaN;
        }

        /** The vertex in ln(setting) where the noise is of this size. */
        Vertex vertex(double sigma) {
            // The posterior of the cubic coefficient, of the prior N(0, (ASYMMETRY c2)^2) and what the runs tell.
            double prior = Math.pow(ASYMMETRY * parabola.c2(), -2);
            double told = cubic.square / Math.max(sigma * sigma, Double.MIN_NORMAL);
            double coefficient = cubic.coefficient() * told / (told + prior);
            return new Vertex(
                    parabola.vertex() + cubic.lever * coefficient,
                    sigma * sigma * parabola.vertexVariance(),
                    cubic.lever * cubic.lever / (told + prior));
        }

        /**
         * The optimum with noise of this size.
         *
         * @param degrees of freedom that it was estimated with
         */
        SettingOptimum optimum(double sigma, int degrees, double level) {
            if (!inside()) {
                return new SettingOptimum(outcome, Interval.unknown(Double.NaN, level), Double.NaN, Double.NaN, runs);
            }
            boolean known = degrees > 0 && Double.isFinite(sigma);
            double best = Math.exp(parabola.vertex());
            var interval = Interval.unknown(best, level);
            if (known) {
                var vertex = vertex(sigma);
                best = Math.exp(vertex.log);
                double reach = quantile(degrees, level);
                double[] range = parabola.vertexRange(reach * sigma);
                double asymmetry = reach * Math.sqrt(vertex.byAsymmetry);
                interval = new Interval(
                        best,
                        Math.exp(vertex.log - Math.hypot(parabola.vertex() - range[0], asymmetry)),
                        Math.exp(vertex.log + Math.hypot(range[1] - parabola.vertex(), asymmetry)),
                        best * Math.sqrt(vertex.byNoise + vertex.byAsymmetry),
                        level);
            }
            return new SettingOptimum(outcome, interval, Math.exp(parabola.atVertex()), parabola.c2(), runs);
        }
    }

    /**
     * Where the best value is.
     *
     * @param log its logarithm
     * @param byNoise its variance by the runs' noise
     * @param byAsymmetry its variance by what is not known of the cubic term
     */
    record Vertex(double log, double byNoise, double byAsymmetry) {}

    /**
     * What a cubic term would do: least squares by a cubic are those by a parabola, and by what a parabola leaves of the
     * cube.
     *
     * @param product of that and of the parabola's residuals
     * @param square its own sum of squares, 0 where three values leave nothing
     * @param lever by how much a cubic coefficient of 1 moves the vertex, to first order
     */
    record Cubic(double product, double square, double lever) {

        static Cubic of(Regression.Parabola parabola, double[] x, double[] y) {
            double center = parabola.center();
            var cubes = Arrays.stream(x).map(v -> Math.pow(v - center, 3)).toArray();
            var fitted = Regression.parabola(x, cubes);
            double product = 0;
            double square = 0;
            double all = 0;
            for (int i = 0; i < x.length; i++) {
                double left = cubes[i] - fitted.at(x[i]);
                product += left * (y[i] - parabola.at(x[i]));
                square += left * left;
                all += cubes[i] * cubes[i];
            }
            double u = parabola.vertex() - center;
            double lever = -(3 * u * u - fitted.c1() - 2 * fitted.c2() * u) / (2 * parabola.c2());
            return square > 1e-12 * all ? new Cubic(product, square, lever) : new Cubic(0, 0, lever);
        }

        double coefficient() {
            return square == 0 ? 0 : product / square;
        }
    }

    /** Of Student's t, both tails. */
    static double quantile(int degrees, double level) {
        double share = (1 + level) / 2;
        return degrees == Integer.MAX_VALUE
                ? new NormalDistribution().inverseCumulativeProbability(share)
                : new TDistribution(degrees).inverseCumulativeProbability(share);
    }
}
