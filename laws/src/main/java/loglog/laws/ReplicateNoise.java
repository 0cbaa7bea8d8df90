package loglog.laws;

import java.util.List;
import org.hipparchus.distribution.continuous.GammaDistribution;

/**
 * How far runs scatter that differ in chance alone: the pooled standard deviation within groups of replicates, with the interval
 * that normal noise gives it ({@code degrees sigma^2 / s^2} is chi-squared).
 *
 * @param sigma of one run's log value (0.01 is about 1%), or of its value where residuals are differences; NaN without two
 *     replicates
 * @param degrees of freedom: values less groups
 */
public record ReplicateNoise(Interval sigma, int degrees) {
    /**
     * Estimates it.
     *
     * @param groups values of the replicates, positive where residuals are logarithmic; a group of one tells nothing
     * @param criterion how residuals are measured
     * @param level of the interval, for example 0.9
     */
    public static ReplicateNoise of(List<double[]> groups, Criterion criterion, double level) {
        double squares = 0;
        int degrees = 0;
        for (var group : groups) {
            double mean = 0;
            for (double value : group) {
                mean += criterion.onScale(value) / group.length;
            }
            for (double value : group) {
                double off = criterion.onScale(value) - mean;
                squares += off * off;
            }
            degrees += Math.max(0, group.length - 1);
        }
        if (degrees == 0) {
            return new ReplicateNoise(Interval.unknown(Double.NaN, level), 0);
        }
        // Chi-squared with so many degrees of freedom.
        var chi = new GammaDistribution(0.5 * degrees, 2);
        double sigma = Math.sqrt(squares / degrees);
        return new ReplicateNoise(
                new Interval(
                        sigma,
                        Math.sqrt(squares / chi.inverseCumulativeProbability((1 + level) / 2)),
                        Math.sqrt(squares / chi.inverseCumulativeProbability((1 - level) / 2)),
                        sigma / Math.sqrt(2.0 * degrees),
                        level),
                degrees);
    }
}
