package loglog.pages.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Extent;
import loglog.pages.plot.Layer;
import loglog.pages.plot.Ticks;
import loglog.pages.report.TextStyle.Anchor;
import loglog.words.Format;

/**
 * What a figure's names and colors stand for.
 *
 * @param entries one for each name
 * @param chart the chart whose color axis is shown as a strip; its color axis may be null
 */
record Legend(List<Entry> entries, Chart chart) {
    /** The size of an entry's samples. */
    static final int WIDTH = 26;

    static final int HEIGHT = 16;
    /** The size of the color axis's strip. */
    static final int STRIP_WIDTH = 180;

    static final int STRIP_HEIGHT = 30;

    /** A name with samples of all its layers: intervals under curves under points. */
    record Entry(String name, List<Sample> samples) {
        void draw(Renderer pen) {
            for (var sample : samples) {
                if (sample.ink == StrokeStyle.POINT) {
                    pen.group("points", null);
                }
                pen.draw(sample.ink, sample.tint, sample.outline);
                if (sample.ink == StrokeStyle.POINT) {
                    pen.end();
                }
            }
        }
    }

    private record Sample(StrokeStyle ink, PaletteColor tint, Outline outline) {}

    static Legend of(Chart chart) {
        var samples = new LinkedHashMap<String, Map<Integer, Sample>>();
        var colors = chart.colors();
        var shapes = chart.shapes();
        for (int i = 0; i < colors.length; i++) {
            var layer = chart.layers().get(i);
            boolean byValue = colors[i] < 0 && chart.color() != null;
            if (layer.name() == null || layer instanceof Layer.Rule || byValue && layer instanceof Layer.Line) {
                continue;
            }
            var tint = byValue ? new PaletteColor(true, 5) : PaletteColor.series(colors[i]);
            samples.computeIfAbsent(layer.name(), n -> new TreeMap<>())
                    .putIfAbsent(rank(layer), sample(layer, tint, shapes[i]));
        }
        var entries = new ArrayList<Entry>();
        samples.forEach((name, layers) -> entries.add(new Entry(name, List.copyOf(layers.values()))));
        return new Legend(entries, chart);
    }

    private static int rank(Layer layer) {
        return switch (layer) {
            case Layer.Band band -> 0;
            case Layer.Line line -> 1;
            case Layer.Contours contours -> 1;
            default -> 2;
        };
    }

    private static Sample sample(Layer layer, PaletteColor tint, int shape) {
        return switch (layer) {
            case Layer.Band band -> new Sample(StrokeStyle.BAND, tint, new Outline().then("M1 2h24v12h-24z"));
            case Layer.Line line ->
                new Sample(line.dashed() ? StrokeStyle.DASHED : StrokeStyle.LINE, tint, new Outline().then("M1 8H25"));
            case Layer.Contours contours ->
                new Sample(StrokeStyle.CONTOUR, tint, new Outline().then("M1 5l24-3M1 10l24-3M1 15l24-3"));
            default -> new Sample(StrokeStyle.POINT, tint, new Outline().then("M13 8" + LayerRenderer.shape(shape)));
        };
    }

    boolean isEmpty() {
        return entries.isEmpty() && chart.color() == null;
    }

    /** Whether colors tell values apart. */
    boolean hasStrip() {
        return chart.color() != null && Extent.onlyColor(chart).isEmpty();
    }

    /** What the colors stand for; with its value, where there is only one. */
    String colorTitle() {
        var title = chart.color().title();
        var only = Extent.onlyColor(chart);
        return only.isPresent() ? title + " " + Format.level(only.getAsDouble()) : title;
    }

    /** Draws the color axis as a strip of steps with its round values. */
    void strip(Renderer pen) {
        var extent = Extent.ofColor(chart);
        for (int i = 0; i < Palette.STEPS; i++) {
            double step = 160.0 / Palette.STEPS;
            pen.box(new PaletteColor(true, i), 10 + i * step, 1, step + 0.3, 10);
        }
        double free = -10;
        for (var tick : Ticks.of(chart.color(), extent, 4)) {
            double half = Html.width(tick.label()) * 6.4 / 2;
            double at = Math.clamp(10 + 160 * extent.fraction(tick.value()), half, STRIP_WIDTH - half);
            if (at - half >= free) {
                pen.text(TextStyle.STRIP, Anchor.MIDDLE, at, 25, TextStyle.STRIP.size, tick.label());
                free = at + half + 4;
            }
        }
    }

    String html() {
        var out = new StringBuilder("<div class=\"legend\">");
        for (var entry : entries) {
            out.append("<span class=\"key\">").append(svg(WIDTH, HEIGHT));
            var drawn = new StringBuilder();
            entry.draw(new SvgPen(null, drawn));
            out.append(drawn.toString().replace("\n", ""));
            out.append("</svg> ").append(Html.escape(entry.name)).append("</span>");
        }
        if (chart.color() != null) {
            out.append("<span class=\"strip\"><span>");
            out.append(Html.escape(colorTitle())).append("</span> ");
            if (hasStrip()) {
                out.append(svg(STRIP_WIDTH, STRIP_HEIGHT));
                strip(new SvgPen(null, out));
                out.append("</svg>");
            }
            out.append("</span>");
        }
        return out.append("</div>\n").toString();
    }

    private static String svg(int width, int height) {
        return "<svg viewBox=\"0 0 %1$d %2$d\" width=\"%1$d\" height=\"%2$d\" aria-hidden=\"true\">"
                .formatted(width, height);
    }
}
