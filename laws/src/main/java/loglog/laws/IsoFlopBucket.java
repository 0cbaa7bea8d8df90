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
     * What parabolas read of runs, with the logarithms taken once: a resample reads every row of its budgets again.
     *
     * @param flops of each run
     * @param logParams ln(params)
     * @param logFlops ln(flops)
     * @param logPerToken ln(flops / (params tokens)), of 6 or of what was counted
     * @param loss of all rows
     */
    record Runs(double[] flops, double[] logParams, double[] logFlops, double[] logPerToken, double[] loss) {
        static Runs of(double[] params, double[] tokens, double[] flops, double[] loss) {
            int n = params.length;
            var runs = new Runs(flops, new double[n], new double[n], new double[n], loss);
            for (int i = 0; i < n; i++) {
                runs.logParams[i] = Math.log(params[i]);
                runs.logFlops[i] = Math.log(flops[i]);
                runs.logPerToken[i] = Math.log(flops[i] / (params[i] * tokens[i]));
            }
            return runs;
        }
    }

    /**
     * The parabola of some rows.
     *
     * @param low the least ln(params)
     * @param high the greatest
     * @param vertex ln(params) of its lowest point
     * @param skipped why it has no minimum; then vertex and curvature mean nothing
     */
    private record Through(
            double low, double high, double vertex, double curvature, Optional<Allocation> minimum, String skipped) {

        private static Through none(double low, double high, String why) {
            return new Through(low, high, Double.NaN, Double.NaN, Optional.empty(), why);
        }

        static Through of(int[] rows, Runs runs) {
            int n = rows.length;
            var logParams = new double[n];
            var losses = new double[n];
            double logFlops = 0;
            double logPerToken = 0;
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                int row = rows[i];
                logParams[i] = runs.logParams[row];
                losses[i] = runs.loss[row];
                logFlops += runs.logFlops[row];
                logPerToken += runs.logPerToken[row];
                low = Math.min(low, logParams[i]);
                high = Math.max(high, logParams[i]);
            }
            var parabola = Regression.parabola(logParams, losses);
            if (parabola == null) {
                return none(low, high, "fewer than three sizes");
            } else if (!(parabola.c2() > 0)) {
                return none(low, high, "the losses do not curve upwards");
            } else if (parabola.vertex() < low) {
                return none(low, high, "the minimum lies below the smallest model");
            } else if (parabola.vertex() > high) {
                return none(low, high, "the minimum lies above the largest model");
            }
            double flops = Math.exp(logFlops / n);
            double best = Math.exp(parabola.vertex());
            double tokens = flops / (Math.exp(logPerToken / n) * best);
            var minimum = new Allocation(flops, best, tokens, parabola.atVertex());
            return new Through(low, high, parabola.vertex(), parabola.c2(), Optional.of(minimum), "");
        }
    }

    /**
     * The lowest point of the parabola alone, empty where it has none inside the grid.
     *
     * @param rows which rows; one may occur more than once
     */
    static Optional<Allocation> minimum(int[] rows, Runs runs) {
        return Through.of(rows, runs).minimum();
    }

    /** The runs of a budget and their parabola. */
    static IsoFlopBucket of(int[] rows, Runs runs) {
        var through = Through.of(rows, runs);
        double logFlops =
                Arrays.stream(rows).mapToDouble(i -> runs.logFlops[i]).average().orElseThrow();
        var compute = Arrays.stream(rows).mapToDouble(i -> runs.flops[i]).summaryStatistics();
        return new IsoFlopBucket(
                Math.exp(logFlops),
                compute.getMin(),
                compute.getMax(),
                Arrays.stream(rows).boxed().toList(),
                through.minimum(),
                (through.high() - through.low()) / 2 / Math.log(10),
                (through.vertex() - (through.low() + through.high()) / 2) / Math.log(10),
                through.curvature(),
                through.skipped());
    }

    /** The parabola's loss at a size; NaN where there is no parabola. */
    public double lossAt(double params) {
        return minimum.map(m -> m.loss() + curvature * Math.pow(Math.log(params / m.params()), 2))
                .orElse(Double.NaN);
    }
}
