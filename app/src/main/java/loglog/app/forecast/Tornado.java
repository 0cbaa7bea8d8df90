package loglog.app.forecast;

import java.util.Arrays;
import loglog.pages.plot.Axis;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Layer;

/** What each assumption alone does to an answer: a bar for each, the longest on top. */
final class Tornado {
    private Tornado() {}

    /**
     * The chart.
     *
     * @param x the answer's axis; y the title of the other one
     * @param labels of the bars, from the top down
     * @param one the answer at one end of each assumption; other at its other end; central with none changed
     * @param bars what a bar is, in the legend; points what the central point is
     */
    static Chart chart(
            String title,
            Axis x,
            String y,
            String[] labels,
            double[] one,
            double[] other,
            double central,
            String bars,
            String points) {
        int n = labels.length;
        var middle = new double[n];
        Arrays.fill(middle, central);
        var place = new double[n];
        var low = new double[n];
        var high = new double[n];
        for (int i = 0; i < n; i++) {
            place[i] = n - i;
            low[i] = Math.min(one[i], other[i]);
            high[i] = Math.max(one[i], other[i]);
        }
        var chart = new Chart(title, x, Axis.linear(y).range(0, n + 1.0))
                .barsAcross(bars, middle, place, low, high)
                .with(new Layer.Points(points, middle, place, null, labels));
        for (int i = 0; i < n; i++) {
            chart = chart.note(labels[i], high[i], place[i]);
        }
        return chart;
    }
}
