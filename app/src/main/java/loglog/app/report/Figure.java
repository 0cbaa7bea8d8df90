package loglog.app.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import loglog.app.plot.Chart;
import loglog.app.plot.Isolines;
import loglog.app.plot.Layer;
import loglog.app.text.Format;

/** A chart with its title, legend, caption and data, as a figure of a page. */
record Figure(Chart chart, String caption, int number) {
    private static final int MOST_ROWS = 1000;

    String html() {
        var out = new StringBuilder("<figure>\n");
        if (chart.title() != null) {
            out.append("<h3>").append(Html.escape(chart.title())).append("</h3>\n");
        }
        var legend = Legend.of(chart);
        if (!legend.isEmpty()) {
            out.append(legend.html());
        }
        var description = caption == null ? "Its data stand in the table below it." : caption;
        out.append("<div class=\"plot\">");
        out.append(SvgChart.draw(chart, "f" + number, "wide", 760, 430, description));
        out.append(SvgChart.draw(chart, "n" + number, "narrow", 380, 330, description));
        out.append("<output class=\"tip\" hidden></output></div>\n");
        if (caption != null) {
            out.append("<figcaption>").append(Html.escape(caption)).append("</figcaption>\n");
        }
        data(out);
        return out.append("</figure>\n").toString();
    }

    /** What a chart shows: its title, or its axes. */
    static String title(Chart chart) {
        return chart.title() == null
                ? chart.y().title() + " against " + chart.x().title()
                : chart.title();
    }

    // ---- the same data as a table

    private void data(StringBuilder out) {
        var all = new ArrayList<Series>();
        int count = 0;
        for (var layer : chart.layers()) {
            switch (layer) {
                case Layer.Points p -> all.add(new Series(p.name(), p.x(), p.y(), null, null, p.labels()));
                case Layer.Line l -> all.add(new Series(l.name(), l.x(), l.y(), null, null, null));
                case Layer.Band b -> all.add(new Series(b.name(), b.x(), null, b.low(), b.high(), null));
                case Layer.Bars b -> all.add(new Series(b.name(), b.x(), b.y(), b.low(), b.high(), null));
                case Layer.Contours c -> isolines(c, all);
                case Layer.Rule rule -> {}
                case Layer.Note note -> {}
            }
        }
        for (var series : all) {
            count += series.x.length;
        }
        out.append("<details><summary>Data of this figure</summary><div class=\"scroll\"><table><thead><tr>");
        for (var name : new String[] {"series", chart.x().title(), chart.y().title(), "low", "high"}) {
            out.append("<th scope=\"col\">").append(Html.escape(name)).append("</th>");
        }
        out.append("</tr></thead><tbody>\n");
        int shown = 0;
        for (var series : all) {
            shown += series.rows(out, Math.min(1, (double) MOST_ROWS / count));
        }
        out.append("</tbody></table></div>");
        if (shown < count) {
            out.append("<p>").append(shown).append(" of ").append(count).append(" rows, evenly from each series.</p>");
        }
        out.append("</details>\n");
    }

    /** The lines of a surface, each a series. */
    private void isolines(Layer.Contours contours, List<Series> all) {
        var x = chart.x().scale();
        var y = chart.y().scale();
        for (double level : contours.levels()) {
            var name = (contours.name() == null ? "" : contours.name() + ": ") + Format.level(level);
            for (var path : Isolines.of(contours, x, y, level)) {
                all.add(new Series(
                        name,
                        Arrays.stream(path.x()).map(x::back).toArray(),
                        Arrays.stream(path.y()).map(y::back).toArray(),
                        null,
                        null,
                        null));
            }
        }
    }

    private record Series(String name, double[] x, double[] y, double[] low, double[] high, String[] labels) {
        /** Adds a share of the rows, the first and the last among them, and returns how many. */
        int rows(StringBuilder out, double share) {
            int count = share >= 1 ? x.length : Math.min(x.length, Math.max(2, (int) (share * x.length)));
            for (int k = 0; k < count; k++) {
                int i = count == x.length ? k : (int) ((long) k * (x.length - 1) / (count - 1));
                var label = labels != null && labels[i] != null ? labels[i] : name == null ? "" : name;
                out.append("<tr><td>").append(Html.escape(label)).append("</td>");
                for (var values : new double[][] {x, y, low, high}) {
                    out.append("<td class=\"n\">")
                            .append(values == null ? "" : cell(values[i]))
                            .append("</td>");
                }
                out.append("</tr>\n");
            }
            return count;
        }
    }

    private static String cell(double value) {
        return Double.isFinite(value) ? Format.digits(value, 5) : "";
    }
}
