package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The compute budgets of a table, whose runs meet them to within percents: rows between two valleys of the density of log
 * compute. Read off a figure, or counted with what each model's shape adds, runs of one budget scatter by more than a fixed
 * gap would bridge, and stray runs stand between budgets; a valley is where there are clearly fewer. It says how many budgets
 * there are; between two of them they part where the step from one run to the next is widest, since a budget whose runs scatter to one
 * side, towards the next, has a valley behind its last runs that the next one's crowd has moved.
 */
final class Budgets {
    private Budgets() {}

    /** Least standard deviation of the kernel in ln(compute); what runs of one budget scatter by where that is more. */
    private static final double LEAST_BANDWIDTH = 0.06;

    private static final double GREATEST_BANDWIDTH = 0.12;

    /** Fewer rows of a budget say nothing of its scatter. */
    private static final int LEAST_ROWS = 3;

    /** Rows of no budget that are nearer in ln(scale) are one level of it. */
    private static final double SAME_LEVEL = 0.1;

    /** Cells of the density to a bandwidth. */
    private static final int FINE = 6;

    /** A valley less deep than this share of the lower of its two peaks is chance. */
    private static final double DEEP = 0.6;

    /** Standard deviation in ln(compute) of rows spread evenly over a factor of two: wider clusters are no budget. */
    private static final double WIDEST = Math.log(2) / Math.sqrt(12);

    /** The kernel ends here, in bandwidths. */
    private static final int REACH = 4;

    /**
     * The rows of each budget.
     *
     * @param flops positive, one a row; may be any scale whose levels are met to within percents
     * @return rows in the order of their scale, the least budget first
     */
    static List<int[]> of(double[] flops) {
        var rows = sorted(flops);
        var sorted = Arrays.stream(rows).mapToDouble(i -> Math.log(flops[i])).toArray();
        double bandwidth = LEAST_BANDWIDTH;
        while (true) {
            var budgets = between(partings(sorted, bandwidth), rows, sorted);
            double scatter = Math.min(GREATEST_BANDWIDTH, scatter(budgets, flops));
            // A kernel narrower than the scatter cuts budgets in pieces.
            if (scatter <= 1.05 * bandwidth) {
                return budgets.stream()
                        .flatMap(budget -> apart(budget, flops).stream())
                        .toList();
            }
            bandwidth = scatter;
        }
    }

    /**
     * Budgets that scatter to one side may reach so near the next ones that a kernel as wide as their scatter takes two for one,
     * too wide for a budget. The narrowest kernel then tells, where all that it finds are budgets of about as many rows.
     */
    private static List<int[]> apart(int[] budget, double[] flops) {
        if (!narrow(budget, flops)) {
            var sorted =
                    Arrays.stream(budget).mapToDouble(i -> Math.log(flops[i])).toArray();
            var parts = between(partings(sorted, LEAST_BANDWIDTH), budget, sorted);
            int most = parts.stream().mapToInt(part -> part.length).max().orElseThrow();
            double least = Math.max(IsoFlopBucket.LEAST_ROWS, IsoFlopBucket.OF_THE_LARGEST * most);
            if (parts.stream().allMatch(part -> part.length >= least && narrow(part, flops))) {
                return parts;
            }
        }
        return List.of(budget);
    }

    /**
     * The rows of each level of compute: of each budget, and where rows spread evenly of each step between them.
     *
     * @return rows in the order of their scale, the least level first
     */
    static List<int[]> levels(double[] flops) {
        return of(flops).stream()
                .flatMap(budget -> narrow(budget, flops) ? Stream.of(budget) : steps(budget, flops).stream())
                .toList();
    }

    /** The rows of each level of a scale that runs meet as they were asked to, such as params. */
    static List<int[]> steps(double[] scales) {
        return steps(sorted(scales), scales);
    }

