package loglog.pages.report;

import java.util.ArrayList;
import java.util.List;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Extent;
import loglog.pages.plot.Isolines;
import loglog.pages.plot.Layer;
import loglog.pages.report.TextStyle.Anchor;
import loglog.words.Format;

/** Draws a chart's layers inside its frame. */
final class LayerRenderer {
    private static final int FEW = 12;
    private static final int MANY = 60;

    /** As many as there are colors of series. */
    static final int SHAPES = 8;

    /** Pixels between an interval and a point beside it. */
    private static final double BESIDE = 13;

    private final Chart chart;
    private final Frame frame;
    private final Renderer pen;
    private final int[] colors;
    private final int[] shapes;
    private final Extent values;
    private final Drawn drawn = new Drawn();
    private final Levels levels = new Levels();
    /** How many curves the color axis colors. */
    private final long curves;

    private int rules;

    LayerRenderer(Chart chart, Frame frame, Renderer pen) {
        this.chart = chart;
        this.frame = frame;
        this.pen = pen;
        colors = chart.colors();
        shapes = chart.shapes();
        values = chart.color() == null ? null : Extent.ofColor(chart);
        curves = chart.layers().stream()
                .filter(layer -> layer instanceof Layer.Line line && isByValue(line))
                .count();
    }

    void draw() {
        pen.clip(frame);
        for (int i = 0; i < colors.length; i++) {
            switch (chart.layers().get(i)) {
                case Layer.Band band -> band(band, PaletteColor.series(colors[i]));
                case Layer.Line line -> line(line, colors[i]);
                case Layer.Contours contours -> surface(contours, PaletteColor.series(colors[i]));
                case Layer.Points points -> points(points, colors[i], shapes[i]);
                case Layer.Bars bars -> bars(bars, colors[i], shapes[i]);
                case Layer.Rule rule -> rule(rule);
                case Layer.Note note -> {}
            }
        }
        pen.end();
        for (var layer : chart.layers()) { // their text may reach over the frame
            if (layer instanceof Layer.Rule rule && rule.name() != null) {
                ruleName(rule);
            }
        }
        for (var layer : chart.layers()) {
            if (layer instanceof Layer.Note note) {
                note(note);
            }
        }
        levels.place(frame, drawn, pen);
    }

    private PaletteColor tint(double value) {
        return PaletteColor.value(values.fraction(value));
    }

    private void band(Layer.Band band, PaletteColor tint) {
        int n = band.x().length;
        for (int from = 0; from < n; from++) {
            int to = from;
            while (to < n && isPlaced(band.x()[to], band.low()[to]) && isPlaced(band.x()[to], band.high()[to])) {
                to++;
            }
            if (to - from > 1) {
                var outline = new Outline();
                for (int i = from; i < to; i++) {
                    move(outline, i == from, band.x()[i], band.high()[i]);
                }
                for (int i = to - 1; i >= from; i--) {
                    move(outline, false, band.x()[i], band.low()[i]);
                }
                pen.draw(StrokeStyle.BAND, tint, outline.then("Z"));
            }
            from = Math.max(from, to);
        }
    }

    private void line(Layer.Line line, int color) {
        var outline = new Outline();
        var points = new ArrayList<double[]>();
        for (int i = 0; i < line.x().length; i++) {
            if (isPlaced(line.x()[i], line.y()[i])) {
                points.add(new double[] {frame.px(line.x()[i]), frame.py(line.y()[i])});
            } else {
                curve(outline, points);
                points.clear();
            }
        }
        curve(outline, points);
        boolean byValue = isByValue(line);
        var tip = byValue && line.name() != null
                ? line.name() + "\n" + value(chart.color().title(), line.value())
                : line.name();
        pen.draw(ink(line), byValue ? tint(line.value()) : PaletteColor.series(color), outline, tip);
    }

    private boolean isByValue(Layer.Line line) {
        return values != null && !Double.isNaN(line.value());
    }

