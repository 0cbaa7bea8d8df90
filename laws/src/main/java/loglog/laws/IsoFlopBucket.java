package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs of nearly the same compute and the parabola through their losses against log params: Chinchilla's approach 2
 * (Hoffmann et al. 2022, arXiv 2203.15556, section 3.2).
 *
 * @param flops the geometric mean of the runs' compute
 * @param least the least compute of its runs
 * @param most the greatest
 * @param rows of the observations
 * @param minimum the parabola's lowest point, empty where it has none inside the grid
 * @param halfWidth half of the range of log10 params: the grid's width in OOM
 * @param offCenter how far the minimum lies from the grid's middle, OOM; NaN without one
 * @param curvature the parabola's factor of the square of ln(params / minimum), NaN without one
 * @param skipped why there is no minimum, empty where there is
 */
public record IsoFlopBucket(
        double flops,
        double least,
        double most,
        List<Integer> rows,
        Optional<Allocation> minimum,
        double halfWidth,
        double offCenter,
        double curvature,
        String skipped) {
    /** Fewer runs let a parabola pass through noise. */
    static final int LEAST_ROWS = 4;

    /** Of the runs in the largest window of a budget: fewer beside it are strays. */
    static final double OF_THE_LARGEST = 0.6;

    public IsoFlopBucket {
        rows = List.copyOf(rows);
    }

    /**
     * Groups runs by compute: of the rows of each budget, the window of log compute that holds the most (of several, the
     * narrowest), so that runs between budgets neither join two of them nor move one. A budget whose runs cost more the smaller
     * they are, since 6 params tokens count them otherwise than they were budgeted, loses none to a stray run of the one below.
     * Such budgets can reach so near each other that they are one by their density: what is left on either side of the window is
     * a budget of its own where it holds at least three fifths as many runs.
     *
     * @param tolerance a run's compute may differ from the middle of its bucket's window by this factor, above 1
     * @return buckets of at least {@link #LEAST_ROWS} rows, the least compute first
     */
    static List<int[]> group(double[] flops, double tolerance) {
        double width = 2 * Math.log(tolerance);
        var buckets = new ArrayList<int[]>();
        for (var budget : Budgets.of(flops)) {
            var first = window(budget, flops, width);
            int from = first[0];
            int to = first[1];
            var below = Arrays.copyOfRange(budget, 0, from);
            var above = Arrays.copyOfRange(budget, to, budget.length);
            add(below, (to - from) * OF_THE_LARGEST, flops, width, buckets);
            add(Arrays.copyOfRange(budget, from, to), LEAST_ROWS, flops, width, buckets);
            add(above, (to - from) * OF_THE_LARGEST, flops, width, buckets);
        }
        return buckets;
    }

    /** Adds the window of rows that holds the most, where these are enough. */
    private static void add(int[] rows, double least, double[] flops, double width, List<int[]> buckets) {
        var window = window(rows, flops, width);
        if (window[1] - window[0] >= Math.max(LEAST_ROWS, least)) {
            buckets.add(Arrays.copyOfRange(rows, window[0], window[1]));
        }
    }

    /** Of sorted rows, from where to where the window reaches that holds the most; of several, the narrowest. */
    private static int[] window(int[] rows, double[] flops, double width) {
        int from = 0;
        int most = 0;
        double narrowest = 0;
        for (int start = 0, end = 0; start < rows.length; start++) {
            while (end < rows.length && Math.log(flops[rows[end]] / flops[rows[start]]) <= width) {
                end++;
            }
            double spread = Math.log(flops[rows[end - 1]] / flops[rows[start]]);
            if (end - start > most || end - start == most && spread < narrowest) {
                most = end - start;
                narrowest = spread;
                from = start;
            }
        }
        return new int[] {from, from + most};
    }

    /**
     * Fits the parabola.
     *
     * @param rows which rows; one may occur more than once
     * @param loss of all rows
     */
    static IsoFlopBucket of(int[] rows, double[] params, double[] tokens, double[] flops, double[] loss) {
        var logParams =
                Arrays.stream(rows).mapToDouble(i -> Math.log(params[i])).toArray();
        var losses = Arrays.stream(rows).mapToDouble(i -> loss[i]).toArray();
        double meanFlops = Math.exp(Arrays.stream(rows)
                .mapToDouble(i -> Math.log(flops[i]))
                .average()
                .orElseThrow());
        // FLOP per param and token as these rows have it, 6 or what was counted.
        double perToken = Math.exp(Arrays.stream(rows)
                .mapToDouble(i -> Math.log(flops[i] / (params[i] * tokens[i])))
                .average()
                .orElseThrow());
        var compute = Arrays.stream(rows).mapToDouble(i -> flops[i]).summaryStatistics();
        double low = Arrays.stream(logParams).min().orElseThrow();
        double high = Arrays.stream(logParams).max().orElseThrow();
        double halfWidth = (high - low) / 2 / Math.log(10);
        var list = Arrays.stream(rows).boxed().toList();
        var parabola = Regression.parabola(logParams, losses);
        String skipped = "";
        if (parabola == null) {
            skipped = "fewer than three sizes";
        } else if (!(parabola.c2() > 0)) {
            skipped = "the losses do not curve upwards";
        } else if (parabola.vertex() < low) {
            skipped = "the minimum lies below the smallest model";
        } else if (parabola.vertex() > high) {
            skipped = "the minimum lies above the largest model";
        }
        if (!skipped.isEmpty()) {
            return new IsoFlopBucket(
                    meanFlops,
                    compute.getMin(),
                    compute.getMax(),
                    list,
                    Optional.empty(),
                    halfWidth,
                    Double.NaN,
                    Double.NaN,
                    skipped);
        }
        double best = Math.exp(parabola.vertex());
        return new IsoFlopBucket(
                meanFlops,
                compute.getMin(),
                compute.getMax(),
                list,
                Optional.of(new Allocation(meanFlops, best, meanFlops / (perToken * best), parabola.atVertex())),
                halfWidth,
                (parabola.vertex() - (low + high) / 2) / Math.log(10),
                parabola.c2(),
                "");
    }

    /** The parabola's loss at a size; NaN where there is no parabola. */
    public double lossAt(double params) {
        return minimum.map(m -> m.loss() + curvature * Math.pow(Math.log(params / m.params()), 2))
                .orElse(Double.NaN);
    }
}
