package loglog.pages.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Extent;
import loglog.pages.plot.Isolines;
import loglog.pages.plot.Layer;
import loglog.pages.plot.Scale;
import loglog.words.Format;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a figure shows, as JSON for the page's script: it reads points out and draws the figure again when a reader asks
 * for another view. Curves are those of the drawing, without what is not seen of them. Values have six digits, those of
 * curves five, a tenth of a pixel at least.
 */
final class FigureData {
    private static final MathContext DIGITS = new MathContext(6);
    private static final MathContext CURVE_DIGITS = new MathContext(5);
    private static final int WIDTH = 760;
    private static final int HEIGHT = 430;

    private final Chart chart;
    private final Frame frame;
    private final Extent colors;
    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private FigureData(Chart chart) {
        this.chart = chart;
        frame = Frame.of(chart, WIDTH, HEIGHT);
        colors = chart.color() == null ? null : Extent.ofColor(chart);
    }

    /** JSON that is whole inside a script element, whatever the names in it are. */
    static String of(Chart chart) {
        var json = JsonMapper.shared().writeValueAsString(new FigureData(chart).json());
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }

    private ObjectNode json() {
        axis("x", chart.x());
        axis("y", chart.y());
        if (colors != null) {
            json.putObject("color")
                    .put("title", chart.color().title())
                    .put("log", colors.scale() == Scale.LOG)
                    .put("low", colors.low())
                    .put("high", colors.high())
                    .put("steps", Palette.STEPS);
        }
        var layers = json.putArray("layers");
        var looks = new LayerRenderer(chart, frame, null);
        for (int i = 0; i < chart.layers().size(); i++) {
            var layer = chart.layers().get(i);
            var node = layers.addObject().put("name", layer.name());
            switch (layer) {
                case Layer.Points points -> points(points, node.put("kind", "points"), looks, i);
                case Layer.Line line -> line(line, node.put("kind", "line"), looks, i);
                case Layer.Band band -> {
                    node.put("kind", "band").put("style", looks.style(i));
                    put(node, "x", band.x());
                    put(node, "low", band.low());
                    put(node, "high", band.high());
                }
                case Layer.Bars bars -> bars(bars, node.put("kind", "bars"), looks, i);
                case Layer.Contours contours -> contours(contours, node.put("kind", "contours"), looks, i);
                case Layer.Rule rule ->
                    node.put("kind", "rule").put("vertical", rule.vertical()).put("at", number(rule.at()));
                case Layer.Note note ->
                    node.put("kind", "note")
                            .put("text", note.text())
                            .put("x", number(note.x()))
                            .put("y", number(note.y()));
            }
        }
        return json;
    }

    /** The range is that which the axis asks for; without one the data decide. */
    private void axis(String name, Axis axis) {
        json.putObject(name)
                .put("title", axis.title())
                .put("log", axis.scale() == Scale.LOG)
                .put("low", number(axis.low()))
                .put("high", number(axis.high()));
    }

    private void points(Layer.Points points, ObjectNode node, LayerRenderer looks, int layer) {
        node.put("style", looks.style(layer)).put("shape", looks.shapeOf(layer));
        put(node, "x", points.x());
        put(node, "y", points.y());
        if (points.values() != null && colors != null) {
            put(node, "values", points.values());
        }
        if (points.labels() != null) {
            var labels = node.putArray("labels");
            for (var label : points.labels()) {
                labels.add(label);
            }
        }
        if (!points.more().isEmpty()) {
            var more = node.putArray("more");
            for (var column : points.more()) {
                put(more.addObject().put("name", column.name()), "values", column.values());
            }
        }
    }

