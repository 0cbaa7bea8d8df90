package loglog.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Where one run's training curve left the law. A function of the curve so far, to be asked again as the curve grows: a
 * departure once reported keeps its beginning, its end is filled in when it comes.
 *
 * <p>Losses are compared with the law's on a log scale and standardised by the noise of the points that calibrate.
 * A cumulative sum of the standardised residuals (Page 1954, Biometrika 41) finds drifts that no single point shows; a
 * single point far off is a spike. Noise from point to point is taken to be independent.
 */
public final class TrainingCurve {
    private TrainingCurve() {}

    /** What happened. */
    public enum Kind {
        /** The loss jumped and came back. */
        SPIKE,
        /** The loss no longer falls where the law does. */
        STALL,
        /** The loss goes its own way, above the law (size above 0) or below. */
        DRIFT,
        /** The loss is no number any more. */
        DIVERGED
    }

    /**
     * A stretch of a curve off the law.
     *
     * @param from tokens at its first point, as far as the noise tells
     * @param detected tokens at the point where it was certain
     * @param until tokens at which the curve was back, empty while it lasts
     * @param size how far off: the natural logarithm of loss over the law's, at a spike's top or at the last point's
     *     average
     */
    public record Departure(Kind kind, double from, double detected, Optional<Double> until, double size) {}

    /** Fewest points that tell the noise. */
    public static final int LEAST_CALIBRATION = 10;

    /**
     * A deviation of half a standard deviation is let pass, and twice the standard error that the level has from its
     * calibration (1.25 standard deviations over the root of the points, it being a median).
     */
    private static final double SLACK = 0.5;

    private static final double LEVEL_ERROR = 2.5;

    /** For independent normal noise one false alarm in about a million points (Siegmund 1985, eq. 2.57). */
    private static final double ALARM = 12;

    private static final double SPIKE = 6;
    private static final double BACK = 3;

    /** Points that the average behind "is it back" remembers. */
    private static final double MEMORY = 8;

    /**
     * Finds all departures.
     *
     * @param tokens ascending
     * @param loss at each
     * @param law the loss that the law gives at a number of tokens
     * @param calibration how many first points are taken to be on the law, up to a constant factor: they tell the noise
     * @throws IllegalArgumentException where fewer than {@link #LEAST_CALIBRATION} points calibrate, or tokens do not grow
     */
    public static List<Departure> departures(double[] tokens, double[] loss, DoubleUnaryOperator law, int calibration) {
        if (calibration < LEAST_CALIBRATION) {
            throw new IllegalArgumentException(
                    "%d points calibrate; at least %d tell the noise".formatted(calibration, LEAST_CALIBRATION));
        }
        var found = new ArrayList<Departure>();
        if (loss.length <= calibration) {
            return found;
        }
        int n = loss.length;
        var residual = new double[n];
        for (int i = 0; i < n; i++) {
            if (i > 0 && !(tokens[i] > tokens[i - 1])) {
                throw new IllegalArgumentException(
                        "Tokens must grow; point %d has %s after %s".formatted(i, tokens[i], tokens[i - 1]));
            }
            residual[i] = Math.log(loss[i] / law.applyAsDouble(tokens[i]));
        }
        var first = java.util.Arrays.copyOf(residual, calibration);
        double level = Quantiles.median(first);
        double sigma = noise(first);
        double slack = SLACK + LEVEL_ERROR / Math.sqrt(calibration);
        var watch = new Watch(tokens, loss, law, residual, level, sigma, slack, found);
        for (int i = calibration; i < n && watch.sees(i); i++) {}
        watch.end();
        return List.copyOf(found);
    }

    /**
     * The law of the run's own earlier part: a power law with a floor, fitted to its first points. For a curve whose
     * learning rate decays the law of the study is the better judge.
     *
     * @param points how many; warm-up is better left out before
     * @throws IllegalArgumentException where they do not determine it
     */
    public static DoubleUnaryOperator ownLaw(double[] tokens, double[] loss, int points) {
        var runs = Observations.of(java.util.Arrays.copyOf(loss, points))
                .with("tokens", java.util.Arrays.copyOf(tokens, points));
        var fit = Laws.fit(new PowerLawWithFloor("tokens"), runs);
        if (!fit.usable()) {
            throw new IllegalArgumentException("The first %d points give no law: %s"
                    .formatted(points, fit.status().words()));
        }
        return fit::at;
    }

