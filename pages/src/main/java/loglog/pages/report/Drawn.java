package loglog.pages.report;

import java.util.ArrayList;
import java.util.List;

/** Where a figure has ink, so that text is put where it covers least of it. */
final class Drawn {
    private static final double HEIGHT = 14;

    /** What it costs to cover a text, or a mark, where a dot of a line costs 1. */
    private static final double TEXT = 50;

    private static final double MARK = 20;

    private final List<double[]> ink = new ArrayList<>();

    /** A text's place: the end of its baseline, and whether it runs leftward from there. */
    record Place(double x, double y, boolean leftward) {}

    /** Adds a point, and the way to it from the point before where a line joins them. */
    void add(double px, double py, boolean joined) {
        if (joined && !ink.isEmpty()) {
            var before = ink.getLast();
            int steps = (int) Math.min(200, Math.hypot(px - before[0], py - before[1]) / 4);
            for (int i = 1; i < steps; i++) {
                double t = (double) i / steps;
                ink.add(new double[] {before[0] + t * (px - before[0]), before[1] + t * (py - before[1])});
            }
        }
        ink.add(new double[] {px, py});
    }

    /** Adds a mark that must be seen. */
    void mark(double px, double py) {
        ink.add(new double[] {px, py, MARK});
    }

    /** Adds a text's place, so that the next one stands elsewhere. */
    void cover(double left, double baseline, double width) {
        for (double x = left; x <= left + width; x += 4) {
            for (double y = baseline - HEIGHT + 3; y <= baseline + 3; y += 5) {
                ink.add(new double[] {x, y, TEXT});
            }
        }
    }

    /** Whether a mark or a line is drawn here. */
    boolean isAt(double px, double py) {
        return ink.stream().anyMatch(dot -> Math.hypot(dot[0] - px, dot[1] - py) < 2.5);
    }

    /** The place beside a point, on either side, above or below, at which a text covers least. */
    Place freest(Frame frame, double px, double py, double width) {
        Place best = null;
        double least = Double.POSITIVE_INFINITY;
        for (double dy : new double[] {-9, 20, -24, 35}) {
            for (boolean leftward : new boolean[] {false, true}) {
                var place = new Place(px + (leftward ? -7 : 7), py + dy, leftward);
                double cost = Math.abs(dy) * 0.01 + covered(frame, place, width);
                if (cost < least) {
                    least = cost;
                    best = place;
                }
            }
        }
        return best;
    }

    /** How much ink lies in a box: left, top, right, bottom. */
    int within(double[] box) {
        int count = 0;
        for (var dot : ink) {
            count += dot[0] > box[0] && dot[0] < box[2] && dot[1] > box[1] && dot[1] < box[3] ? 1 : 0;
        }
        return count;
    }

    private double covered(Frame frame, Place place, double width) {
        double left = place.leftward ? place.x - width : place.x;
        double top = place.y - HEIGHT + 3;
        boolean outside = left < frame.left()
                || left + width > frame.right()
                || top < frame.top()
                || place.y > frame.bottom() - 4;
        int count = 0;
        for (var dot : ink) {
            boolean over = dot[0] > left - 3 && dot[0] < left + width + 3;
            count += over && dot[1] > top - 3 && dot[1] < place.y + 6 ? dot.length > 2 ? (int) dot[2] : 1 : 0;
        }
        return outside ? 1e6 + count : count;
    }
}
