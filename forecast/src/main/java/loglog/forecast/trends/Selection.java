package loglog.forecast.trends;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows a trend is of: all, or those better than all before them. A frontier is chosen again in every resample of all rows:
 * resamples of the frontier's own rows alone leave out that other rows might have been on it (docs/trends.md has both coverages).
 *
 * @param all the rows that there are
 */
public record Selection(DatedRows all, Best best) {
    /** Which of the rows. */
    public enum Best {
        ALL,
        HIGHEST,
        LOWEST
    }

    /** The rows that the trend is of. */
    public DatedRows rows() {
        return best == Best.ALL ? all : all.bestSoFar(best == Best.HIGHEST);
    }

    /** What it was at a date. */
    public Selection until(double year) {
        return new Selection(all.until(year), best);
    }

    /**
     * A resample: rows, each with how often it counts.
     *
     * @param rows those of the selection itself where all are taken
     */
    record Resample(DatedRows rows, int[] weights) {}

    List<Resample> resamples(int count, long seed) {
        var rows = rows();
        var resamples = new ArrayList<Resample>(count);
        for (var weights : Resamples.of(all.groups(), count, seed)) {
            if (best == Best.ALL) {
                resamples.add(new Resample(rows, weights));
            } else {
                var drawn = IntStream.range(0, weights.length)
                        .filter(i -> weights[i] > 0)
                        .toArray();
                var frontier = all.select(drawn).bestSoFar(best == Best.HIGHEST);
                resamples.add(new Resample(frontier, Resamples.once(frontier.size())));
            }
        }
        return resamples;
    }
}
