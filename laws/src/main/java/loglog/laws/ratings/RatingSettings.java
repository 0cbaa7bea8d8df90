package loglog.laws.ratings;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How results are to be rated.
 *
 * @param level of the intervals, between 0 and 1
 * @param anchors players whose ratings are given, in Elo
 * @param isFirstMoveFitted whether ratings are of equal first moves, with the first move's advantage fitted beside them; else
 *     of the pairs' results whoever moved first
 */
public record RatingSettings(double level, Map<String, Double> anchors, boolean isFirstMoveFitted) {
    public RatingSettings {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("found level %s, expected a share between 0 and 1".formatted(level));
        }
        anchors = Map.copyOf(anchors);
    }

    /** Intervals of 90%, no anchors, results added up whoever moved first. */
    public static RatingSettings usual() {
        return new RatingSettings(0.9, Map.of(), false);
    }

    public RatingSettings level(double share) {
        return new RatingSettings(share, anchors, isFirstMoveFitted);
    }

    /** With one more player whose rating is given. */
    public RatingSettings anchor(String player, double elo) {
        var all = new LinkedHashMap<>(anchors);
        all.put(player, elo);
        return new RatingSettings(level, all, isFirstMoveFitted);
    }

    public RatingSettings fittingFirstMove() {
        return new RatingSettings(level, anchors, true);
    }
}
