package loglog.pages.report;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import loglog.pages.plot.Chart;

/** A pen that draws nothing and remembers where words stand. */
final class Labels implements FilePen {
    private final List<Box> boxes = new ArrayList<>();
    private final Deque<double[]> around = new ArrayDeque<>();
    private Plate.Placed placed;
    private double dx;
    private double dy;

    /** A text's place in the figure. */
    record Box(String text, double left, double top, double right, double bottom) {
        boolean meets(Box other) {
            return left < other.right && other.left < right && top < other.bottom && other.top < bottom;
        }
    }

    static Labels of(Chart chart, Look look) {
        var labels = new Labels();
        labels.placed = Plate.draw(chart, look, labels);
        return labels;
    }

    Plate.Placed placed() {
        return placed;
    }

    List<Box> boxes() {
        return boxes;
    }

    List<String> words() {
        return boxes.stream().map(Box::text).toList();
    }

    /** Pairs of texts that lie over each other. */
    List<String> overlaps() {
        var found = new ArrayList<String>();
        for (int i = 0; i < boxes.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (boxes.get(i).meets(boxes.get(j))) {
                    found.add(boxes.get(j) + " and " + boxes.get(i));
                }
            }
        }
        return found;
    }

    @Override
    public void at(double x, double y) {
        around.push(new double[] {dx, dy});
        dx += x;
        dy += y;
    }

    @Override
    public void clip(Frame frame) {
        at(0, 0);
    }

    @Override
    public void group(String style, PaletteColor tint) {
        at(0, 0);
    }

    @Override
    public void end() {
        var before = around.pop();
        dx = before[0];
        dy = before[1];
    }

    @Override
    public void area(Frame frame) {}

    @Override
    public void draw(StrokeStyle ink, PaletteColor tint, Outline outline, String tip) {}

    @Override
    public void box(PaletteColor tint, double x, double y, double width, double height) {}

    @Override
    public void circle(StrokeStyle ink, double x, double y, double radius) {}

    @Override
    public void text(TextStyle words, TextStyle.Anchor anchor, double x, double y, double size, String text) {
        var power = words.numbers ? Html.Power.of(text) : new Html.Power(text, null);
        double width = width(power.base(), false, size)
                + (power.exponent() == null ? 0 : width(power.exponent(), false, size * TextStyle.SMALLER));
        write(text, false, size, anchor.left(x, width), y, words.color);
        var last = boxes.removeLast();
        boxes.add(new Box(text, last.left, last.top, last.left + width, last.bottom));
    }

    @Override
    public double width(String text, boolean bold, double size) {
        return StandardFont.HELVETICA.width(text, bold, size);
    }

    @Override
    public void write(String text, boolean bold, double size, double x, double y, StrokeStyle.Color color) {
        boxes.add(new Box(text, dx + x, dy + y - 0.75 * size, dx + x + width(text, bold, size), dy + y + 0.2 * size));
    }
}