    /** Finer where there are many, so that one can be told from the next. */
    private StrokeStyle ink(Layer.Line line) {
        if (line.dashed()) {
            return StrokeStyle.DASHED;
        }
        return !isByValue(line) || curves <= FEW
                ? StrokeStyle.LINE
                : curves <= MANY ? StrokeStyle.FINE : StrokeStyle.FINEST;
    }

    private void curve(Outline outline, List<double[]> points) {
        boolean start = true;
        for (var point : LineSimplifier.line(points)) {
            to(outline, start, point[0], point[1]);
            start = false;
        }
    }

    private boolean isPlaced(double x, double y) {
        return Double.isFinite(frame.px(x)) && Double.isFinite(frame.py(y));
    }

    private void move(Outline outline, boolean start, double x, double y) {
        to(outline, start, frame.px(x), frame.py(y));
    }

    private void to(Outline outline, boolean start, double px, double py) {
        drawn.add(px, py, !start);
        double x = frame.near(px, true);
        double y = frame.near(py, false);
        if (start) {
            outline.move(x, y);
        } else {
            outline.line(x, y);
        }
    }

    /** A function of both axes: the regions between two levels, then the levels' lines over them. */
    private void surface(Layer.Contours contours, PaletteColor tint) {
        var at = contours.levels();
        if (values != null && at.length > 0) {
            var low = region(contours, -Double.MAX_VALUE);
            for (int k = 0; k <= at.length; k++) {
                var high = k < at.length ? region(contours, at[k]) : new Outline();
                var between =
                        new Outline().then(low.data()).then(high.data()); // by even and odd, the one without the other
                if (!low.data().equals(high.data())) {
                    pen.draw(StrokeStyle.SURFACE, PaletteColor.value(between(at, k)), between);
                }
                low = high;
            }
        }
        for (double level : at) {
            var line = new Outline();
            for (var path : Isolines.of(contours, frame.x().scale(), frame.y().scale(), level)) {
                add(line, path);
                levels.add(Format.level(level), pixels(path));
            }
            if (!line.isEmpty()) {
                var name = contours.name() == null ? chart.title() : contours.name();
                pen.draw(
                        StrokeStyle.CONTOUR,
                        values == null ? tint : tint(level),
                        line,
                        (name == null ? "" : name + ": ") + Format.level(level));
            }
        }
    }

    private Outline region(Layer.Contours contours, double level) {
        var region = new Outline();
        for (var path : Isolines.around(contours, frame.x().scale(), frame.y().scale(), level)) {
            add(region, path);
        }
        return region;
    }

    /** The color axis's fraction in the middle of a region: below the first level, between two, or above the last. */
    private double between(double[] at, int k) {
        double below = values.fraction(at[Math.max(k - 1, 0)]);
        double above = values.fraction(at[Math.min(k, at.length - 1)]);
        double step =
                at.length > 1 ? (values.fraction(at[at.length - 1]) - values.fraction(at[0])) / (at.length - 1) : 0;
        return k == 0 ? above - step / 2 : k == at.length ? below + step / 2 : (below + above) / 2;
    }

    private List<double[]> pixels(Isolines.Path path) {
        var pixels = new ArrayList<double[]>();
        for (int i = 0; i < path.x().length; i++) {
            double px = frame.px(frame.x().scale().back(path.x()[i]));
            double py = frame.py(frame.y().scale().back(path.y()[i]));
            pixels.add(new double[] {frame.near(px, true), frame.near(py, false)});
        }
        return pixels;
    }

    private void add(Outline outline, Isolines.Path path) {
        outline.through(LineSimplifier.line(pixels(path))).then(path.closed() ? "Z" : "");
    }

    private void points(Layer.Points points, int color, int shape) {
        pen.group(isOverSurface() ? "points over" : "points", PaletteColor.series(color));
        for (int i = 0; i < points.x().length; i++) {
            boolean byValue = values != null && points.values() != null;
            if (byValue && !Double.isFinite(values.fraction(points.values()[i]))) {
                continue;
            }
            var tint = byValue ? tint(points.values()[i]) : PaletteColor.series(color);
            var tip = new ArrayList<String>();
            if (points.labels() != null && points.labels()[i] != null) {
                tip.add(points.labels()[i]);
            } else if (points.name() != null) {
                tip.add(points.name());
            }
            tip.add(value(chart.x().title(), points.x()[i]));
            tip.add(value(chart.y().title(), points.y()[i]));
            if (byValue) {
                tip.add(value(chart.color().title(), points.values()[i]));
            }
            double beside = byValue ? 0 : beside(points.x()[i], points.y()[i]);
            point(points.x()[i], points.y()[i], beside, tint, shape, String.join("\n", tip));
        }
        pen.end();
    }

