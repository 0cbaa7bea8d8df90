package loglog.pages.report;

import loglog.pages.plot.Chart;
import loglog.pages.plot.Ticks;
import loglog.pages.report.TextStyle.Anchor;

/** Draws a chart inside a frame: the plot area with its grid, the layers, the axes with their labels and titles. */
final class Axes {
    private final Chart chart;
    private final Frame frame;
    private final Renderer pen;

    private Axes(Chart chart, Frame frame, Renderer pen) {
        this.chart = chart;
        this.frame = frame;
        this.pen = pen;
    }

    static void draw(Chart chart, Frame frame, Renderer pen) {
        var axes = new Axes(chart, frame, pen);
        pen.area(frame);
        axes.grid();
        new LayerRenderer(chart, frame, pen).draw();
        axes.axes();
    }

    private void grid() {
        var lines = new Outline();
        for (var tick : frame.xTicks()) {
            lines.move(frame.px(tick.value()), frame.top()).vertical(frame.bottom());
        }
        for (var tick : frame.yTicks()) {
            lines.move(frame.left(), frame.py(tick.value())).across(frame.right());
        }
        pen.draw(StrokeStyle.GRID, null, lines);
    }

    private void axes() {
        var line = new Outline().move(frame.left(), frame.bottom()).across(frame.right());
        for (var tick : frame.xTicks()) {
            line.move(frame.px(tick.value()), frame.bottom()).then("v5");
        }
        for (double value : Ticks.minor(frame.x())) {
            line.move(frame.px(value), frame.bottom()).then("v3");
        }
        pen.draw(StrokeStyle.AXIS, null, line);
        pen.group("ticks x", null);
        double free = 0;
        for (var tick : frame.xTicks()) {
            double half = Html.width(tick.label()) * Frame.CHARACTER / 2;
            double at = Math.clamp(frame.px(tick.value()), half, frame.width() - half);
            if (at - half < free) {
                continue;
            }
            free = at + half + 6;
            pen.text(TextStyle.TICK, Anchor.MIDDLE, at, frame.bottom() + 20, TextStyle.TICK.size, tick.label());
        }
        pen.end();
        pen.group("ticks y", null);
        for (var tick : frame.yTicks()) {
            pen.text(
                    TextStyle.TICK,
                    Anchor.END,
                    frame.left() - 8,
                    frame.py(tick.value()) + 4,
                    TextStyle.TICK.size,
                    tick.label());
        }
        pen.end();
        double middle = (frame.left() + frame.right()) / 2;
        title(
                TextStyle.X_TITLE,
                Anchor.MIDDLE,
                middle,
                frame.height() - 6.0,
                chart.x().title());
        title(TextStyle.Y_TITLE, Anchor.START, 2, 16, chart.y().title());
    }

    private void title(TextStyle words, Anchor anchor, double x, double y, String text) {
        double room = frame.width() - 4.0;
        double needed = text.length() * Frame.CHARACTER;
        // a long title on a narrow figure
        double size = needed > room ? Math.max(8, words.size * room / needed) : words.size;
        pen.text(words, anchor, x, y, size, text);
    }
}
