package loglog.pages.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Isolines;
import loglog.pages.plot.Layer;
import loglog.words.Format;

/** A chart with its title, legend, caption and data, as a figure of a page. */
record Figure(Chart chart, Caption caption, int number) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 430;

    /**
     * The figure as HTML.
     *
     * @param level of its title among the page's headings, 2 or 3
     */
    String html(int level) {
        var crowd = Crowd.of(chart, Frame.of(chart, WIDTH, HEIGHT));
        var drawn = crowd.chart();
        var out = new StringBuilder("<figure>\n");
        if (chart.title() != null) {
            var heading = "h" + level + ">";
            out.append('<').append(heading).append(Html.escape(chart.title()));
            out.append("</").append(heading).append('\n');
        }
        var legend = Legend.of(drawn);
        if (!legend.isEmpty()) {
            out.append(legend.html());
        }
        var description = caption == null ? "Its data stand in the table below it." : caption.text();
        out.append("<div class=\"plot\">");
        out.append(SvgChart.draw(drawn, "f" + number, "wide", WIDTH, HEIGHT, description));
        out.append(SvgChart.draw(drawn, "n" + number, "narrow", 380, 330, description));
        out.append("<output class=\"tip\" hidden></output></div>\n");
        out.append("<script type=\"application/json\">")
                .append(FigureData.of(drawn))
                .append("</script>\n");
        if (caption != null || crowd.says() != null) {
            out.append("<figcaption>").append(caption == null ? "" : Html.escape(caption.text()));
            out.append(crowd.says() == null ? "" : (caption == null ? "" : ". ") + crowd.says());
            out.append("</figcaption>\n");
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
        var all = new ArrayList<LayerData>();
        int count = 0;
        for (var layer : chart.layers()) {
            switch (layer) {
                case Layer.Points p -> all.add(points(p));
                case Layer.Line l -> all.add(new LayerData(l.name(), l.x(), l.y(), null, null, null, List.of()));
                case Layer.Band b -> all.add(new LayerData(b.name(), b.x(), null, b.low(), b.high(), null, List.of()));
                case Layer.Bars b -> all.add(new LayerData(b.name(), b.x(), b.y(), b.low(), b.high(), null, List.of()));
                case Layer.Contours c -> isolines(c, all);
                case Layer.Rule rule -> {}
                case Layer.Note note -> {}
            }
        }
        var more = new LinkedHashSet<String>();
        for (var series : all) {
            count += series.x.length;
            series.more.forEach(column -> more.add(column.name()));
        }
        boolean intervals = all.stream().anyMatch(series -> series.low != null);
        double share = Math.min(1, (double) PageTable.MOST_ROWS / count);
        out.append("<details><summary>Data of this figure</summary>");
        PageTable.open(
                out,
                "data of " + title(chart),
                all.stream().mapToInt(s -> s.rows(share)).sum());
        out.append("<table><thead><tr>");
        PageTable.head(out, "series", false);
        PageTable.head(out, chart.x().title(), true);
        PageTable.head(out, chart.y().title(), true);
        if (intervals) {
            PageTable.head(out, "low", true);
            PageTable.head(out, "high", true);
        }
        more.forEach(name -> PageTable.head(out, name, true));
        out.append("</tr></thead><tbody>\n");
        int shown = 0;
        for (var series : all) {
            shown += series.write(out, share, intervals, more);
        }
        out.append("</tbody></table></div>");
        if (shown < count) {
            out.append("<p class=\"small\">")
                    .append(shown)
                    .append(" of ")
                    .append(count)
                    .append(" rows, evenly from each series.</p>");
        }
        out.append("</details>\n");
    }

    /** With the value that colors them, unless an axis has it or it is known under the same name. */
    private LayerData points(Layer.Points p) {
        var more = new ArrayList<Layer.Column>();
        if (p.values() != null && chart.color() != null) {
            more.add(new Layer.Column(chart.color().title(), p.values()));
        }
        more.addAll(p.more());
        var names = new LinkedHashSet<>(List.of(chart.x().title(), chart.y().title()));
        more.removeIf(column -> !names.add(column.name()));
        return new LayerData(p.name(), p.x(), p.y(), null, null, p.labels(), more);
    }

    /** The lines of a surface, each a series. */
    private void isolines(Layer.Contours contours, List<LayerData> all) {
        var x = chart.x().scale();
        var y = chart.y().scale();
        for (double level : contours.levels()) {
            var name = (contours.name() == null ? "" : contours.name() + ": ") + Format.level(level);
            for (var path : Isolines.of(contours, x, y, level)) {
                all.add(new LayerData(
                        name,
                        Arrays.stream(path.x()).map(x::back).toArray(),
                        Arrays.stream(path.y()).map(y::back).toArray(),
                        null,
                        null,
                        null,
                        List.of()));
            }
        }
    }

    private record LayerData(
            String name,
            double[] x,
            double[] y,
            double[] low,
            double[] high,
            String[] labels,
            List<Layer.Column> more) {
        /** How many rows a share of them is; two at least. */
        int rows(double share) {
            return share >= 1 ? x.length : Math.min(x.length, Math.max(2, (int) (share * x.length)));
        }

        /** Adds a share of the rows, the first and the last among them, and returns how many. */
        int write(StringBuilder out, double share, boolean intervals, Set<String> columns) {
            int count = rows(share);
            for (int k = 0; k < count; k++) {
                int i = count == x.length ? k : (int) ((long) k * (x.length - 1) / (count - 1));
                var label = labels != null && labels[i] != null ? labels[i] : name == null ? "" : name;
                out.append("<tr>");
                PageTable.cell(out, label, false);
                PageTable.cell(out, text(x, i), true);
                PageTable.cell(out, text(y, i), true);
                if (intervals) {
                    PageTable.cell(out, text(low, i), true);
                    PageTable.cell(out, text(high, i), true);
                }
                for (var name : columns) {
                    var of = more.stream().filter(c -> c.name().equals(name)).findFirst();
                    PageTable.cell(out, of.map(c -> text(c.values(), i)).orElse(""), true);
                }
                out.append("</tr>\n");
            }
            return count;
        }

        private static String text(double[] values, int i) {
            return values != null && Double.isFinite(values[i]) ? Format.digits(values[i], 5) : "";
        }
    }
}
