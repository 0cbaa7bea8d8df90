package loglog.pages.plot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * What is to be drawn: two axes and layers, the later over the earlier. Immutable; each method gives a new chart.
 *
 * @param title what the chart shows, in one line
 * @param color the axis of the points' and lines' values that colors stand for; null where there is none
 */
public record Chart(String title, Axis x, Axis y, Axis color, List<Layer> layers) {
    private static final int[] STANDING_OUT = {1, 6, 3, 4, 7, 5, 0, 2};

    public Chart(String title, Axis x, Axis y) {
        this(title, x, y, null, List.of());
    }

    /** The same chart with an axis of colors. */
    public Chart color(Axis axis) {
        return new Chart(title, x, y, axis, layers);
    }

    public Chart with(Layer layer) {
        var all = new ArrayList<>(layers);
        all.add(layer);
        return new Chart(title, x, y, color, List.copyOf(all));
    }

    public Chart points(String name, double[] x, double[] y) {
        return with(new Layer.Points(name, x, y, null, null));
    }

    public Chart line(String name, double[] x, double[] y) {
        return with(new Layer.Line(name, x, y, Double.NaN, false));
    }

    public Chart dashed(String name, double[] x, double[] y) {
        return with(new Layer.Line(name, x, y, Double.NaN, true));
    }

    public Chart band(String name, double[] x, double[] low, double[] high) {
        return with(new Layer.Band(name, x, low, high));
    }

    public Chart bars(String name, double[] x, double[] y, double[] low, double[] high) {
        return with(new Layer.Bars(name, x, y, low, high, false));
    }

    /** Points with intervals along x. */
    public Chart barsAcross(String name, double[] x, double[] y, double[] low, double[] high) {
        return with(new Layer.Bars(name, x, y, low, high, true));
    }

    public Chart vertical(String name, double at) {
        return with(new Layer.Rule(name, true, at));
    }

    public Chart horizontal(String name, double at) {
        return with(new Layer.Rule(name, false, at));
    }

    public Chart note(String text, double x, double y) {
        return with(new Layer.Note(text, x, y));
    }

    /**
     * The color of each layer, counted from 0; -1 for a layer without one of its own (rules, notes, and what the color
     * axis colors). Layers of one name share a color, and an interval has that of the curve drawn after it.
     */
    public int[] colors() {
        var byName = new HashMap<String, Integer>();
        var colors = new int[layers.size()];
        int next = 0;
        // Over curves or a surface in the colors of values, which run from violet to green, those that stand out; and
        // where
        // points alone are told apart by them.
        int[] order = isDrawnByValue() || isOfPointsAlone() ? STANDING_OUT : null;
        for (int i = 0; i < colors.length; i++) {
            var layer = layers.get(i);
            var name = layer instanceof Layer.Band ? named(i) : layer.name();
            colors[i] = -1;
            if (!isColoredByValue(layer) && !(layer instanceof Layer.Rule) && !(layer instanceof Layer.Note)) {
                var known = name == null ? null : byName.get(name);
                if (known == null) {
                    colors[i] = order == null ? next : order[next % order.length];
                    next++;
                } else {
                    colors[i] = known;
                }
                if (name != null) {
                    byName.put(name, colors[i]);
                }
            }
        }
        return colors;
    }

    /**
     * The shape of each layer's points, counted from 0: that of its color, or where the color axis colors them, one for
     * each name.
     */
    public int[] shapes() {
        var names = new ArrayList<String>();
        var shapes = colors();
        for (int i = 0; i < shapes.length; i++) {
            if (shapes[i] < 0) {
                var name = layers.get(i).name();
                if (layers.get(i) instanceof Layer.Points && name != null && !names.contains(name)) {
                    names.add(name);
                }
                shapes[i] = Math.max(0, names.indexOf(name));
            }
        }
        var colors = colors();
        for (int i = 0; i < shapes.length; i++) { // a shape that the color axis's points have is taken
            shapes[i] += colors[i] >= 0 && shapes[i] < names.size() ? names.size() : 0;
        }
        return shapes;
    }

    /** Whether some points have the colors of values, and others, but no curve, one of their own. */
    private boolean isOfPointsAlone() {
        return layers.stream().anyMatch(this::isColoredByValue)
                && layers.stream().noneMatch(layer -> layer instanceof Layer.Line || layer instanceof Layer.Band);
    }

    private boolean isDrawnByValue() {
        return layers.stream().anyMatch(layer -> !(layer instanceof Layer.Points) && isColoredByValue(layer));
    }

    /** The name of the series that an interval belongs to: its own if another layer has it, or the next curve's. */
    private String named(int band) {
        var own = layers.get(band).name();
        for (int i = 0; i < layers.size(); i++) {
            if (i != band && own != null && own.equals(layers.get(i).name())) {
                return own;
            }
        }
        for (int i = band + 1; i < layers.size(); i++) {
            if (layers.get(i) instanceof Layer.Line line && line.name() != null && !isColoredByValue(line)) {
                return line.name();
            }
        }
        return own;
    }

    private boolean isColoredByValue(Layer layer) {
        return color != null
                && switch (layer) {
                    case Layer.Points points -> points.values() != null;
                    case Layer.Line line -> !Double.isNaN(line.value());
                    case Layer.Contours contours -> true;
                    default -> false;
                };
    }
}
