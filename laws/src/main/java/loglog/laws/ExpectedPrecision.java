package loglog.laws;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * How wide a forecast's interval is expected to be, before the runs it will rest on were made: from the law's
 * derivatives at a guess, and the misfit that a {@link Forecaster} will add for the distance. It is the expectation for
 * the guessed law; where a forecast averages several forms, what these disagree on comes on top.
 *
 * @param law expected half-width of the curve's interval, relative to the loss: 0.02 is 2% either way; of the metric, where
 *     residuals are differences, and so below
 * @param run the same for one new run, its noise counted in
 * @param sampling the part of the curve's that is the runs' noise, as a standard deviation of the log loss
 * @param misfit the part that is the law's form, as a standard deviation at a factor of e beyond the runs; it grows with
 *     the square root of the distance
 * @param axis the direction in which the target lies beyond the runs, as {@link Forecast#axis}
 * @param distance how far: the natural logarithm of the ratio to the largest run, 0 inside
 * @param rehearsals cuts at which the law can be tried on held-out runs; without any the misfit rests on assumption
 * @param level of the intervals
 */
public record ExpectedPrecision(
        double law,
        double run,
        double sampling,
        double misfit,
        String axis,
        double distance,
        int rehearsals,
        double level) {

    private static final NormalDistribution NORMAL = new NormalDistribution();

    /**
     * The expected precision of a forecast.
     *
     * @param guess of the law's parameters, the noise and the misfit
     * @param made rows that are there already, {@code Observations.of()} for none; their metric is not read
     * @param planned runs to come, a repeated one as often as it will be made
     * @param target the scales to be forecast, by axis
     * @param level of the interval, for example 0.9
     * @throws IllegalArgumentException where there are neither rows nor runs, or one lacks an axis of the law
     */
    public static ExpectedPrecision of(
            Guess guess, Observations made, List<CandidateRun> planned, Map<String, Double> target, double level) {
        var law = guess.law();
        var table = CandidateRun.table(law, made, planned, target);
        if (table.size() == 0) {
            throw new IllegalArgumentException("Neither rows nor planned runs to forecast from");
        }
        var points = ExtrapolationDistance.points(table);
        var local = new LocalInformation(guess, points);
        var information = local.none();
        points.forEach(point -> local.add(information, local.gradient(point), 1));
        var atTarget = local.gradient(target);
        double sampling = Math.sqrt(
                LocalInformation.dot(atTarget, LocalInformation.times(local.covariance(information), atTarget)));

        var scales = ExtrapolationDistance.scales(table);
        var largest = ExtrapolationDistance.largest(scales);
        var asked = ExtrapolationDistance.point(target);
        var reach = ExtrapolationDistance.of(largest, law.axes(), asked);
        int rehearsals = rehearsals(law, reach.axis(), scales.get(reach.axis()), table);
        double off = Math.sqrt(Misfit.variance(guess.misfit(), reach.distance()));
        return new ExpectedPrecision(
                guess.criterion().halfWidth(halfWidth(sampling, off, rehearsals, level)),
                guess.criterion().halfWidth(halfWidth(Math.hypot(sampling, guess.sigma()), off, rehearsals, level)),
                sampling,
                guess.misfit(),
                reach.axis(),
                ExtrapolationDistance.beyond(reach.axis(), largest, asked),
                rehearsals,
                level);
    }

    private static int rehearsals(Law law, String axis, double[] scales, Observations table) {
        return (int) Holdout.along(axis, scales, table).stream()
                .filter(cut -> ExtrapolationTrials.possible(law, cut.train()))
                .count();
    }

    /** Half the width that a normal deviation and a misfit of Student's t give together, on the scale of the residuals. */
    private static double halfWidth(double normal, double misfit, int rehearsals, double level) {
        var wander = Misfit.quantiles(Math.min(1, rehearsals));
        double low = 0;
        double high = 10 * normal + misfit * wander[wander.length - 1];
        while (high - low > 1e-6 * high) {
            double middle = 0.5 * (low + high);
            double within = Arrays.stream(wander)
                    .map(t -> NORMAL.cumulativeProbability((middle - misfit * t) / normal))
                    .average()
                    .orElseThrow();
            if (within < (1 + level) / 2) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
