package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A rehearsal of extrapolation: the rows below a cut on one axis to fit, the rows above it to be forecast.
 *
 * @param train rows below the cut
 * @param test rows above it
 * @param distance for each test row, the natural logarithm of its scale over the largest in {@code train}
 */
public record Holdout(Observations train, Observations test, double[] distance) {

    /** A law cannot be told from its neighbors on fewer levels of the axis than these. */
    private static final int LEAST_LEVELS = 3;

    private static final int MOST_CUTS = 6;

    /**
     * The cuts along an axis whose train part keeps at least half of the rows and three levels of the axis; at most six,
     * evenly spread over the levels. No budget of compute is cut in two ({@link Budgets#levels}).
     *
     * @param scales of the axis, one a row; it may be one that no law reads, such as compute
     */
    static List<Holdout> along(String axis, double[] scales, Observations observations) {
        var levels = axis.equals("flops") ? Budgets.levels(scales) : Budgets.steps(scales);
        var cuts = new ArrayList<Double>();
        int below = 0;
        for (int level = 1; level < levels.size(); level++) {
            var before = levels.get(level - 1);
            below += before.length;
            if (level >= LEAST_LEVELS && 2 * below >= scales.length) {
                cuts.add(Math.sqrt(scales[before[before.length - 1]] * scales[levels.get(level)[0]]));
            }
        }
        var holdouts = new ArrayList<Holdout>();
        int wanted = Math.min(MOST_CUTS, cuts.size());
        for (int c = 0; c < wanted; c++) {
            int chosen = wanted == 1 ? 0 : c * (cuts.size() - 1) / (wanted - 1);
            holdouts.add(at(cuts.get(chosen), scales, observations));
        }
        return holdouts;
    }

    /** The cut at one value of the axis. */
    static Holdout at(double cut, double[] scales, Observations observations) {
        double largest = Arrays.stream(scales).filter(x -> x < cut).max().orElse(Double.NaN);
        var distance = Arrays.stream(scales)
                .filter(x -> x >= cut)
                .map(x -> Math.log(x / largest))
                .toArray();
        return new Holdout(
                observations.where(i -> scales[i] < cut), observations.where(i -> scales[i] >= cut), distance);
    }
}
