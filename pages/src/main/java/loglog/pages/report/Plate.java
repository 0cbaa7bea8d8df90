package loglog.pages.report;

import java.util.ArrayList;
import java.util.List;
import loglog.pages.plot.Chart;

/** A figure of a fixed size as it stands in a file: title, legend and chart, in the colors of a white page. */
final class Plate {
    /** Around the figure, so that no stroke is cut. */
    private static final double MARGIN = 3;

    private static final double TITLE = 15;
    private static final double KEY = 13;
    private static final double LINE = 1.4;
    private static final double GAP = 18;

    /** Less is no chart. */
    private static final double LEAST_WIDTH = 160;

    private static final double LEAST_HEIGHT = 140;

    private final Chart chart;
    private final Look look;
    private final Legend legend;
    private final double width;
    private final FilePen pen;

    private Plate(Chart chart, Look look, FilePen pen) {
        this.chart = chart;
        this.look = look;
        this.pen = pen;
        legend = Legend.of(chart);
        width = look.width() - 2 * MARGIN;
    }

    /**
     * Draws a figure, {@link Look#width} wide and {@link Look#height} high.
     *
     * @return the frame of its chart and where that begins, for what is to be found on it again
     * @throws ReportException if its chart has no room
     */
    static Placed draw(Chart chart, Look look, FilePen pen) {
        return new Plate(chart, look, pen).draw();
    }

    /** Where a chart stands in the figure. */
    record Placed(Frame frame, double left, double top) {}

    private Placed draw() {
        pen.at(MARGIN, MARGIN);
        double y = 0;
        if (look.title() && chart.title() != null) {
            y = lines(chart.title(), TITLE) + 4;
        }
        y = legend(y);
        double height = look.height() - 2 * MARGIN - y;
        if (width < LEAST_WIDTH || height < LEAST_HEIGHT) {
            throw new ReportException(
                    "figure: found %s x %s mm with letters of %s pt, which leave \"%s\" no room for its chart, expected a larger figure or smaller letters"
                            .formatted(
                                    Html.px(look.widthMm()),
                                    Html.px(look.heightMm()),
                                    Html.px(look.points()),
                                    Figure.title(chart)),
                    null);
        }
        var frame = Frame.of(chart, (int) width, (int) height);
        pen.at(0, y);
        Axes.draw(chart, frame, pen);
        pen.end();
        pen.end();
        return new Placed(frame, MARGIN, MARGIN + y);
    }

    /** Writes the title in as many lines as it takes, and returns where what is below begins. */
    private double lines(String text, double size) {
        double y = 0;
        for (var line : wrapped(text, size)) {
            pen.write(line, true, size, 0, y + size, StrokeStyle.Color.INK);
            y += size * LINE;
        }
        return y;
    }

    private List<String> wrapped(String text, double size) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split("\\s+")) {
            var longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && pen.width(longer, true, size) > width) {
                lines.add(line.toString());
                longer = word;
            }
            line.setLength(0);
            line.append(longer);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Draws the entries from left to right, the color axis at the right, and returns where the chart begins. */
    private double legend(double top) {
        if (legend.isEmpty()) {
            return top;
        }
        double height = KEY * LINE + 4;
        double x = 0;
        double y = top;
        for (var entry : legend.entries()) {
            double room = width - Legend.WIDTH - 6;
            double needed = pen.width(entry.name(), false, KEY);
            double size = needed > room ? KEY * room / needed : KEY;
            double wide = Legend.WIDTH + 6 + Math.min(needed, room);
            if (x > 0 && x + wide > width) {
                x = 0;
                y += height;
            }
            pen.at(x, y);
            entry.draw(pen);
            pen.end();
            pen.write(entry.name(), false, size, x + Legend.WIDTH + 6, y + KEY, StrokeStyle.Color.INK);
            x += wide + GAP;
        }
        if (chart.color() == null) {
            return y + height;
        }
        var title = legend.colorTitle();
        double strip = legend.hasStrip() ? Legend.STRIP_WIDTH + 6 : 0;
        double room = width - strip;
        double needed = pen.width(title, false, KEY);
        double size = needed > room ? KEY * room / needed : KEY;
        double wide = strip + Math.min(needed, room);
        if (x > 0 && x + wide > width) {
            y += height;
        }
        pen.write(title, false, size, width - wide, y + KEY, StrokeStyle.Color.SOFT);
        if (legend.hasStrip()) {
            pen.at(width - Legend.STRIP_WIDTH, y);
            legend.strip(pen);
            pen.end();
        }
        return y + Legend.STRIP_HEIGHT + 4;
    }
}
