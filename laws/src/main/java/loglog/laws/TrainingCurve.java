package loglog.laws;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Where one run's training curve left the law. A function of the curve so far: a departure once reported keeps its
 * beginning, its end is filled in when it comes. {@link Live} follows a curve that grows.
 *
 * <p>Losses are compared with the law's on a log scale and standardized by the noise of the points that calibrate.
 * A cumulative sum of the standardized residuals (Page 1954, Biometrika 41) finds drifts that no single point shows; a
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
        if (loss.length <= calibration) {
            return List.of();
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
        var live = new Live(SLACK + LEVEL_ERROR / Math.sqrt(calibration));
        for (int i = calibration; i < n && !live.hasDiverged(); i++) {
            live.add(tokens[i], loss[i], Math.exp(level) * law.applyAsDouble(tokens[i]), 0, sigma);
        }
        return live.departures();
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

    /**
     * The noise of single points: their standard deviation from differences of neighbors, which a trend leaves alone.
     *
     * @param residual the logarithm of loss over the law's, at least three
     */
    public static double noise(double[] residual) {
        var differences = new double[residual.length - 1];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = residual[i + 1] - residual[i];
        }
        // Never below what the printing of losses rounds off.
        return Math.max(Quantiles.mad(differences) / Math.sqrt(2), 1e-6);
    }

    /**
     * The watch over a curve that grows, point by point, each at the same small cost. Who feeds it says what the law, what
     * the law's own error and what the noise of a point are: it needs no calibration.
     */
    public static final class Live {
        private final double slack;
        private final List<Departure> closed = new ArrayList<>();
        private double[] tokens = new double[256];
        private double[] loss = new double[256];
        private double[] law = new double[256];
        private int points;
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
        private double local;
        private boolean diverged;
        private int begun;

        /** A watch that lets half a standard deviation pass, beyond what the law is uncertain by. */
        public Live() {
            this(SLACK);
        }

        private Live(double slack) {
            this.slack = slack;
        }

        /**
         * The curve's next point.
         *
         * @param tokens more than before
         * @param loss at this point; one that is not finite ends the watch
         * @param law what it should be
         * @param tolerance how far the logarithm of loss over law may stay off without an alarm, at least 0
         * @param noise standard deviation of the logarithm of one point's loss, above 0
         * @throws IllegalArgumentException where tokens do not grow
         */
        public void add(double tokens, double loss, double law, double tolerance, double noise) {
            if (diverged) {
                return;
            }
            if (points > 0 && !(tokens > this.tokens[points - 1])) {
                throw new IllegalArgumentException(
                        "Tokens must grow; found %s after %s".formatted(tokens, this.tokens[points - 1]));
            }
            keep(tokens, loss, law);
            int i = points - 1;
            double residual = Math.log(loss / law);
            if (!Double.isFinite(residual)) {
                end(tokens);
                closed.add(new Departure(Kind.DIVERGED, tokens, tokens, Optional.empty(), Double.POSITIVE_INFINITY));
                diverged = true;
                begun++;
                return;
            }
            double z = (residual - Math.clamp(residual, -tolerance, tolerance)) / noise;
            // One point, however far off, must not make a drift.
            double bounded = Math.clamp(z, -BACK, BACK);
            average += (bounded - average) / MEMORY;
            // Where the curve stands within the tolerance, once that is known, is where a spike rises from.
            double usual = i < MEMORY ? tolerance : Math.clamp(local, -tolerance, tolerance);
            local = i == 0
                    ? Math.clamp(residual, -tolerance, tolerance)
                    : local + Math.clamp(residual - local, -BACK * noise, BACK * noise) / MEMORY;
            if (driftFrom >= 0) {
                if (sign * average < slack) {
                    closed.add(drift(Optional.of(tokens)));
                    driftFrom = -1;
                    above = 0;
                    below = 0;
                }
                return;
            }
            spike(i, residual - usual, noise);
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
                begun++;
                average = sign * Math.max(2 * slack, sign * average);
            }
        }

        private void keep(double tokens, double loss, double law) {
            if (points == this.tokens.length) {
                this.tokens = java.util.Arrays.copyOf(this.tokens, 2 * points);
                this.loss = java.util.Arrays.copyOf(this.loss, 2 * points);
                this.law = java.util.Arrays.copyOf(this.law, 2 * points);
            }
            this.tokens[points] = tokens;
            this.loss[points] = loss;
            this.law[points++] = law;
        }

        private void spike(int i, double rise, double noise) {
            if (spikeFrom < 0 && rise > SPIKE * noise) {
                spikeFrom = i;
                spikeTop = rise;
                begun++;
            } else if (spikeFrom >= 0) {
                spikeTop = Math.max(spikeTop, rise);
                if (rise < BACK * noise) {
                    end(tokens[i]);
                }
            }
        }

        /** Ends a spike. */
        private void end(double until) {
            if (spikeFrom >= 0) {
                closed.add(
                        new Departure(Kind.SPIKE, tokens[spikeFrom], tokens[spikeFrom], Optional.of(until), spikeTop));
                spikeFrom = -1;
            }
        }

        /** Whether the last point is of a departure. */
        public boolean isOff() {
            return diverged || driftFrom >= 0 || spikeFrom >= 0;
        }

        /** Whether the loss was no number. */
        public boolean hasDiverged() {
            return diverged;
        }

        /** How many beginnings and ends of departures there were: while this stays, so do they, but for their sizes. */
        public int changes() {
            return begun + closed.size();
        }

        /**
         * All departures so far, the one that lasts the last. A spike that does not come back is given as a drift once it
         * is one, with the beginning that the cumulative sum gives.
         */
        public List<Departure> departures() {
            var found = new ArrayList<>(closed);
            if (driftFrom >= 0) {
                found.add(drift(Optional.empty()));
            } else if (spikeFrom >= 0) {
                found.add(new Departure(Kind.SPIKE, tokens[spikeFrom], tokens[spikeFrom], Optional.empty(), spikeTop));
            }
            return List.copyOf(found);
        }

        private Departure drift(Optional<Double> until) {
            int from = driftFrom;
            int last = points - 1;
            int recent = Math.max(from, last - (int) MEMORY + 1);
            double size = 0;
            for (int i = recent; i <= last; i++) {
                size += Math.log(loss[i] / law[i]) / (last - recent + 1);
            }
            return new Departure(
                    stalled(from) ? Kind.STALL : Kind.DRIFT, tokens[from], tokens[driftDetected], until, size);
        }

        /** Whether the loss fell by less than a quarter of what the law fell since. */
        private boolean stalled(int from) {
            int count = points - from;
            var x = new double[count];
            var y = new double[count];
            var expected = new double[count];
            for (int i = 0; i < count; i++) {
                x[i] = Math.log(tokens[from + i]);
                y[i] = Math.log(loss[from + i]);
                expected[i] = Math.log(law[from + i]);
            }
            if (count < 3 || sign < 0) {
                return false;
            }
            double slope = Regression.line(x, y).slope();
            double lawSlope = Regression.line(x, expected).slope();
            return lawSlope < 0 && slope > 0.25 * lawSlope;
        }
    }
}
