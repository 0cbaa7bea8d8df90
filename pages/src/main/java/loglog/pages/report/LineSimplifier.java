package loglog.pages.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Leaves out of a line the points that would not be seen: those nearer to it than the tolerance without them. */
final class LineSimplifier {
    /** Of a pixel; coordinates are written to a tenth. */
    private static final double TOLERANCE = 0.12;

    /** How wide a column is, in pixels: what both steps leave out is together less than a pixel from what is drawn. */
    private static final double COLUMN = 1 - TOLERANCE;

    private LineSimplifier() {}

    /**
     * The points that are seen, the first and the last among them.
     *
     * @param points x and y of each, in pixels
     */
    static List<double[]> line(List<double[]> points) {
        return straightened(columns(points));
    }

    /** Of consecutive points within one column, where they enter, leave, and their lowest and highest. */
    private static List<double[]> columns(List<double[]> points) {
        var kept = new ArrayList<double[]>();
        for (int from = 0; from < points.size(); ) {
            int to = from;
            int low = from;
            int high = from;
            while (to + 1 < points.size() && column(points.get(to + 1)) == column(points.get(from))) {
                to++;
                low = points.get(to)[1] < points.get(low)[1] ? to : low;
                high = points.get(to)[1] > points.get(high)[1] ? to : high;
            }
            int before = -1;
            for (int i : new int[] {from, Math.min(low, high), Math.max(low, high), to}) {
                if (i > before) {
                    kept.add(points.get(i));
                }
                before = Math.max(before, i);
            }
            from = to + 1;
        }
        return kept;
    }

    private static double column(double[] point) {
        return Math.floor(point[0] / COLUMN);
    }

    /** By Ramer, Douglas and Peucker: a stretch whose points all lie by its chord is its ends. */
    private static List<double[]> straightened(List<double[]> points) {
        if (points.size() < 3) {
            return points;
        }
        var keep = new boolean[points.size()];
        keep[0] = true;
        keep[keep.length - 1] = true;
        var stretches = new ArrayDeque<int[]>();
        stretches.push(new int[] {0, keep.length - 1});
        while (!stretches.isEmpty()) {
            var stretch = stretches.pop();
            int farthest = -1;
            double most = TOLERANCE;
            for (int i = stretch[0] + 1; i < stretch[1]; i++) {
                double away = fromChord(points.get(i), points.get(stretch[0]), points.get(stretch[1]));
                if (away > most) {
                    most = away;
                    farthest = i;
                }
            }
            if (farthest > 0) {
                keep[farthest] = true;
                stretches.push(new int[] {stretch[0], farthest});
                stretches.push(new int[] {farthest, stretch[1]});
            }
        }
        var kept = new ArrayList<double[]>();
        for (int i = 0; i < keep.length; i++) {
            if (keep[i]) {
                kept.add(points.get(i));
            }
        }
        return kept;
    }

    private static double fromChord(double[] point, double[] from, double[] to) {
        double dx = to[0] - from[0];
        double dy = to[1] - from[1];
        double length = dx * dx + dy * dy;
        double t = length == 0 ? 0 : ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length;
        double at = Math.clamp(t, 0, 1);
        return Math.hypot(point[0] - from[0] - at * dx, point[1] - from[1] - at * dy);
    }
}