    private void bars(Layer.Bars bars, int color, int shape) {
        var tint = PaletteColor.series(color);
        pen.group("points bars", tint);
        for (int i = 0; i < bars.x().length; i++) {
            double x = frame.px(bars.x()[i]);
            double y = frame.py(bars.y()[i]);
            double low = bars.across() ? frame.px(bars.low()[i]) : frame.py(bars.low()[i]);
            double high = bars.across() ? frame.px(bars.high()[i]) : frame.py(bars.high()[i]);
            if (Double.isFinite(x + y + low + high)) {
                pen.draw(StrokeStyle.BAR, tint, bars.across() ? level(y, low, high) : upright(x, low, high));
                drawn.add(bars.across() ? low : x, bars.across() ? y : low, false);
                drawn.add(bars.across() ? high : x, bars.across() ? y : high, true);
            }
            var title = bars.across() ? chart.x().title() : chart.y().title();
            var interval = title + ": "
                    + Format.interval(bars.across() ? bars.x()[i] : bars.y()[i], bars.low()[i], bars.high()[i]);
            var tip = (bars.name() == null ? "" : bars.name() + "\n")
                    + (bars.across()
                            ? interval + "\n" + value(chart.y().title(), bars.y()[i])
                            : value(chart.x().title(), bars.x()[i]) + "\n" + interval);
            point(bars.x()[i], bars.y()[i], 0, tint, shape, tip);
        }
        pen.end();
    }

    private static Outline upright(double x, double low, double high) {
        return new Outline().move(x - 4, low).then("h8m-4 0").vertical(high).then("m-4 0h8");
    }

    private static Outline level(double y, double low, double high) {
        return new Outline().move(low, y - 4).then("v8m0-4").across(high).then("m0-4v8");
    }

    /**
     * How far a point is drawn beside its place: a point on the middle of an upright interval would hide what the interval
     * is of, as a measured value hides the one that was predicted.
     */
    private double beside(double x, double y) {
        for (var layer : chart.layers()) {
            if (layer instanceof Layer.Bars bars && !bars.across()) {
                for (int i = 0; i < bars.x().length; i++) {
                    boolean here = Math.abs(frame.px(bars.x()[i]) - frame.px(x)) < BESIDE
                            && frame.py(y) < frame.py(bars.low()[i]) + BESIDE
                            && frame.py(y) > frame.py(bars.high()[i]) - BESIDE;
                    if (here) {
                        return frame.px(x) + BESIDE > frame.right() - 4 ? -BESIDE : BESIDE;
                    }
                }
            }
        }
        return 0;
    }

    private static String value(String title, double value) {
        return title + ": " + (title.contains("[FLOP]") ? Format.flops(value) : Format.scale(value));
    }

    /** A point, each series in a shape of its own, so that color is not all that tells them apart. */
    private void point(double x, double y, double beside, PaletteColor tint, int shape, String tip) {
        double px = frame.px(x) + beside;
        double py = frame.py(y);
        if (!frame.inside(px, py)) {
            return;
        }
        if (tint.byValue()) {
            drawn.add(px, py, false);
        } else {
            drawn.mark(px, py);
        }
        pen.draw(
                isOverSurface() ? StrokeStyle.POINT_OVER : StrokeStyle.POINT,
                tint,
                new Outline().move(px, py).then(shape(shape)),
                tip);
    }

    private boolean isOverSurface() {
        return values != null && chart.layers().stream().anyMatch(Layer.Contours.class::isInstance);
    }

