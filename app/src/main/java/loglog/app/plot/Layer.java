package loglog.app.plot;

/**
 * Something drawn on a chart. Arrays of one layer have equal length; a point that is not finite, or not positive on a
 * logarithmic axis, is not drawn. A name is what the legend calls it; null leaves it out of the legend.
 */
public sealed interface Layer {
    String name();

    /**
     * Measured points.
     *
     * @param values each point's value on the chart's colour axis; null for one colour
     * @param labels what each point is, for the page's read-out; null for none
     */
    record Points(String name, double[] x, double[] y, double[] values, String[] labels) implements Layer {
        public Points {
            same(x, y);
        }
    }

    /**
     * A curve, sampled from left to right.
     *
     * @param value the curve's value on the chart's colour axis; NaN for a colour of its own
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

    /** Points with vertical intervals. */
    record Bars(String name, double[] x, double[] y, double[] low, double[] high) implements Layer {
        public Bars {
            same(x, y);
            same(x, low);
            same(x, high);
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