    private static List<int[]> steps(int[] sorted, double[] scales) {
        var levels = new ArrayList<int[]>();
        int from = 0;
        for (int i = 1; i < sorted.length; i++) {
            if (Math.log(scales[sorted[i]] / scales[sorted[i - 1]]) > SAME_LEVEL) {
                levels.add(Arrays.copyOfRange(sorted, from, i));
                from = i;
            }
        }
        levels.add(Arrays.copyOfRange(sorted, from, sorted.length));
        return levels;
    }

    /** The rows by their scale, those of one scale in their own order; without an object a row, for there may be millions. */
    private static int[] sorted(double[] scales) {
        var keys = scales.clone();
        Arrays.sort(keys);
        var taken = new int[keys.length]; // places given out, at the first place of each scale
        var rows = new int[keys.length];
        for (int i = 0; i < scales.length; i++) {
            int first = firstPlace(keys, scales[i]);
            rows[first + taken[first]++] = i;
        }
        return rows;
    }

    private static int firstPlace(double[] sorted, double value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static List<int[]> between(List<Double> partings, int[] rows, double[] sorted) {
        var budgets = new ArrayList<int[]>();
        int from = 0;
        for (double parting : partings) {
            int to = from;
            while (to < sorted.length && sorted[to] < parting) {
                to++;
            }
            if (to > from) {
                budgets.add(Arrays.copyOfRange(rows, from, to));
            }
            from = to;
        }
        if (from < rows.length) {
            budgets.add(Arrays.copyOfRange(rows, from, rows.length));
        }
        return budgets;
    }

    /** The standard deviation in ln(compute) within budgets that have rows enough to tell; 0 where none has. */
    private static double scatter(List<int[]> budgets, double[] flops) {
        double squares = 0;
        int spare = 0;
        for (var budget : budgets) {
            double sd = deviation(budget, flops);
            if (budget.length >= LEAST_ROWS && sd <= GREATEST_BANDWIDTH) {
                squares += sd * sd * budget.length;
                spare += budget.length - 1;
            }
        }
        return spare == 0 ? 0 : Math.sqrt(squares / spare);
    }

    private static double deviation(int[] budget, double[] flops) {
        double mean = 0;
        for (int i : budget) {
            mean += Math.log(flops[i]) / budget.length;
        }
        double squares = 0;
        for (int i : budget) {
            squares += Math.pow(Math.log(flops[i]) - mean, 2) / budget.length;
        }
        return Math.sqrt(squares);
    }

    /** Whether rows are of one budget, not spread evenly. */
    private static boolean narrow(int[] budget, double[] flops) {
        return deviation(budget, flops) <= WIDEST;
    }

    /**
     * Where to cut so that no budget is cut in two: just below the first budget whose middle lies clearly above the wanted place,
     * by more than the tolerance of an IsoFLOP analysis, since both this budget and the largest one, from which places are
     * measured, are known to within their scatter. A budget at the wanted place itself lies below the cut, so that forecasts
     * from there reach as far as was asked; above it there is the largest budget at least. The wanted place itself where the rows
     * about it make no budget.
     */
    static double cut(double wanted, double[] flops) {
        var budgets = of(flops);
        for (var budget : budgets) {
            double least = flops[budget[0]];
            if (!narrow(budget, flops)) {
                if (wanted <= flops[budget[budget.length - 1]]) {
                    return wanted;
                }
            } else if (middle(budget, flops) > wanted * IsoFlop.DEFAULT_TOLERANCE || budget == budgets.getLast()) {
                return least;
            }
        }
        return wanted;
    }

    /** The compute of the largest budget: its middle, or the largest run where rows spread evenly. */
    static double largest(double[] flops) {
        var budget = of(flops).getLast();
        return narrow(budget, flops) ? middle(budget, flops) : flops[budget[budget.length - 1]];
    }

    private static double middle(int[] budget, double[] flops) {
        return flops[budget[budget.length / 2]];
    }

    /** Where sorted values part: the middle of the widest step between two peaks of their density with a deep valley between. */
    private static List<Double> partings(double[] sorted, double bandwidth) {
        if (sorted.length == 0) {
            return List.of();
        }
        double cell = bandwidth / FINE;
        // Scales differ by as much as doubles can: beyond a budget's reach of the last row the density starts anew.
        var extremes = new ArrayList<double[]>();
        int first = 0;
        while (first < sorted.length) {
            int last = first;
            while (last + 1 < sorted.length && sorted[last + 1] - sorted[last] <= 2 * REACH * bandwidth) {
                last++;
            }
            if (first > 0) {
                extremes.add(new double[] {0.5 * (sorted[first - 1] + sorted[first]), 0});
            }
            double start = sorted[first] - (REACH + 1) * bandwidth;
            int cells = (int) Math.ceil((sorted[last] + (REACH + 1) * bandwidth - start) / cell) + 1;
            addExtremes(density(sorted, first, last, start, cell, cells), start, cell, extremes);
            first = last + 1;
        }
        leaveDeep(extremes);
        var partings = new ArrayList<Double>();
        for (int v = 1; v + 1 < extremes.size(); v += 2) {
            partings.add(widestStep(sorted, extremes.get(v - 1)[0], extremes.get(v + 1)[0], extremes.get(v)[0]));
        }
        return partings;
    }

    private static double[] density(double[] sorted, int first, int last, double start, double cell, int cells) {
        var kernel = new double[REACH * FINE + 1];
        for (int d = 0; d < kernel.length; d++) {
            kernel[d] = Math.exp(-0.5 * d * d / (double) (FINE * FINE));
        }
        var density = new double[cells];
        for (int i = first; i <= last; i++) {
            int at = (int) Math.round((sorted[i] - start) / cell);
            for (int d = -REACH * FINE; d <= REACH * FINE; d++) {
                if (at + d >= 0 && at + d < cells) {
                    density[at + d] += kernel[Math.abs(d)];
                }
            }
        }
        return density;
    }

    /** Peaks and valleys in turn, each with its place and the density there; a plateau counts where it begins to turn. */
    private static void addExtremes(double[] density, double start, double cell, List<double[]> extremes) {
        boolean rising = true;
        for (int i = 1; i < density.length; i++) {
            if (rising ? density[i] < density[i - 1] : density[i] > density[i - 1]) {
                extremes.add(new double[] {start + (i - 1) * cell, density[i - 1]});
                rising = !rising;
            }
        }
    }

    /** Leaves out the shallowest valley with the lower of its peaks until all are deep. */
    private static void leaveDeep(List<double[]> extremes) {
        while (true) {
            int shallowest = -1;
            double most = DEEP;
            for (int v = 1; v + 1 < extremes.size(); v += 2) {
                double share = extremes.get(v)[1] / Math.min(extremes.get(v - 1)[1], extremes.get(v + 1)[1]);
                if (share > most) {
                    most = share;
                    shallowest = v;
                }
            }
            if (shallowest < 0) {
                break;
            }
            int peak =
                    extremes.get(shallowest - 1)[1] < extremes.get(shallowest + 1)[1] ? shallowest - 1 : shallowest + 1;
            extremes.remove(Math.max(shallowest, peak));
            extremes.remove(Math.min(shallowest, peak));
        }
    }

    /** The middle of the widest step from one value to the next between two peaks; the valley where there is none. */
    private static double widestStep(double[] sorted, double peak, double nextPeak, double valley) {
        double parting = valley;
        double widest = 0;
        for (int i = 1; i < sorted.length; i++) {
            double middle = 0.5 * (sorted[i - 1] + sorted[i]);
            if (middle > peak && middle < nextPeak && sorted[i] - sorted[i - 1] > widest) {
                widest = sorted[i] - sorted[i - 1];
                parting = middle;
            }
        }
        return parting;
    }
}
