package loglog.app.report;

import loglog.app.plot.Axis;
import loglog.app.plot.Chart;
import loglog.app.plot.Extent;
import loglog.app.plot.Scale;
import loglog.app.plot.Ticks;

/** Draws a chart as one SVG element: the frame with grid and labels, then the layers. */
final class SvgChart {
    private final Chart chart;
    private final Frame frame;
    private final String id;
    private final StringBuilder out = new StringBuilder();

    private SvgChart(Chart chart, String id, int width, int height) {
        this.chart = chart;
        this.id = id;
        frame = Frame.of(chart, width, height);
    }

    /**
     * Draws a chart.
     *
     * @param id unlike every other id of the page
     * @param kind a class for the page's style: "wide" or "narrow"
     * @param description what a reader who does not see the figure is told
     */
    static String draw(Chart chart, String id, String kind, int width, int height, String description) {
        return new SvgChart(chart, id, width, height).draw(kind, description);
    }

    private String draw(String kind, String description) {
        out.append("<svg class=\"chart ").append(kind).append("\" viewBox=\"0 0 ");
        out.append(frame.width()).append(' ').append(frame.height());
        out.append("\" role=\"img\" aria-labelledby=\"")
                .append(id)
                .append("-t ")
                .append(id)
                .append("-d\"");
        axisData("x", chart.x(), frame.x(), frame.left(), frame.right());
        axisData("y", chart.y(), frame.y(), frame.bottom(), frame.top());
        out.append(">\n<title id=\"")
                .append(id)
                .append("-t\">")
                .append(Html.escape(title()))
                .append("</title>");
        out.append("<desc id=\"")
                .append(id)
                .append("-d\">")
                .append(Html.escape(description))
                .append("</desc>\n");
        grid();
        out.append("<clipPath id=\"").append(id).append("-c\">");
        rectangle(null);
        out.append("</clipPath>\n");
        new SvgLayers(chart, frame, id, out).draw();
        axes();
        out.append("<g class=\"cross\" aria-hidden=\"true\"><path/><circle r=\"6\"/></g>\n</svg>\n");
        return out.toString();
    }

    private String title() {
        return chart.title() == null
                ? chart.y().title() + " against " + chart.x().title()
                : chart.title();
    }

    /** What the page's script needs to read a place off the axis: scale, extent, and the pixels at its ends. */
    private void axisData(String name, Axis axis, Extent extent, double from, double to) {
        out.append(" data-").append(name).append("=\"");
        out.append(extent.scale() == Scale.LOG ? "log" : "linear").append(' ');
        out.append(extent.low()).append(' ').append(extent.high()).append(' ');
        out.append(Html.px(from))
                .append(' ')
                .append(Html.px(to))
                .append("\" data-")
                .append(name);
        out.append("-title=\"").append(Html.escape(axis.title())).append('"');
    }

    private void rectangle(String style) {
        out.append("<rect").append(style == null ? "" : " class=\"" + style + "\"");
        out.append(" x=\"").append(Html.px(frame.left())).append("\" y=\"").append(Html.px(frame.top()));
        out.append("\" width=\"").append(Html.px(frame.right() - frame.left()));
        out.append("\" height=\"").append(Html.px(frame.bottom() - frame.top())).append("\"/>");
    }

    private void grid() {
        rectangle("area");
        out.append("<path class=\"grid\" d=\"");
        for (var tick : frame.xTicks()) {
            out.append('M').append(Html.px(frame.px(tick.value()))).append(' ').append(Html.px(frame.top()));
            out.append('V').append(Html.px(frame.bottom()));
        }
        for (var tick : frame.yTicks()) {
            out.append('M').append(Html.px(frame.left())).append(' ').append(Html.px(frame.py(tick.value())));
            out.append('H').append(Html.px(frame.right()));
        }
        out.append("\"/>\n");
    }

    private void axes() {
        out.append("<path class=\"axis\" d=\"M").append(Html.px(frame.left())).append(' ');
        out.append(Html.px(frame.bottom())).append('H').append(Html.px(frame.right()));
        for (var tick : frame.xTicks()) {
            mark(frame.px(tick.value()), 5);
        }
        for (double value : Ticks.minor(frame.x())) {
            mark(frame.px(value), 3);
        }
        out.append("\"/>\n<g class=\"ticks x\">");
        double free = 0;
        for (var tick : frame.xTicks()) {
            double half = Html.width(tick.label()) * Frame.CHARACTER / 2;
            double at = Math.clamp(frame.px(tick.value()), half, frame.width() - half);
            if (at - half < free) {
                continue;
            }
            free = at + half + 6;
            text(at, frame.bottom() + 20, tick.label());
        }
        out.append("</g>\n<g class=\"ticks y\">");
        for (var tick : frame.yTicks()) {
            text(frame.left() - 8, frame.py(tick.value()) + 4, tick.label());
        }
        out.append("</g>\n");
        title(
                "xtitle",
                (frame.left() + frame.right()) / 2,
                frame.height() - 6.0,
                chart.x().title());
        title("ytitle", 2, 16, chart.y().title());
    }

    private void mark(double at, int length) {
        out.append('M')
                .append(Html.px(at))
                .append(' ')
                .append(Html.px(frame.bottom()))
                .append('v')
                .append(length);
    }

    private void text(double x, double y, String label) {
        out.append("<text x=\"")
                .append(Html.px(x))
                .append("\" y=\"")
                .append(Html.px(y))
                .append("\">");
        out.append(Html.power(label)).append("</text>");
    }

    private void title(String style, double x, double y, String text) {
        double room = frame.width() - 4.0;
        double needed = text.length() * Frame.CHARACTER;
        out.append("<text class=\"")
                .append(style)
                .append("\" x=\"")
                .append(Html.px(x))
                .append("\" y=\"");
        out.append(Html.px(y)).append('"');
        if (needed > room) { // a long title on a narrow figure
            out.append(" style=\"font-size:")
                    .append(Html.px(Math.max(8, 13 * room / needed)))
                    .append("px\"");
        }
        out.append('>').append(Html.escape(text)).append("</text>\n");
    }
}
