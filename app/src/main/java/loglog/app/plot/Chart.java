package loglog.app.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be drawn: two axes and layers, the later over the earlier. Immutable; each method gives a new chart.
 *
 * @param title what the chart shows, in one line
 * @param colour the axis of the points' and lines' values that colours stand for; null where there is none
 */
public record Chart(String title, Axis x, Axis y, Axis colour, List<Layer> layers) {
    public Chart(String title, Axis x, Axis y) {
        this(title, x, y, null, List.of());
    }

    /** The same chart with an axis of colours. */
    public Chart colour(Axis axis) {
        return new Chart(title, x, y, axis, layers);
    }

    public Chart with(Layer layer) {
        var all = new ArrayList<>(layers);
        all.add(layer);
        return new Chart(title, x, y, colour, List.copyOf(all));
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
        return with(new Layer.Bars(name, x, y, low, high));
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
}
