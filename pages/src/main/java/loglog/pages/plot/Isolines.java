package loglog.pages.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The lines along which a function on a grid has one value, by marching squares: each square of the grid holds the piece
 * of a line that its corners tell of, and the pieces join where squares meet. Between two corners the function is taken
 * as straight over the axes' places (decades on a logarithmic axis).
 */
public final class Isolines {
    private final double[] x;
    private final double[] y;
    private final double[][] values;
    private final double level;
    /** The crossings that each crossing is joined to, by the side of a square that it lies on. */
    private final Map<Integer, int[]> joined = new HashMap<>();

    private final List<Integer> order = new ArrayList<>();

    /**
     * A line.
     *
     * @param x the places along it on the axes' scales; y likewise
     * @param closed whether its end is its beginning, which stands there once
     */
    public record Path(double[] x, double[] y, boolean closed) {}

    private Isolines(double[] x, double[] y, double[][] values, double level) {
        this.x = x;
        this.y = y;
        this.values = values;
        this.level = level;
    }

    /** The lines of a level; none runs through a square with a corner without a value. */
    public static List<Path> of(Layer.Contours layer, Scale x, Scale y, double level) {
        return new Isolines(places(layer.x(), x), places(layer.y(), y), layer.values(), level).paths(false);
    }

    /** The edges of the region whose values reach a level, closed along the grid's edge where it leaves the grid. */
    public static List<Path> around(Layer.Contours layer, Scale x, Scale y, double level) {
        int rows = layer.y().length;
        int columns = layer.x().length;
        var padded = new double[rows + 2][columns + 2];
        for (var row : padded) {
            Arrays.fill(row, Double.NEGATIVE_INFINITY);
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double value = layer.values()[i][j];
                padded[i + 1][j + 1] = Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
            }
        }
        return new Isolines(padded(places(layer.x(), x)), padded(places(layer.y(), y)), padded, level).paths(true);
    }

    private static double[] places(double[] values, Scale scale) {
        return Arrays.stream(values).map(scale::of).toArray();
    }

    /** The first and the last once more: a border of squares without width. */
    private static double[] padded(double[] places) {
        var out = new double[places.length + 2];
        System.arraycopy(places, 0, out, 1, places.length);
        out[0] = out[1];
        out[places.length + 1] = out[places.length];
        return out;
    }

    private List<Path> paths(boolean everywhere) {
        for (int i = 0; i + 1 < y.length; i++) {
            for (int j = 0; j + 1 < x.length; j++) {
                if (everywhere || isFinite(i, j)) {
                    square(i, j);
                }
            }
        }
        var paths = new ArrayList<Path>();
        for (int pass = 0; pass < 2; pass++) { // lines with ends from an end, then the closed ones from anywhere
            for (int start : order) {
                var links = joined.get(start);
                if (links != null && (pass == 1 || links.length == 1)) {
                    paths.add(follow(start));
                }
            }
        }
        return paths;
    }

    private boolean isFinite(int i, int j) {
        return Double.isFinite(values[i][j] + values[i][j + 1] + values[i + 1][j] + values[i + 1][j + 1]);
    }

    /** Joins the crossings of a square's sides: bottom, right, top, left. */
    private void square(int i, int j) {
        boolean a = reaches(i, j);
        boolean b = reaches(i, j + 1);
        boolean c = reaches(i + 1, j + 1);
        boolean d = reaches(i + 1, j);
        int bottom = side(i, j, false);
        int right = side(i, j + 1, true);
        int top = side(i + 1, j, false);
        int left = side(i, j, true);
        boolean[] crossed = {a != b, b != c, c != d, d != a};
        int[] sides = {bottom, right, top, left};
        if (crossed[0] && crossed[1] && crossed[2] && crossed[3]) { // a saddle: its middle decides
            double middle = (values[i][j] + values[i][j + 1] + values[i + 1][j + 1] + values[i + 1][j]) / 4;
            boolean together = middle >= level == a;
            join(bottom, together ? right : left);
            join(top, together ? left : right);
            return;
        }
        int first = -1;
        for (int s = 0; s < 4; s++) {
            if (crossed[s] && first < 0) {
                first = sides[s];
            } else if (crossed[s]) {
                join(first, sides[s]);
            }
        }
    }

    private boolean reaches(int i, int j) {
        return values[i][j] >= level;
    }

    /** A side of the grid from the corner i, j: to the next row where it is upright, else to the next column. */
    private int side(int i, int j, boolean upright) {
        return 2 * (i * x.length + j) + (upright ? 1 : 0);
    }

    private void join(int one, int other) {
        link(one, other);
        link(other, one);
    }

    private void link(int from, int to) {
        joined.merge(from, new int[] {to}, (before, now) -> new int[] {before[0], now[0]});
        order.add(from);
    }

    private Path follow(int start) {
        var sides = new ArrayList<Integer>();
        int at = start;
        int before = -1;
        boolean closed = false;
        while (true) {
            sides.add(at);
            var links = joined.remove(at);
            int next = links[0] != before || links.length == 1 ? links[0] : links[1];
            if (next == before && links.length == 1) {
                break; // its other end
            }
            if (!joined.containsKey(next)) {
                closed = next == start && sides.size() > 2;
                break;
            }
            before = at;
            at = next;
        }
        var px = new double[sides.size()];
        var py = new double[sides.size()];
        for (int k = 0; k < px.length; k++) {
            crossing(sides.get(k), k, px, py);
        }
        return new Path(px, py, closed);
    }

    private void crossing(int side, int k, double[] px, double[] py) {
        int i = side / 2 / x.length;
        int j = side / 2 % x.length;
        boolean upright = side % 2 == 1;
        double from = values[i][j];
        double to = upright ? values[i + 1][j] : values[i][j + 1];
        // The finite one is where the region ends.
        double t = Double.isInfinite(from) ? 1 : Double.isInfinite(to) ? 0 : (level - from) / (to - from);
        px[k] = upright ? x[j] : x[j] + t * (x[j + 1] - x[j]);
        py[k] = upright ? y[i] + t * (y[i + 1] - y[i]) : y[i];
    }
}
