package loglog.laws.feedback;

import java.util.List;
import java.util.SplittableRandom;
import loglog.laws.Fitted;
import loglog.laws.Interval;
import loglog.laws.Quantiles;
import org.hipparchus.distribution.continuous.NormalDistribution;

/** The gold score further from the first policy than it was measured. */
public final class OveroptimizationForecast {
    private static final int DRAWS = 2000;
    private static final NormalDistribution NORMAL = new NormalDistribution();

    /** The rehearsal hides the rows beyond this share of the distance. */
    private static final double REHEARSED = 0.7;

    private OveroptimizationForecast() {}

    /**
     * Forecasts the mean of the curves. The interval holds the coefficients' uncertainty, what the other form says (each form
     * counts by its likelihood), and how wrong the same forecast is on the curves themselves from their nearer rows, growing
     * with the distance.
     *
     * @param curves of replicates, with the rows alone that are known
     * @param d the distance asked for
     */
    public static Fitted<Interval> at(
            OveroptimizationForm form, List<OveroptimizationCurve> curves, double d, double level, long seed) {
        return OveroptimizationLaw.of(form, curves).map(law -> {
            var random = new SplittableRandom(seed);
            var other = OveroptimizationLaw.of(other(form), curves).value().orElse(law);
            double share = share(law, other);
            double beyond = Math.max(0, d - law.greatest());
            double misfit = rehearsed(form, curves, law) * beyond;
            var draws = new double[DRAWS];
            for (int i = 0; i < DRAWS; i++) {
                var from = random.nextDouble() < share ? law : other;
                var drawn = from.fit().draw(random);
                draws[i] =
                        from.form().gold(drawn[0], drawn[1], d) + Math.hypot(law.rms(), misfit) * random.nextGaussian();
            }
            return Quantiles.interval(law.gold(d, level).value(), draws, level);
        });
    }

    /**
     * A forecast of what will be measured: the same with an error that the curves' residuals do not show, since it moves all points of
     * a curve together.
     *
     * @param error standard error, of the known points and of the measurement
     */
    public static Interval measured(Interval forecast, double error) {
        double z = NORMAL.inverseCumulativeProbability((1 + forecast.level()) / 2);
        return new Interval(
                forecast.value(),
                forecast.value() - Math.hypot(forecast.value() - forecast.low(), z * error),
                forecast.value() + Math.hypot(forecast.high() - forecast.value(), z * error),
                Math.hypot(forecast.se(), error),
                forecast.level());
    }

    private static OveroptimizationForm other(OveroptimizationForm form) {
        return form == OveroptimizationForm.BEST_OF_N
                ? OveroptimizationForm.REINFORCEMENT
                : OveroptimizationForm.BEST_OF_N;
    }

    /** How much a form counts beside another with as many parameters, by the likelihood of its residuals. */
    private static double share(OveroptimizationLaw one, OveroptimizationLaw other) {
        int rows = one.rows() / one.replicates(); // rows of replicates lie at the same distances and off a form alike
        double least = 1e-9;
        double ratio = Math.pow(Math.max(least, other.rms()) / Math.max(least, one.rms()), rows);
        return ratio / (1 + ratio);
    }

    /** The error per unit of distance of the forecast of the farther rows from the nearer ones; 0 where there are too few. */
    private static double rehearsed(
            OveroptimizationForm form, List<OveroptimizationCurve> curves, OveroptimizationLaw law) {
        double cut = REHEARSED * law.greatest();
        var near = curves.stream().map(curve -> curve.upTo(cut)).toList();
        return OveroptimizationLaw.of(form, near)
                .map(fitted -> {
                    double squares = 0;
                    int rows = 0;
                    for (var curve : curves) {
                        var far = curve.between(cut, Double.POSITIVE_INFINITY);
                        for (int i = 0; i < far.d().length; i++) {
                            double error =
                                    far.gold()[i] - fitted.gold(far.d()[i], 0.5).value();
                            double distance = far.d()[i] - fitted.greatest();
                            squares += error * error / (distance * distance);
                            rows++;
                        }
                    }
                    return rows == 0 ? 0 : Math.sqrt(squares / rows);
                })
                .value()
                .orElse(0.0);
    }
}
