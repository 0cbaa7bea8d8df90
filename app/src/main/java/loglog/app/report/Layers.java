package loglog.app.report;

import java.util.ArrayList;
import loglog.app.plot.Chart;
import loglog.app.plot.Extent;
import loglog.app.plot.Layer;
import loglog.app.report.Words.Anchor;
import loglog.app.text.Format;

/** Draws a chart's layers inside its frame. */
final class Layers {
    private final Chart chart;
    private final Frame frame;
    private final Pen pen;
    private final int[] colours;
    private final Extent values;
    private final Drawn drawn = new Drawn();
    private int rules;

    Layers(Chart chart, Frame frame, Pen pen) {
        this.chart = chart;
        this.frame = frame;
        this.pen = pen;
        colours = chart.colours();
        values = chart.colour() == null ? null : Extent.ofColour(chart);
    }

    void draw() {
        pen.clip(frame);
        for (int i = 0; i < colours.length; i++) {
            switch (chart.layers().get(i)) {
                case Layer.Band band -> band(band, Tint.series(colours[i]));
                case Layer.Line line -> line(line, colours[i]);
                case Layer.Points points -> points(points, colours[i]);
                case Layer.Bars bars -> bars(bars, colours[i]);
                case Layer.Rule rule -> rule(rule);
                case Layer.Note note -> {}
            }
        }
        pen.end();
        for (var layer : chart.layers()) { // their text may reach over the frame
            switch (layer) {
                case Layer.Rule rule when rule.name() != null -> ruleName(rule);
                case Layer.Note note -> note(note);
                default -> {}
            }
        }
    }

    private Tint tint(double value) {
        return Tint.value(values.fraction(value));
    }

    private void band(Layer.Band band, Tint tint) {
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
                pen.draw(Ink.BAND, tint, outline.then("Z"));
            }
            from = Math.max(from, to);
        }
    }

    private void line(Layer.Line line, int colour) {
        var outline = new Outline();
        boolean start = true;
        for (int i = 0; i < line.x().length; i++) {
            if (isPlaced(line.x()[i], line.y()[i])) {
                move(outline, start, line.x()[i], line.y()[i]);
                start = false;
            } else {
                start = true;
            }
        }
        boolean byValue = values != null && !Double.isNaN(line.value());
        pen.draw(line.dashed() ? Ink.DASHED : Ink.LINE, byValue ? tint(line.value()) : Tint.series(colour), outline);
    }

    private boolean isPlaced(double x, double y) {
        return Double.isFinite(frame.px(x)) && Double.isFinite(frame.py(y));
    }

    private void move(Outline outline, boolean start, double x, double y) {
        double px = frame.px(x);
        double py = frame.py(y);
        drawn.add(px, py, !start);
        px = frame.near(px, true);
        py = frame.near(py, false);
        if (start) {
            outline.move(px, py);
        } else {
            outline.line(px, py);
        }
    }

    private void points(Layer.Points points, int colour) {
        pen.group("points", Tint.series(colour));
        for (int i = 0; i < points.x().length; i++) {
            boolean byValue = values != null && points.values() != null;
            if (byValue && !Double.isFinite(values.fraction(points.values()[i]))) {
                continue;
            }
            var tint = byValue ? tint(points.values()[i]) : Tint.series(colour);
            var tip = new ArrayList<String>();
            if (points.labels() != null && points.labels()[i] != null) {
                tip.add(points.labels()[i]);
            } else if (points.name() != null) {
                tip.add(points.name());
            }
            tip.add(value(chart.x().title(), points.x()[i]));
            tip.add(value(chart.y().title(), points.y()[i]));
            if (byValue) {
                tip.add(value(chart.colour().title(), points.values()[i]));
            }
            point(points.x()[i], points.y()[i], tint, Math.max(colour, 0), String.join("\n", tip));
        }
        pen.end();
    }

    private void bars(Layer.Bars bars, int colour) {
        var tint = Tint.series(colour);
        pen.group("points bars", tint);
        for (int i = 0; i < bars.x().length; i++) {
            double x = frame.px(bars.x()[i]);
            double low = frame.py(bars.low()[i]);
            double high = frame.py(bars.high()[i]);
            if (Double.isFinite(x + low + high)) {
                pen.draw(
                        Ink.BAR,
                        tint,
                        new Outline()
                                .move(x - 4, low)
                                .then("h8m-4 0")
                                .vertical(high)
                                .then("m-4 0h8"));
            }
            var tip = (bars.name() == null ? "" : bars.name() + "\n")
                    + value(chart.x().title(), bars.x()[i]) + "\n" + chart.y().title() + ": "
                    + Format.interval(bars.y()[i], bars.low()[i], bars.high()[i]);
            point(bars.x()[i], bars.y()[i], tint, colour, tip);
        }
        pen.end();
    }

    private static String value(String title, double value) {
        return title + ": "
                + (Math.abs(value) >= 1e15
                        ? Format.flops(value)
                        : Math.abs(value) >= 1e4 ? Format.count(value) : Format.digits(value, 4));
    }

    /** A point, each series in a shape of its own, so that colour is not all that tells them apart. */
    private void point(double x, double y, Tint tint, int shape, String tip) {
        double px = frame.px(x);
        double py = frame.py(y);
        if (!frame.inside(px, py)) {
            return;
        }
        drawn.add(px, py, false);
        pen.draw(Ink.POINT, tint, new Outline().move(px, py).then(shape(shape)), tip);
    }

    /** A shape's outline, relative to its middle. */
    static String shape(int series) {
        return switch (series % 4) {
            case 0 -> "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z";
            case 1 -> "m-3.2-3.2h6.4v6.4h-6.4z";
            case 2 -> "m0-4.4l4 7h-8z";
            default -> "m0-4.5l4.3 4.5l-4.3 4.5l-4.3-4.5z";
        };
    }

    private void rule(Layer.Rule rule) {
        double at = rule.vertical() ? frame.px(rule.at()) : frame.py(rule.at());
        if (Double.isFinite(at)) {
            pen.draw(
                    Ink.RULE,
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
        if (rule.vertical()) { // one below the other, so that neighbours do not meet
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
            pen.circle(Ink.SPOT, px, py, 4);
            var place = drawn.freest(frame, px, py, Html.width(note.text()) * Frame.CHARACTER);
            label(place.x(), place.y(), place.leftward() ? Anchor.END : Anchor.START, note.text());
        }
    }

    private void label(double x, double y, Anchor anchor, String text) {
        pen.text(Words.NOTE, anchor, x, y, Words.NOTE.size, text);
    }
}
