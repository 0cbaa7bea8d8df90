package loglog.web;

import java.util.Arrays;

/**
 * A curve as the columns of a screen show it: of each column the first, the least, the greatest and the last point (M4, Jugel et al.,
 * VLDB 2014), so that a line through them lights the pixels that a line through all points would, and no spike is lost. All curves of
 * a picture share one grid of places, four to a column and one at each edge.
 *
 * @param at places in the grid, ascending
 * @param value at each place; NaN for a break in the line, where a value was measured that is no number
 */
record PixelColumns(int[] at, double[] value) {
    static final int PLACES = 4;

    /** Places of a grid. */
    static int places(int columns) {
        return PLACES * columns + 2;
    }

    /**
     * Reduces a curve.
     *
     * @param x ascending
     * @param y as many; NaN where there is a gap
     * @param from the left edge
     * @param to the right edge, above it
     * @param log whether columns are evenly spaced in the logarithm of x; then points at or below 0 are left out
     */
    static PixelColumns of(double[] x, double[] y, double from, double to, boolean log, int columns) {
        var grid = new Filler(columns);
        double left = log ? Math.log(from) : from;
        double width = (log ? Math.log(to) : to) - left;
        int before = -1;
        int i = 0;
        for (; i < x.length && x[i] < from; i++) {
            before = x[i] > 0 || !log ? i : before;
        }
        if (before >= 0 && i < x.length && x[i] > from) {
            grid.put(0, between(x, y, before, i, from, log));
        }
        while (i < x.length && x[i] <= to) {
            int column = column(x[i], left, width, log, columns);
            int end = i;
            while (end < x.length && x[end] <= to && column(x[end], left, width, log, columns) == column) {
                end++;
            }
            fill(grid, x, y, i, end, column, left, width, log, columns);
            i = end;
        }
        if (i > 0 && i < x.length && x[i - 1] < to && (x[i - 1] > 0 || !log)) {
            grid.put(PLACES * columns + 1, between(x, y, i - 1, i, to, log));
        }
        return grid.done();
    }

    private static int column(double x, double left, double width, boolean log, int columns) {
        return Math.clamp((long) (((log ? Math.log(x) : x) - left) / width * columns), 0, columns - 1);
    }

    private static double between(double[] x, double[] y, int a, int b, double at, boolean log) {
        double share =
                log ? (Math.log(at) - Math.log(x[a])) / (Math.log(x[b]) - Math.log(x[a])) : (at - x[a]) / (x[b] - x[a]);
        return y[a] + share * (y[b] - y[a]);
    }

    private static void fill(
            Filler grid,
            double[] x,
            double[] y,
            int start,
            int end,
            int column,
            double left,
            double width,
            boolean log,
            int columns) {
        int first = 1 + PLACES * column;
        if (end - start <= PLACES) { // each to its own place
            int place = 0;
            for (int i = start; i < end; i++) {
                double within = ((log ? Math.log(x[i]) : x[i]) - left) / width * columns - column;
                place = Math.clamp((int) (within * PLACES), place, PLACES - (end - i));
                grid.put(first + place++, y[i]);
            }
            return;
        }
        int least = -1;
        int greatest = -1;
        for (int i = start; i < end; i++) {
            if (!Double.isNaN(y[i])) {
                least = least < 0 || y[i] < y[least] ? i : least;
                greatest = greatest < 0 || y[i] > y[greatest] ? i : greatest;
            }
        }
        if (least < 0) {
            grid.put(first, Double.NaN);
            return;
        }
        grid.put(first, y[start]);
        grid.put(first + 1, y[Math.min(least, greatest)]);
        grid.put(first + 2, y[Math.max(least, greatest)]);
        grid.put(first + 3, y[end - 1]);
    }

    private static final class Filler {
        private final int[] at;
        private final double[] value;
        private int size;

        Filler(int columns) {
            at = new int[places(columns)];
            value = new double[places(columns)];
        }

        void put(int place, double y) {
            at[size] = place;
            value[size++] = y;
        }

        PixelColumns done() {
            return new PixelColumns(Arrays.copyOf(at, size), Arrays.copyOf(value, size));
        }
    }
}
