package loglog.pages.report;

import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;

/**
 * A chart with so few marks that a page or a file stays small, whatever it was made from: of too many curves some, and of
 * points that lie close together one for all ({@link Crowd}).
 *
 * @param chart with the marks that are drawn
 * @param remark what was left out, for the caption; empty where nothing was
 */
record Thinned(Chart chart, String remark) {
    static final int MOST_CURVES = 400;

    /** The figure that marks are told apart on: a page's. */
    private static final int WIDTH = 760;

    private static final int HEIGHT = 430;

    /** With fewer points and fewer curves. */
    static Thinned of(Chart chart) {
        var fewer = curves(chart);
        var crowd = Crowd.of(fewer.chart, Frame.of(fewer.chart, WIDTH, HEIGHT));
        var points = crowd.says() == null ? "" : crowd.says();
        return new Thinned(
                crowd.chart(),
                fewer.remark.isEmpty() || points.isEmpty() ? fewer.remark + points : fewer.remark + "; " + points);
    }

    /** Of too many curves in the colors of values some, evenly over these values, the least and the greatest among them. */
    static Thinned curves(Chart chart) {
        var layers = chart.layers();
        var colored = IntStream.range(0, layers.size())
                .filter(i -> chart.color() != null
                        && layers.get(i) instanceof Layer.Line line
                        && !Double.isNaN(line.value()))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> ((Layer.Line) layers.get(i)).value()))
                .toList();
        if (colored.size() <= MOST_CURVES) {
            return new Thinned(chart, "");
        }
        var stay = new BitSet(layers.size());
        stay.set(0, layers.size());
        colored.forEach(stay::clear);
        for (int k = 0; k < MOST_CURVES; k++) {
            stay.set(colored.get((int) ((long) k * (colored.size() - 1) / (MOST_CURVES - 1))));
        }
        return new Thinned(
                new Chart(
                        chart.title(),
                        chart.x(),
                        chart.y(),
                        chart.color(),
                        stay.stream().mapToObj(layers::get).toList()),
                "%d of %d curves are drawn, evenly by %s"
                        .formatted(MOST_CURVES, colored.size(), chart.color().title()));
    }
}
