package loglog.pages.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;

/**
 * What a figure draws as CSV (RFC 4180), so that it can be drawn elsewhere: a row for each point, with all digits. The axes'
 * titles, with their units, are the columns' names.
 */
final class FigureCsv {
    private FigureCsv() {}

    static String of(Chart chart) {
        var header = new ArrayList<>(List.of("series", "mark"));
        for (var title : List.of(
                chart.x().title(),
                chart.y().title(),
                "low",
                "high",
                chart.color() == null ? "value" : chart.color().title(),
                "label")) {
            var name = title;
            for (int i = 2; header.contains(name); i++) {
                name = title + " " + i;
            }
            header.add(name);
        }
        var out = new StringBuilder();
        row(out, header);
        Stream.concat(
                        LayerData.of(chart).stream(),
                        chart.layers().stream()
                                .filter(Layer.Contours.class::isInstance)
                                .map(layer -> LayerData.surface((Layer.Contours) layer)))
                .forEach(series -> rows(out, series));
        return out.toString();
    }

    private static void rows(StringBuilder out, LayerData series) {
        for (int i = 0; i < series.size(); i++) {
            row(
                    out,
                    List.of(
                            series.name() == null ? "" : series.name(),
                            series.mark(),
                            cell(series.x(), i),
                            cell(series.y(), i),
                            cell(series.low(), i),
                            cell(series.high(), i),
                            cell(series.value(), i),
                            series.labels() == null || series.labels()[i] == null ? "" : series.labels()[i]));
        }
    }

    private static String cell(double[] values, int i) {
        return values == null || Double.isNaN(values[i]) ? "" : Double.toString(values[i]);
    }

    private static void row(StringBuilder out, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            out.append(i == 0 ? "" : ",").append(quoted(cells.get(i)));
        }
        out.append('\n');
    }

    private static String quoted(String text) {
        return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
