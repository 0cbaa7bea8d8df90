package loglog.pages.report;

import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Extent;
import loglog.pages.plot.Scale;

/** Draws a chart as one SVG element. */
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
                .append(Html.escape(Figure.title(chart)))
                .append("</title>");
        out.append("<desc id=\"")
                .append(id)
                .append("-d\">")
                .append(Html.escape(description))
                .append("</desc>\n");
        Axes.draw(chart, frame, new SvgPen(id, out));
        out.append("<g class=\"cross\" aria-hidden=\"true\"><path/><circle r=\"6\"/></g>\n</svg>\n");
        return out.toString();
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
}
