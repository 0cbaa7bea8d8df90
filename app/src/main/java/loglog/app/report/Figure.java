package loglog.app.report;

import loglog.app.plot.Chart;
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
        var rows = new StringBuilder();
        int count = 0;
        for (var layer : chart.layers()) {
            count += switch (layer) {
                case Layer.Points p -> rows(rows, count, p.name(), p.x(), p.y(), null, null, p.labels());
                case Layer.Line l -> rows(rows, count, l.name(), l.x(), l.y(), null, null, null);
                case Layer.Band b -> rows(rows, count, b.name(), b.x(), null, b.low(), b.high(), null);
                case Layer.Bars b -> rows(rows, count, b.name(), b.x(), b.y(), b.low(), b.high(), null);
                case Layer.Rule rule -> 0;
                case Layer.Note note -> 0;
            };
        }
        out.append("<details><summary>Data of this figure</summary><div class=\"scroll\"><table><thead><tr>");
        for (var name : new String[] {"series", chart.x().title(), chart.y().title(), "low", "high"}) {
            out.append("<th scope=\"col\">").append(Html.escape(name)).append("</th>");
        }
        out.append("</tr></thead><tbody>\n").append(rows).append("</tbody></table></div>");
        if (count > MOST_ROWS) {
            out.append("<p>The first ")
                    .append(MOST_ROWS)
                    .append(" of ")
                    .append(count)
                    .append(" rows.</p>");
        }
        out.append("</details>\n");
    }

    private static int rows(
            StringBuilder out,
            int before,
            String name,
            double[] x,
            double[] y,
            double[] low,
            double[] high,
            String[] labels) {
        for (int i = 0; i < x.length && before + i < MOST_ROWS; i++) {
            var label = labels != null && labels[i] != null ? labels[i] : name == null ? "" : name;
            out.append("<tr><td>").append(Html.escape(label)).append("</td>");
            for (var values : new double[][] {x, y, low, high}) {
                out.append("<td class=\"n\">")
                        .append(values == null ? "" : cell(values[i]))
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        return x.length;
    }

    private static String cell(double value) {
        return Double.isFinite(value) ? Format.digits(value, 5) : "";
    }
}
