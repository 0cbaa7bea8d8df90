package loglog.pages.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Isolines;
import loglog.pages.plot.Layer;
import loglog.words.Format;

/**
 * What a layer of a chart draws, as rows of a table.
 *
 * @param name null for none
 * @param mark "points", "line", "band", "interval", "interval along x", "contour", "surface", "rule" or "note"
 * @param x of each row; null where the layer has none, and likewise y, low and high (of y; of x for an interval along it),
 *     value (on the color axis, or of a surface) and labels
 */
record LayerData(
        String name,
        String mark,
        double[] x,
        double[] y,
        double[] low,
        double[] high,
        double[] value,
        String[] labels) {
    int size() {
        return x == null ? y.length : x.length;
    }

    /** All that a chart draws; of a surface its lines. */
    static List<LayerData> of(Chart chart) {
        var all = new ArrayList<LayerData>();
        for (var layer : chart.layers()) {
            switch (layer) {
                case Layer.Points p ->
                    all.add(new LayerData(p.name(), "points", p.x(), p.y(), null, null, p.values(), p.labels()));
                case Layer.Line l -> all.add(line(l));
                case Layer.Band b ->
                    all.add(new LayerData(b.name(), "band", b.x(), null, b.low(), b.high(), null, null));
                case Layer.Bars b ->
                    all.add(new LayerData(
                            b.name(),
                            b.across() ? "interval along x" : "interval",
                            b.x(),
                            b.y(),
                            b.low(),
                            b.high(),
                            null,
                            null));
                case Layer.Contours c -> isolines(chart, c, all);
                case Layer.Rule rule -> all.add(rule(rule));
                case Layer.Note note ->
                    all.add(new LayerData(
                            note.text(),
                            "note",
                            new double[] {note.x()},
                            new double[] {note.y()},
                            null,
                            null,
                            null,
                            null));
            }
        }
        return all;
    }

    private static LayerData line(Layer.Line line) {
        double[] value = null;
        if (!Double.isNaN(line.value())) {
            value = new double[line.x().length];
            Arrays.fill(value, line.value());
        }
        return new LayerData(
                line.name(), line.dashed() ? "dashed line" : "line", line.x(), line.y(), null, null, value, null);
    }

    private static LayerData rule(Layer.Rule rule) {
        double[] at = {rule.at()};
        return new LayerData(
                rule.name(), "rule", rule.vertical() ? at : null, rule.vertical() ? null : at, null, null, null, null);
    }

    /** A surface on its grid, row by row. */
    static LayerData surface(Layer.Contours contours) {
        int columns = contours.x().length;
        int size = columns * contours.y().length;
        var x = new double[size];
        var y = new double[size];
        var value = new double[size];
        for (int i = 0; i < size; i++) {
            x[i] = contours.x()[i % columns];
            y[i] = contours.y()[i / columns];
            value[i] = contours.values()[i / columns][i % columns];
        }
        return new LayerData(contours.name(), "surface", x, y, null, null, value, null);
    }

    /** The lines of a surface, each a series. */
    private static void isolines(Chart chart, Layer.Contours contours, List<LayerData> all) {
        var x = chart.x().scale();
        var y = chart.y().scale();
        for (double level : contours.levels()) {
            var name = (contours.name() == null ? "" : contours.name() + ": ") + Format.level(level);
            for (var path : Isolines.of(contours, x, y, level)) {
                var value = new double[path.x().length];
                Arrays.fill(value, level);
                all.add(new LayerData(
                        name,
                        "contour",
                        Arrays.stream(path.x()).map(x::back).toArray(),
                        Arrays.stream(path.y()).map(y::back).toArray(),
                        null,
                        null,
                        value,
                        null));
            }
        }
    }
}
