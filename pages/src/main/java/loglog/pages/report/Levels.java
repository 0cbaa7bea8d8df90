package loglog.pages.report;

import java.util.ArrayList;
import java.util.List;
import loglog.pages.report.TextStyle.Anchor;

/** The values written on a surface's lines: one on each line, where it covers least and stands off the others. */
final class Levels {
    private static final double CHARACTER = 6.4;
    private static final double HEIGHT = 13;
    /** A shorter line has no room for a label. */
    private static final double SHORTEST = 60;

    private static final double APART = 8;

    private final List<Line> lines = new ArrayList<>();
    /** Left, top, right and bottom of the texts that are there. */
    private final List<double[]> taken = new ArrayList<>();

    private record Line(String label, List<double[]> pixels) {}

    /** A line that wants a label. */
    void add(String label, List<double[]> pixels) {
        lines.add(new Line(label, pixels));
    }

    /** A text of the figure, by its left end, that no label may touch. */
    void keepOff(double left, double baseline, double width) {
        taken.add(new double[] {left, baseline - HEIGHT, left + width, baseline + 4});
    }

    void place(Frame frame, Drawn drawn, Renderer pen) {
        for (var line : lines) {
            double length = 0;
            var along = new double[line.pixels.size()];
            for (int i = 1; i < along.length; i++) {
                length += Math.hypot(
                        line.pixels.get(i)[0] - line.pixels.get(i - 1)[0],
                        line.pixels.get(i)[1] - line.pixels.get(i - 1)[1]);
                along[i] = length;
            }
            if (length < SHORTEST) {
                continue;
            }
            double width = Html.width(line.label) * CHARACTER;
            double[] best = null;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < along.length; i++) {
                var box = box(line.pixels.get(i), width);
                if (isFree(frame, box)) {
                    double cost = 10 * drawn.within(box) + Math.abs(along[i] / length - 0.5);
                    if (cost < least) {
                        least = cost;
                        best = line.pixels.get(i);
                    }
                }
            }
            if (best != null) {
                taken.add(box(best, width));
                pen.text(TextStyle.LEVEL, Anchor.MIDDLE, best[0], best[1] + 4, TextStyle.LEVEL.size, line.label);
            }
        }
    }

    private static double[] box(double[] middle, double width) {
        return new double[] {
            middle[0] - width / 2, middle[1] - HEIGHT / 2, middle[0] + width / 2, middle[1] + HEIGHT / 2
        };
    }

    private boolean isFree(Frame frame, double[] box) {
        if (box[0] < frame.left() + 2
                || box[2] > frame.right() - 2
                || box[1] < frame.top() + 2
                || box[3] > frame.bottom() - 4) {
            return false;
        }
        for (var other : taken) {
            if (box[0] < other[2] + APART
                    && other[0] < box[2] + APART
                    && box[1] < other[3] + APART
                    && other[1] < box[3] + APART) {
                return false;
            }
        }
        return true;
    }
}
