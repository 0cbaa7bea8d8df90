package loglog.app.report;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import loglog.app.plot.Chart;

/** A figure as an image: title, legend, chart and caption, as a page in light colours has them, at twice its size. */
final class Picture {
    static final int SCALE = 2;
    /** The chart's place and size, in pixels of the page. */
    static final int MARGIN = 20;

    static final int CHART_WIDTH = 760;
    static final int CHART_HEIGHT = 430;

    private static final double TITLE = 16;
    private static final double KEY = 13;
    private static final double CAPTION = 12;
    private static final double LINE = 1.4;
    private static final double GAP = 18;

    private final Chart chart;
    private final String caption;
    private final Legend legend;

    private Picture(Chart chart, String caption) {
        this.chart = chart;
        this.caption = caption;
        legend = Legend.of(chart);
    }

    /**
     * A figure's image.
     *
     * @param caption what stands under it; null for nothing
     * @throws ReportException if this machine has no fonts
     */
    static BufferedImage of(Chart chart, String caption) {
        needFonts();
        var picture = new Picture(chart, caption);
        int height = (int) Math.ceil(picture.draw(image(1, 1).createGraphics()));
        var image = image(SCALE * (CHART_WIDTH + 2 * MARGIN), SCALE * height);
        picture.draw(image.createGraphics());
        return image;
    }

    /** Java says that it has no fonts by errors of several kinds, at the first text. */
    static void needFonts() {
        System.setProperty("java.awt.headless", "true"); // no display is asked for
        try {
            new ImagePen(image(1, 1).createGraphics()).width("0", Font.PLAIN, KEY);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new ReportException(
                    "needs fonts, and Java finds none on this machine; expected fontconfig and a font such as DejaVu"
                            + " (on Debian and Ubuntu: fontconfig, fonts-dejavu-core)",
                    e);
        }
    }

    private static BufferedImage image(int width, int height) {
        return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    }

    /** Draws the figure and returns its height in pixels of the page. */
    private double draw(Graphics2D g) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        g.setColor(colour(Ink.Colour.PAGE));
        g.fillRect(0, 0, Integer.MAX_VALUE, Integer.MAX_VALUE);
        g.scale(SCALE, SCALE);
        g.translate(MARGIN, MARGIN);
        var pen = new ImagePen(g);
        double y = 0;
        if (chart.title() != null) {
            y = lines(pen, chart.title(), Font.BOLD, TITLE, colour(Ink.Colour.INK), 0) + 6;
        }
        y = legend(g, pen, y);
        g.translate(0, y);
        Axes.draw(chart, Frame.of(chart, CHART_WIDTH, CHART_HEIGHT), pen);
        g.translate(0, -y);
        y += CHART_HEIGHT;
        if (caption != null) {
            y = lines(pen, caption, Font.PLAIN, CAPTION, colour(Ink.Colour.SOFT), y + 8);
        }
        g.dispose();
        return y + 2 * MARGIN;
    }

    private static Color colour(Ink.Colour colour) {
        return Color.decode(Palette.onWhite(colour, null));
    }

    /** Writes a text in as many lines as it takes, and returns where the next one begins. */
    private static double lines(ImagePen pen, String text, int weight, double size, Color colour, double top) {
        double y = top;
        for (var line : wrapped(pen, text, weight, size)) {
            pen.write(line, weight, size, 0, y + size, colour, false);
            y += size * LINE;
        }
        return y;
    }

    private static List<String> wrapped(ImagePen pen, String text, int weight, double size) {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : text.split("\\s+")) {
            var longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && pen.width(longer, weight, size) > CHART_WIDTH) {
                lines.add(line.toString());
                longer = word;
            }
            line.setLength(0);
            line.append(longer);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Draws the entries from left to right, the colour axis at the right, and returns where the chart begins. */
    private double legend(Graphics2D g, ImagePen pen, double top) {
        if (legend.isEmpty()) {
            return top;
        }
        var words = colour(Ink.Colour.INK);
        double height = KEY * LINE + 4;
        double x = 0;
        double y = top;
        for (var entry : legend.entries()) {
            double room = CHART_WIDTH - Legend.WIDTH - 6.0;
            double needed = pen.width(entry.name(), Font.PLAIN, KEY);
            double size = needed > room ? KEY * room / needed : KEY;
            double wide = Legend.WIDTH + 6 + Math.min(needed, room);
            if (x > 0 && x + wide > CHART_WIDTH) {
                x = 0;
                y += height;
            }
            g.translate(x, y);
            entry.draw(pen);
            g.translate(-x, -y);
            pen.write(entry.name(), Font.PLAIN, size, x + Legend.WIDTH + 6, y + KEY, words, false);
            x += wide + GAP;
        }
        if (chart.colour() == null) {
            return y + height;
        }
        var title = chart.colour().title();
        double wide = Legend.STRIP_WIDTH + 6 + pen.width(title, Font.PLAIN, KEY);
        if (x > 0 && x + wide > CHART_WIDTH) {
            y += height;
        }
        pen.write(title, Font.PLAIN, KEY, CHART_WIDTH - wide, y + KEY, colour(Ink.Colour.SOFT), false);
        g.translate(CHART_WIDTH - Legend.STRIP_WIDTH, y);
        legend.strip(pen);
        g.translate(Legend.STRIP_WIDTH - CHART_WIDTH, -y);
        return y + Legend.STRIP_HEIGHT + 4;
    }
}
