package loglog.app.report;

import java.util.ArrayList;
import loglog.app.plot.Chart;
import loglog.app.plot.Extent;
import loglog.app.plot.Layer;
import loglog.app.plot.Ticks;
import loglog.app.text.Format;

/** Draws a chart's layers inside its frame. */
final class SvgLayers {
    private final Chart chart;
    private final Frame frame;
    private final String id;
    private final StringBuilder out;
    private final int[] colours;
    private final Extent values;
    private final Drawn drawn = new Drawn();
    private int rules;

    SvgLayers(Chart chart, Frame frame, String id, StringBuilder out) {
        this.chart = chart;
        this.frame = frame;
        this.id = id;
        this.out = out;
        colours = chart.colours();
        values = chart.colour() == null ? null : Extent.ofColour(chart);
    }

    void draw() {
        out.append("<g clip-path=\"url(#").append(id).append("-c)\">\n");
        for (int i = 0; i < colours.length; i++) {
            switch (chart.layers().get(i)) {
                case Layer.Band band -> band(band, style(colours[i]));
                case Layer.Line line ->
                    line(line, Double.isNaN(line.value()) || values == null ? style(colours[i]) : style(line.value()));
                case Layer.Points points -> points(points, colours[i]);
                case Layer.Bars bars -> bars(bars, colours[i]);
                case Layer.Rule rule -> rule(rule);
                case Layer.Note note -> {}
            }
        }
        out.append("</g>\n");
        for (var layer : chart.layers()) { // their text may reach over the frame
            switch (layer) {
                case Layer.Rule rule when rule.name() != null -> ruleName(rule);
                case Layer.Note note -> note(note);
                default -> {}
            }
        }
    }

    /** The style class of a series. */
    static String style(int colour) {
        return colour < 0 ? "s0" : "s" + colour % Palette.SERIES;
    }

    private String style(double value) {
        return "v" + Palette.step(values.fraction(value));
    }

    private void band(Layer.Band band, String style) {
        int n = band.x().length;
        for (int from = 0; from < n; from++) {
            int to = from;
            while (to < n && isPlaced(band.x()[to], band.low()[to]) && isPlaced(band.x()[to], band.high()[to])) {
                to++;
            }
            if (to - from > 1) {
                out.append("<path class=\"band ").append(style).append("\" d=\"");
                for (int i = from; i < to; i++) {
                    move(i == from, band.x()[i], band.high()[i]);
                }
                for (int i = to - 1; i >= from; i--) {
                    move(false, band.x()[i], band.low()[i]);
                }
                out.append("Z\"/>\n");
            }
            from = Math.max(from, to);
        }
    }

    private void line(Layer.Line line, String style) {
        out.append("<path class=\"line ")
                .append(style)
                .append(line.dashed() ? " dashed" : "")
                .append("\" d=\"");
        boolean start = true;
        for (int i = 0; i < line.x().length; i++) {
            if (isPlaced(line.x()[i], line.y()[i])) {
                move(start, line.x()[i], line.y()[i]);
                start = false;
            } else {
                start = true;
            }
        }
        out.append("\"/>\n");
    }

    private boolean isPlaced(double x, double y) {
        return Double.isFinite(frame.px(x)) && Double.isFinite(frame.py(y));
    }

    private void move(boolean start, double x, double y) {
        drawn.add(frame.px(x), frame.py(y), !start);
        out.append(start ? 'M' : 'L')
                .append(Html.px(frame.near(frame.px(x), true)))
                .append(' ');
        out.append(Html.px(frame.near(frame.py(y), false)));
    }

    private void points(Layer.Points points, int colour) {
        out.append("<g class=\"points ").append(style(colour)).append("\">");
        for (int i = 0; i < points.x().length; i++) {
            boolean byValue = values != null && points.values() != null;
            if (byValue && !Double.isFinite(values.fraction(points.values()[i]))) {
                continue;
            }
            var style = byValue ? style(points.values()[i]) : null;
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
            point(points.x()[i], points.y()[i], style, Math.max(colour, 0), String.join("\n", tip));
        }
        out.append("</g>\n");
    }