    /** The standard deviation from differences of neighbours, which a trend leaves alone. */
    private static double noise(double[] residual) {
        var differences = new double[residual.length - 1];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = residual[i + 1] - residual[i];
        }
        // Never below what the printing of losses rounds off.
        return Math.max(Quantiles.mad(differences) / Math.sqrt(2), 1e-6);
    }

    /** The state of the watch after each point. */
    private static final class Watch {
        private final double[] tokens;
        private final double[] loss;
        private final DoubleUnaryOperator law;
        private final double[] residual;
        private final double level;
        private final double sigma;
        private final double slack;
        private final List<Departure> found;
        private double above;
        private double below;
        private int aboveSince;
        private int belowSince;
        private int spikeFrom = -1;
        private double spikeTop;
        private int driftFrom = -1;
        private int driftDetected;
        private int sign;
        private double average;
        private int last;

        Watch(
                double[] tokens,
                double[] loss,
                DoubleUnaryOperator law,
                double[] residual,
                double level,
                double sigma,
                double slack,
                List<Departure> found) {
            this.tokens = tokens;
            this.loss = loss;
            this.law = law;
            this.residual = residual;
            this.level = level;
            this.sigma = sigma;
            this.slack = slack;
            this.found = found;
        }

        /** Whether the curve goes on after this point. */
        boolean sees(int i) {
            last = i;
            if (!Double.isFinite(residual[i])) {
                closeSpike(tokens[i]);
                found.add(
                        new Departure(Kind.DIVERGED, tokens[i], tokens[i], Optional.empty(), Double.POSITIVE_INFINITY));
                return false;
            }
            double z = (residual[i] - level) / sigma;
            // One point, however far off, must not make a drift.
            double bounded = Math.clamp(z, -BACK, BACK);
            average += (bounded - average) / MEMORY;
            if (driftFrom >= 0) {
                if (sign * average < slack) {
                    found.add(drift(Optional.of(tokens[i])));
                    driftFrom = -1;
                    above = 0;
                    below = 0;
                }
                return true;
            }
            spike(i, z);
            if (above == 0) {
                aboveSince = i;
            }
            if (below == 0) {
                belowSince = i;
            }
            above = Math.max(0, above + bounded - slack);
            below = Math.max(0, below - bounded - slack);
            if (above > ALARM || below > ALARM) {
                sign = above > ALARM ? 1 : -1;
                driftFrom = sign > 0 ? aboveSince : belowSince;
                driftDetected = i;
                spikeFrom = -1; // what did not come back is no spike
                average = sign * Math.max(2 * slack, sign * average);
            }
            return true;
        }

        private void spike(int i, double z) {
            if (spikeFrom < 0 && z > SPIKE) {
                spikeFrom = i;
                spikeTop = residual[i] - level;
            } else if (spikeFrom >= 0) {
                spikeTop = Math.max(spikeTop, residual[i] - level);
                if (z < BACK) {
                    closeSpike(tokens[i]);
                }
            }
        }

        private void closeSpike(double until) {
            if (spikeFrom >= 0) {
                found.add(
                        new Departure(Kind.SPIKE, tokens[spikeFrom], tokens[spikeFrom], Optional.of(until), spikeTop));
                spikeFrom = -1;
            }
        }

        void end() {
            if (driftFrom >= 0) {
                found.add(drift(Optional.empty()));
            } else if (spikeFrom >= 0) {
                found.add(new Departure(Kind.SPIKE, tokens[spikeFrom], tokens[spikeFrom], Optional.empty(), spikeTop));
            }
        }

        private Departure drift(Optional<Double> until) {
            int from = driftFrom;
            int recent = Math.max(from, last - (int) MEMORY + 1);
            double size = 0;
            for (int i = recent; i <= last; i++) {
                size += (residual[i] - level) / (last - recent + 1);
            }
            return new Departure(
                    stalled(from) ? Kind.STALL : Kind.DRIFT, tokens[from], tokens[driftDetected], until, size);
        }

        /** Whether the loss fell by less than a quarter of what the law fell since. */
        private boolean stalled(int from) {
            int points = last - from + 1;
            var x = new double[points];
            var y = new double[points];
            var expected = new double[points];
            for (int i = 0; i < points; i++) {
                x[i] = Math.log(tokens[from + i]);
                y[i] = Math.log(loss[from + i]);
                expected[i] = Math.log(law.applyAsDouble(tokens[from + i]));
            }
            if (points < 3 || sign < 0) {
                return false;
            }
            double slope = Regression.line(x, y).slope();
            double lawSlope = Regression.line(x, expected).slope();
            return lawSlope < 0 && slope > 0.25 * lawSlope;
        }
    }
}
