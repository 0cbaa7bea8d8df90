package loglog.forecast;

import java.util.Arrays;

/**
 * A number that was estimated, with its interval.
 *
 * @param value the estimate itself, in the unit that whoever holds it names
 * @param low the interval's lower end, same unit
 * @param high the interval's upper end, same unit
 */
public record Estimate(double value, double low, double high) {
    /**
     * Takes the central interval of draws about an estimate.
     *
     * @param value the estimate itself
     * @param draws what resamples or simulations gave, in any order; left as they are
     * @param level the share of draws inside the interval, between 0 and 1
     * @throws IllegalArgumentException where there are no draws or the level is not between 0 and 1
     */
    public static Estimate of(double value, double[] draws, double level) {
        if (draws.length == 0 || !(level > 0 && level < 1)) {
            throw new IllegalArgumentException("found %d draws and level %s".formatted(draws.length, level));
        }
        var sorted = draws.clone();
        Arrays.sort(sorted);
        return new Estimate(value, quantile(sorted, (1 - level) / 2), quantile(sorted, (1 + level) / 2));
    }

    /** The quantile of sorted draws by linear interpolation (type 7 of Hyndman and Fan 1996, as numpy has it). */
    public static double quantile(double[] sorted, double probability) {
        var place = probability * (sorted.length - 1);
        var below = (int) Math.floor(place);
        var above = Math.min(below + 1, sorted.length - 1);
        var part = place - below;
        // Infinite draws (a date that is never reached) stay infinite and give no NaN.
        return part == 0 || sorted[below] == sorted[above]
                ? sorted[below]
                : sorted[below] * (1 - part) + sorted[above] * part;
    }
}
