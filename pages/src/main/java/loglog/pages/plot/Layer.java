package loglog.pages.plot;

import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * Something drawn on a chart. Arrays of one layer have equal length; a point that is not finite, or not positive on a
 * logarithmic axis, is not drawn. A name is what the legend calls it; null leaves it out of the legend.
 */
public sealed interface Layer {
    String name();

    /**
     * Measured points.
     *
     * @param values each point's value on the chart's color axis; null for one color
     * @param labels what each point is, for the page's read-out; null for none
     * @param more what else is known of each point, for the page's read-out and its table
     */
    record Points(String name, double[] x, double[] y, double[] values, String[] labels, List<Column> more)
            implements Layer {
        public Points {
            same(x, y);
            for (var column : more) {
                same(x, column.values);
            }
        }

        public Points(String name, double[] x, double[] y, double[] values, String[] labels) {
            this(name, x, y, values, labels, List.of());
        }

        /** The same points with more that is known of them. */
        public Points more(List<Column> columns) {
            return new Points(name, x, y, values, labels, columns);
        }
    }

    /**
     * A quantity of each point of a layer.
     *
     * @param name with its unit, as an axis of it would be titled
     */
    record Column(String name, double[] values) {}

    /**
     * A curve, sampled from left to right.
     *
     * @param value the curve's value on the chart's color axis; NaN for a color of its own
     * @param dashed drawn dashed, as what is extrapolated or compared with is
     */
    record Line(String name, double[] x, double[] y, double value, boolean dashed) implements Layer {
        public Line {
            same(x, y);
        }
    }

    /** The region between two curves: an interval. */
    record Band(String name, double[] x, double[] low, double[] high) implements Layer {
        public Band {
            same(x, low);
            same(x, high);
        }
    }

    /**
     * Points with intervals.
     *
     * @param across whether low and high are of x, the intervals level; otherwise they are of y, and upright
     */
    record Bars(String name, double[] x, double[] y, double[] low, double[] high, boolean across) implements Layer {
        public Bars {
            same(x, y);
            same(x, low);
            same(x, high);
        }
    }

    /**
     * A function of both axes, drawn as a map draws heights: lines of one value, labeled, and the regions between them
     * shaded where the chart has a color axis, which is then the function's. Its grid is as large as the surface is to
     * be seen; an axis with the same range leaves no margin around it.
     *
     * @param x where the grid's columns stand, ascending; y where its rows do
     * @param values the function by row and column; NaN where it has no value
     * @param levels the values that have a line, ascending
     */
    record Contours(String name, double[] x, double[] y, double[][] values, double[] levels) implements Layer {
        public Contours {
            if (values.length != y.length || values.length == 0) {
                throw new IllegalArgumentException(values.length + " rows at " + y.length + " places");
            }
            for (var row : values) {
                same(x, row);
            }
        }

        /** A function's values on a grid. */
        public static Contours of(
                String name, double[] x, double[] y, DoubleBinaryOperator function, double... levels) {
            var values = new double[y.length][x.length];
            for (int i = 0; i < y.length; i++) {
                for (int j = 0; j < x.length; j++) {
                    values[i][j] = function.applyAsDouble(x[j], y[i]);
                }
            }
            return new Contours(name, x, y, values, levels);
        }

        /** The same surface with at most so many (3 or more) levels at round values, as an axis would be marked. */
        public Contours at(Scale scale, int most) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (var row : values) {
                for (double value : row) {
                    if (Double.isFinite(scale.of(value))) {
                        low = Math.min(low, scale.of(value));
                        high = Math.max(high, scale.of(value));
                    }
                }
            }
            var round = low < high
                    ? Ticks.of(new Extent(scale, low, high), most).stream()
                            .mapToDouble(Ticks::value)
                            .toArray()
                    : new double[0];
            return new Contours(name, x, y, values, round);
        }
    }

    /** A straight rule over the whole chart at one value of x (vertical) or of y; the name stands beside it. */
    record Rule(String name, boolean vertical, double at) implements Layer {}

    /** A remark beside a point of the chart. */
    record Note(String text, double x, double y) implements Layer {
        @Override
        public String name() {
            return null;
        }
    }

    private static void same(double[] a, double[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(a.length + " and " + b.length + " values in one layer");
        }
    }
}
