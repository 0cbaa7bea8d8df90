package loglog.forecast.horizons;

import java.util.Arrays;
import loglog.forecast.Estimate;

/**
 * An agent's time horizons.
 *
 * @param year its release on the axis of {@link loglog.forecast.Dates}; NaN where it is not known
 * @param runs how many it made
 * @param successes how many of them succeeded
 * @param shortest length of the shortest task it tried, in minutes
 * @param longest length of the longest
 * @param draws its curves in resamples
 * @param share of the draws that intervals hold: the level, or more where few families were drawn ({@link
 *     loglog.forecast.trends.Trend#widened})
 */
public record AgentHorizon(
        String name,
        double year,
        int runs,
        double successes,
        double shortest,
        double longest,
        SuccessCurve curve,
        SuccessCurve[] draws,
        double share) {
    /** Where a horizon lies. */
    public enum Place {
        WITHIN("within the tasks' range"),
        BELOW("below the tasks' range"),
        ABOVE("above the tasks' range"),
        NONE("no horizon: success does not fall with length");

        private final String words;

        Place(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** The horizon at a success rate in minutes, by the curve, wherever that lies. */
    public Estimate horizon(double success) {
        var logs = Arrays.stream(draws)
                .mapToDouble(curve -> curve.log2Horizon(success))
                .filter(v -> !Double.isNaN(v))
                .toArray();
        double value = curve.log2Horizon(success);
        if (logs.length == 0) {
            return new Estimate(Math.pow(2, value), Double.NaN, Double.NaN);
        }
        var log = Estimate.of(value, logs, share);
        return new Estimate(Math.pow(2, value), Math.pow(2, log.low()), Math.pow(2, log.high()));
    }

    /** Where the horizon at a success rate lies: beyond the tasks that were tried nothing was seen of it. */
    public Place place(double success) {
        double minutes = curve.horizon(success);
        return Double.isNaN(minutes)
                ? Place.NONE
                : minutes < shortest ? Place.BELOW : minutes > longest ? Place.ABOVE : Place.WITHIN;
    }

    /** Whether the agent has a horizon at one half that was seen, so that a trend can have it. */
    public boolean isMeasured() {
        return place(0.5) == Place.WITHIN;
    }
}