    /** A shape's outline, relative to its middle. */
    static String shape(int series) {
        return switch (series % SHAPES) {
            case 0 -> "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z";
            case 1 -> "m-3.2-3.2h6.4v6.4h-6.4z";
            case 2 -> "m0-4.4l4 7h-8z";
            case 3 -> "m0-4.5l4.3 4.5l-4.3 4.5l-4.3-4.5z";
            case 4 -> "m0 4.4l-4-7h8z";
            case 5 -> "m-1.5-4.4h3v2.9h2.9v3h-2.9v2.9h-3v-2.9h-2.9v-3h2.9z";
            case 6 -> "m-4.4 0l7-4v8z";
            default ->
                "m-4.2-2.1l2.1-2.1l2.1 2.1l2.1-2.1l2.1 2.1l-2.1 2.1l2.1 2.1l-2.1 2.1l-2.1-2.1l-2.1 2.1l-2.1-2.1l2.1-2.1z";
        };
    }

    private void rule(Layer.Rule rule) {
        double at = rule.vertical() ? frame.px(rule.at()) : frame.py(rule.at());
        if (Double.isFinite(at)) {
            pen.draw(
                    StrokeStyle.RULE,
                    null,
                    rule.vertical()
                            ? new Outline().move(at, frame.top()).vertical(frame.bottom())
                            : new Outline().move(frame.left(), at).across(frame.right()));
        }
    }

    private void ruleName(Layer.Rule rule) {
        double at = rule.vertical() ? frame.px(rule.at()) : frame.py(rule.at());
        if (!frame.inside(rule.vertical() ? at : frame.left(), rule.vertical() ? frame.top() : at)) {
            return;
        }
        if (rule.vertical()) { // one below the other, so that neighbors do not meet
            boolean leftward = at > (frame.left() + frame.right()) / 2;
            label(
                    at + (leftward ? -6 : 6),
                    frame.top() + 15 + 17 * rules++ % 68,
                    leftward ? Anchor.END : Anchor.START,
                    rule.name());
        } else {
            label(frame.right() - 6, at - 5 < frame.top() + 10 ? at + 15 : at - 5, Anchor.END, rule.name());
        }
    }

    private void note(Layer.Note note) {
        double px = frame.px(note.x());
        double py = frame.py(note.y());
        if (frame.inside(px, py)) {
            boolean marked = drawn.isAt(px, py); // a mark is there already
            if (!marked) {
                pen.circle(StrokeStyle.SPOT, px, py, 4);
            }
            var place = drawn.freest(frame, px, py, Html.width(note.text()) * Frame.CHARACTER);
            label(place.x(), place.y(), place.leftward() ? Anchor.END : Anchor.START, note.text());
        }
    }

    private void label(double x, double y, Anchor anchor, String text) {
        double width = Html.width(text) * Frame.CHARACTER;
        double left = anchor == Anchor.END ? x - width : x;
        levels.keepOff(left, y, width);
        drawn.cover(left, y, width);
        pen.text(TextStyle.NOTE, anchor, x, y, TextStyle.NOTE.size, text);
    }

    // ---- by what a page's script draws the same again

    /** The classes of a layer's line or area, or of the group of its points. */
    String style(int layer) {
        var series = PaletteColor.series(colors[layer]);
        return switch (chart.layers().get(layer)) {
            case Layer.Points points -> (isOverSurface() ? "points over " : "points ") + series.style();
            case Layer.Bars bars -> "points bars " + series.style();
            case Layer.Line line -> SvgPen.style(ink(line), isByValue(line) ? tint(line.value()) : series);
            case Layer.Band band -> SvgPen.style(StrokeStyle.BAND, series);
            default -> null;
        };
    }

    /** The outline of a layer's points, relative to their middle. */
    String shapeOf(int layer) {
        return shape(shapes[layer]);
    }

    /** The classes of a surface's line. */
    String contour(int layer, double level) {
        return SvgPen.style(StrokeStyle.CONTOUR, values == null ? PaletteColor.series(colors[layer]) : tint(level));
    }

    /** The classes of the region below a surface's level k. */
    String shade(double[] at, int k) {
        return SvgPen.style(StrokeStyle.SURFACE, PaletteColor.value(between(at, k)));
    }
}
