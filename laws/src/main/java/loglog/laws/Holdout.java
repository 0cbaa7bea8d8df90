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

    /** A law cannot be told from its neighbours on fewer levels of the axis than these. */
    private static final int LEAST_LEVELS = 3;

    /** Levels nearer than this in ln(scale) are one: compute budgets read off a figure scatter by percents. */
    private static final double SAME_LEVEL = 0.1;

    private static final int MOST_CUTS = 6;

    /**
     * The cuts along an axis whose train part keeps at least half of the rows and three levels of the axis; at most
     * six, evenly spread over the levels.
     *
     * @param scales of the axis, one a row; it may be one that no law reads, such as compute
     */
    static List<Holdout> along(double[] scales, Observations observations) {
        var sorted = scales.clone();
        Arrays.sort(sorted);
        var cuts = new ArrayList<Double>();
        int levels = 1;
        for (int i = 1; i < sorted.length; i++) {
            if (Math.log(sorted[i] / sorted[i - 1]) > SAME_LEVEL) {
                levels++;
                if (levels > LEAST_LEVELS && 2 * i >= sorted.length) {
                    cuts.add(Math.sqrt(sorted[i] * sorted[i - 1]));
                }
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
