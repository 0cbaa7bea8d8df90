package loglog.laws.feedback;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.Quantiles;
import loglog.laws.rates.BestOfN;

/**
 * The law of over-optimization of one setting (a size of the proxy, a number of pairs), by least squares of the gold score,
 * which is linear in alpha and beta.
 *
 * <p>Where there are curves of several replicates (proxies of other seeds), each is fitted, and the intervals are Student's of how
 * their coefficients differ. Points of one curve share its proxy and mostly its samples, so that the residuals of one curve
 * alone say too little of it; intervals are then of its rows, and {@link #isOfRows} says so.
 *
 * @param fit alpha and beta
 * @param greatest the greatest distance that was fitted
 * @param rows how many rows were fitted
 * @param replicates how many curves
 */
public record OveroptimizationLaw(OveroptimizationForm form, LinearFit fit, double greatest, int rows, int replicates) {
    private static final int DRAWS = 2000;

    /** A curve with fewer rows is not fitted. */
    public static final int FEWEST_ROWS = 3;

    /**
     * Fits a form.
     *
     * @param curves the replicates
     */
    public static Fitted<OveroptimizationLaw> of(OveroptimizationForm form, List<OveroptimizationCurve> curves) {
        var fits = new ArrayList<LinearFit>();
        int rows = 0;
        double greatest = 0;
        for (var curve : curves) {
            var kept = IntStream.range(0, curve.d().length)
                    .filter(i -> curve.d()[i] >= OveroptimizationCurve.LEAST_D)
                    .toArray();
            if (kept.length < FEWEST_ROWS) {
                return Fitted.none(
                        "%d rows at d of at least %s cannot determine alpha and beta; %d are needed",
                        kept.length, OveroptimizationCurve.LEAST_D, FEWEST_ROWS);
            }
            var fitted = LinearFit.of(
                    Arrays.stream(kept)
                            .mapToObj(i -> new double[] {curve.d()[i], form.second(curve.d()[i])})
                            .toArray(double[][]::new),
                    Arrays.stream(kept).mapToDouble(i -> curve.gold()[i]).toArray());
            switch (fitted) {
                case Fitted.Found(var found) -> fits.add(found);
                case Fitted.None(var why) -> {
                    return Fitted.none("%s", why);
                }
            }
            rows += kept.length;
            greatest = Math.max(greatest, curve.greatest());
        }
        if (fits.isEmpty()) {
            return Fitted.none("there is no curve to fit alpha and beta to");
        }
        var fit = fits.size() == 1 ? fits.getFirst() : LinearFit.ofReplicates(fits.toArray(LinearFit[]::new));
        return Fitted.of(new OveroptimizationLaw(form, fit, greatest, rows, fits.size()));
    }

    /** Whether the intervals are of the rows of one curve, for want of replicates. */
    public boolean isOfRows() {
        return replicates == 1;
    }

    public Interval alpha(double level) {
        return fit.coefficient(0, level);
    }

    public Interval beta(double level) {
        return fit.coefficient(1, level);
    }

    /** Of the residuals, in units of the gold score. */
    public double rms() {
        return fit.rms();
    }

    /** The gold score by the law, with the interval of its coefficients. */
    public Interval gold(double d, double level) {
        return fit.at(level, d, form.second(d));
    }

    /** What is known of whether the gold score turns over. */
    public enum Turn {
        WITHIN("turns over within the data"),
        NOT_WITHIN("no peak within the data"),
        UNDECIDED("the data cannot tell whether it turns over within them");

        private final String words;

        Turn(String words) {
            this.words = words;
        }

        /** As people read it. */
        public String words() {
            return words;
        }
    }

    /**
     * Where the gold score is highest.
     *
     * @param d its distance; infinite where the law never falls. Beyond the data it is an extrapolation
     * @param gold the score there, infinite with d
     * @param within how probable it is that it lies within the data
     */
    public record Peak(Interval d, Interval gold, double within, Turn turn) {
        /** The number of samples whose best is at the peak. */
        public Interval samples() {
            return new Interval(
                    BestOfN.samplesAt(d.value() * d.value()),
                    BestOfN.samplesAt(d.low() * d.low()),
                    BestOfN.samplesAt(d.high() * d.high()),
                    Double.NaN,
                    d.level());
        }
    }

    /** The peak, its interval by draws of alpha and beta together. */
    public Peak peak(double level, long seed) {
        double alpha = fit.values()[0];
        double beta = fit.values()[1];
        double d = form.peak(alpha, beta);
        if (fit.freedom() == 0) {
            var turn = d < greatest ? Turn.WITHIN : Turn.NOT_WITHIN;
            return new Peak(unknown(d, level), unknown(gold(alpha, beta, d), level), Double.NaN, turn);
        }
        var random = new SplittableRandom(seed);
        var distances = new double[DRAWS];
        var scores = new double[DRAWS];
        int within = 0;
        for (int i = 0; i < DRAWS; i++) {
            var drawn = fit.draw(random);
            distances[i] = form.peak(drawn[0], drawn[1]);
            scores[i] = gold(drawn[0], drawn[1], distances[i]);
            within += distances[i] < greatest ? 1 : 0;
        }
        double share = (double) within / DRAWS;
        return new Peak(
                percentiles(d, distances, level),
                percentiles(gold(alpha, beta, d), scores, level),
                share,
                share >= level ? Turn.WITHIN : share <= 1 - level ? Turn.NOT_WITHIN : Turn.UNDECIDED);
    }

    private double gold(double alpha, double beta, double d) {
        return Double.isInfinite(d) ? d : form.gold(alpha, beta, d);
    }

    private static Interval unknown(double value, double level) {
        return new Interval(value, Double.NaN, Double.NaN, Double.NaN, level);
    }

    /** Percentiles of draws that may be infinite. */
    private static Interval percentiles(double value, double[] draws, double level) {
        Arrays.sort(draws);
        return new Interval(
                value, Quantiles.of(draws, (1 - level) / 2), Quantiles.of(draws, (1 + level) / 2), Double.NaN, level);
    }
}