    private void line(Layer.Line line, ObjectNode node, LayerRenderer looks, int layer) {
        node.put("style", looks.style(layer));
        if (colors != null && !Double.isNaN(line.value())) {
            node.put("value", number(line.value()));
        }
        var x = new ArrayList<Double>();
        var y = new ArrayList<Double>();
        var stretch = new ArrayList<double[]>();
        for (int i = 0; i <= line.x().length; i++) {
            double px = i < line.x().length ? frame.px(line.x()[i]) : Double.NaN;
            double py = i < line.x().length ? frame.py(line.y()[i]) : Double.NaN;
            if (Double.isFinite(px) && Double.isFinite(py)) {
                stretch.add(new double[] {px, py, i});
                continue;
            }
            for (var point : LineSimplifier.line(stretch)) {
                x.add(line.x()[(int) point[2]]);
                y.add(line.y()[(int) point[2]]);
            }
            if (!stretch.isEmpty() && i < line.x().length) { // a gap
                x.add(Double.NaN);
                y.add(Double.NaN);
            }
            stretch.clear();
        }
        put(node, "x", x.stream().mapToDouble(Double::doubleValue).toArray(), CURVE_DIGITS);
        put(node, "y", y.stream().mapToDouble(Double::doubleValue).toArray(), CURVE_DIGITS);
    }

    private void bars(Layer.Bars bars, ObjectNode node, LayerRenderer looks, int layer) {
        node.put("style", looks.style(layer)).put("shape", looks.shapeOf(layer));
        put(node, "x", bars.x());
        put(node, "y", bars.y());
        put(node, "low", bars.low());
        put(node, "high", bars.high());
        if (bars.across()) {
            node.put("across", true);
        }
        var intervals = node.putArray("intervals");
        for (int i = 0; i < bars.x().length; i++) {
            intervals.add(Format.interval(bars.across() ? bars.x()[i] : bars.y()[i], bars.low()[i], bars.high()[i]));
        }
    }

    /** The lines between regions, each with its value, and the outlines of what lies above each level. */
    private void contours(Layer.Contours contours, ObjectNode node, LayerRenderer looks, int layer) {
        var x = frame.x().scale();
        var y = frame.y().scale();
        double[] at = contours.levels();
        if (colors != null && at.length > 0) {
            var regions = node.putArray("regions");
            for (int k = 0; k <= at.length; k++) {
                var region = regions.addObject().put("style", looks.shade(at, k));
                paths(
                        region.putArray("above"),
                        Isolines.around(contours, x, y, k == 0 ? -Double.MAX_VALUE : at[k - 1]));
            }
        }
        var lines = node.putArray("lines");
        for (double level : at) {
            var line =
                    lines.addObject().put("style", looks.contour(layer, level)).put("level", Format.level(level));
            paths(line.putArray("paths"), Isolines.of(contours, x, y, level));
        }
    }

    private void paths(ArrayNode array, List<Isolines.Path> paths) {
        var x = frame.x().scale();
        var y = frame.y().scale();
        for (var path : paths) {
            var points = new ArrayList<double[]>();
            for (int i = 0; i < path.x().length; i++) {
                points.add(new double[] {frame.px(x.back(path.x()[i])), frame.py(y.back(path.y()[i])), i});
            }
            var kept = LineSimplifier.line(points);
            var node = array.addObject().put("closed", path.closed());
            put(
                    node,
                    "x",
                    kept.stream().mapToDouble(p -> x.back(path.x()[(int) p[2]])).toArray(),
                    CURVE_DIGITS);
            put(
                    node,
                    "y",
                    kept.stream().mapToDouble(p -> y.back(path.y()[(int) p[2]])).toArray(),
                    CURVE_DIGITS);
        }
    }

    private static void put(ObjectNode node, String name, double[] values) {
        put(node, name, values, DIGITS);
    }

    private static void put(ObjectNode node, String name, double[] values, MathContext digits) {
        var array = node.putArray(name);
        for (double value : values) {
            array.add(number(value, digits));
        }
    }

    private static BigDecimal number(double value) {
        return number(value, DIGITS);
    }

    private static BigDecimal number(double value, MathContext digits) {
        return Double.isFinite(value) ? BigDecimal.valueOf(value).round(digits).stripTrailingZeros() : null;
    }
}
