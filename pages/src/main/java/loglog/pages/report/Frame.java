package loglog.pages.report;

import java.util.List;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Extent;
import loglog.pages.plot.Ticks;

/**
 * A figure's geometry, in pixels of its view box: the plot area, the axes' extents and marks.
 *
 * @param left the plot area's left edge; right, top and bottom likewise
 */
record Frame(
        int width,
        int height,
        double left,
        double right,
        double top,
        double bottom,
        Extent x,
        Extent y,
        List<Ticks> xTicks,
        List<Ticks> yTicks) {
    /** The width of an average character of a label, of which tabular figures are the widest. */
    static final double CHARACTER = 7.2;

    static Frame of(Chart chart, int width, int height) {
        var x = Extent.ofX(chart, 0.03);
        var y = Extent.ofY(chart, 0.06);
        double top = 34;
        double bottom = height - 46.0;
        var yTicks = Ticks.of(chart.y(), y, (int) Math.max(3, (bottom - top) / 34));
        double widest = 2;
        for (var tick : yTicks) {
            widest = Math.max(widest, Html.width(tick.label()));
        }
        double left = Math.ceil(widest * CHARACTER + 14);
        double right = width - 22.0;
        var xTicks = Ticks.of(chart.x(), x, (int) Math.max(3, (right - left) / 62));
        return new Frame(width, height, left, right, top, bottom, x, y, xTicks, yTicks);
    }

    /** The pixel of a value of x; NaN where it has no place. */
    double px(double value) {
        return left + x.fraction(value) * (right - left);
    }

    /** The pixel of a value of y; NaN where it has no place. */
    double py(double value) {
        return bottom - y.fraction(value) * (bottom - top);
    }

    boolean inside(double px, double py) {
        return px >= left - 0.5 && px <= right + 0.5 && py >= top - 0.5 && py <= bottom + 0.5;
    }

    /** A pixel kept near the plot area, so that a far point does not spoil the file with huge numbers. */
    double near(double pixel, boolean across) {
        double span = across ? width : height;
        return Math.clamp(pixel, -10 * span, 11 * span);
    }
}
