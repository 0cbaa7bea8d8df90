package loglog.forecast.trends;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which rows a trend is of: all, or those better than all before them. A frontier is chosen again in every resample of all rows:
 * resamples of the frontier's own rows alone leave out that other rows might have been on it (docs/trends.md has both coverages).
 *
 * @param all the rows that there are
 * @param from rows before it are left out once the best are chosen: what was best before counts, too
 */
public record Selection(DatedRows all, Best best, double from) {
    /** Of all dates. */
    public Selection(DatedRows all, Best best) {
        this(all, best, Double.NEGATIVE_INFINITY);
    }

    /** Which of the rows. */
    public enum Best {
        ALL,
        HIGHEST,
        LOWEST
    }

    /** The rows that the trend is of. */
    public DatedRows rows() {
        return chosen(all);
    }

    private DatedRows chosen(DatedRows rows) {
        return (best == Best.ALL ? rows : rows.bestSoFar(best == Best.HIGHEST)).from(from);
    }

    /** What it was at a date. */
    public Selection until(double year) {
        return new Selection(all.until(year), best, from);
    }

    /**
     * A resample: rows, each with how often it counts.
     *
     * @param rows those of the selection itself where all are taken
     */
    public record Resample(DatedRows rows, int[] weights) {}

    /**
     * Resamples of the groups of all rows.
     *
     * @param count how many
     */
    public List<Resample> resamples(int count, long seed) {
        var rows = rows();
        var resamples = new ArrayList<Resample>(count);
        for (var weights : Resamples.of(all.groups(), count, seed)) {
            if (best == Best.ALL && rows.size() == all.size()) {
                resamples.add(new Resample(rows, weights));
            } else {
                var drawn = IntStream.range(0, weights.length)
                        .filter(i -> weights[i] > 0)
                        .toArray();
                var of = chosen(all.select(drawn));
                resamples.add(new Resample(of, Resamples.once(of.size())));
            }
        }
        return resamples;
    }
}