    private void bars(Layer.Bars bars, int colour) {
        out.append("<g class=\"points bars ").append(style(colour)).append("\">");
        for (int i = 0; i < bars.x().length; i++) {
            double x = frame.px(bars.x()[i]);
            double low = frame.py(bars.low()[i]);
            double high = frame.py(bars.high()[i]);
            if (Double.isFinite(x + low + high)) {
                out.append("<path class=\"bar\" d=\"M")
                        .append(Html.px(x - 4))
                        .append(' ')
                        .append(Html.px(low));
                out.append("h8m-4 0V").append(Html.px(high)).append("m-4 0h8\"/>");
            }
            var tip = (bars.name() == null ? "" : bars.name() + "\n")
                    + value(chart.x().title(), bars.x()[i]) + "\n" + chart.y().title() + ": "
                    + Format.interval(bars.y()[i], bars.low()[i], bars.high()[i]);
            point(bars.x()[i], bars.y()[i], null, colour, tip);
        }
        out.append("</g>\n");
    }

    private static String value(String title, double value) {
        return title + ": "
                + (Math.abs(value) >= 1e15
                        ? Format.flops(value)
                        : Math.abs(value) >= 1e4 ? Format.count(value) : Format.digits(value, 4));
    }

    /** A point, each series in a shape of its own, so that colour is not all that tells them apart. */
    private void point(double x, double y, String style, int shape, String tip) {
        double px = frame.px(x);
        double py = frame.py(y);
        if (!frame.inside(px, py)) {
            return;
        }
        drawn.add(px, py, false);
        out.append("<path").append(style == null ? "" : " class=\"" + style + "\"");
        out.append(" d=\"M").append(Html.px(px)).append(' ').append(Html.px(py)).append(shape(shape));
        out.append("\"><title>").append(Html.escape(tip)).append("</title></path>");
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
        if (!Double.isFinite(at)) {
            return;
        }
        out.append("<path class=\"rule\" d=\"M");
        if (rule.vertical()) {
            out.append(Html.px(at))
                    .append(' ')
                    .append(Html.px(frame.top()))
                    .append('V')
                    .append(Html.px(frame.bottom()));
        } else {
            out.append(Html.px(frame.left()))
                    .append(' ')
                    .append(Html.px(at))
                    .append('H')
                    .append(Html.px(frame.right()));
        }
        out.append("\"/>\n");
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
                    leftward ? "end" : "start",
                    rule.name());
        } else {
            label(frame.right() - 6, at - 5 < frame.top() + 10 ? at + 15 : at - 5, "end", rule.name());
        }
    }

    private void note(Layer.Note note) {
        double px = frame.px(note.x());
        double py = frame.py(note.y());
        if (frame.inside(px, py)) {
            out.append("<circle class=\"spot\" r=\"4\" cx=\"")
                    .append(Html.px(px))
                    .append("\" cy=\"");
            out.append(Html.px(py)).append("\"/>");
            var place = drawn.freest(frame, px, py, Html.width(note.text()) * Frame.CHARACTER);
            label(place.x(), place.y(), place.leftward() ? "end" : "start", note.text());
        }
    }

    private void label(double x, double y, String anchor, String text) {
        out.append("<text class=\"note\" text-anchor=\"")
                .append(anchor)
                .append("\" x=\"")
                .append(Html.px(x));
        out.append("\" y=\"")
                .append(Html.px(y))
                .append("\">")
                .append(Html.escape(text))
                .append("</text>\n");
    }

    /** The colour axis as a strip of steps with its ends' and middle's values, for the legend. */
    static String strip(Chart chart) {
        var extent = Extent.ofColour(chart);
        var out = new StringBuilder(
                "<span class=\"strip\"><span>" + Html.escape(chart.colour().title()) + "</span> ");
        out.append("<svg viewBox=\"0 0 180 30\" width=\"180\" height=\"30\" aria-hidden=\"true\">");
        for (int i = 0; i < Palette.STEPS; i++) {
            out.append("<rect class=\"v").append(i).append("\" x=\"").append(Html.px(10 + i * 160.0 / Palette.STEPS));
            out.append("\" y=\"1\" width=\"")
                    .append(Html.px(160.0 / Palette.STEPS + 0.3))
                    .append("\" height=\"10\"/>");
        }
        double free = -10;
        for (var tick : Ticks.of(extent, 4)) {
            double half = Html.width(tick.label()) * 6.4 / 2;
            double at = Math.clamp(10 + 160 * extent.fraction(tick.value()), half, 180 - half);
            if (at - half >= free) {
                out.append("<text text-anchor=\"middle\" x=\"")
                        .append(Html.px(at))
                        .append("\" y=\"25\">");
                out.append(Html.power(tick.label())).append("</text>");
                free = at + half + 4;
            }
        }
        return out.append("</svg></span>").toString();
    }
}
