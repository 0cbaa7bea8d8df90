package loglog.app.lab.report;

import loglog.lab.ledger.Entry;
import loglog.pages.plot.Axis;
import loglog.runs.Metric;
import loglog.words.Format;

/** How a metric is named and its errors are told: shares where it is positive and changes by shares, else in its unit. */
public final class Measured {
    private Measured() {}

    /** In a sentence: a language model's validation loss is its loss. */
    public static String name(Metric metric) {
        return metric.equals(Metric.VALIDATION_LOSS) ? "loss" : metric.words();
    }

    /** As an axis, where all values of a metric on a logarithmic scale are positive. */
    public static Axis axis(Metric metric) {
        return axis(metric, metric.label());
    }

    static Axis axis(Metric metric, String label) {
        return isLog(metric) ? Axis.log(label) : Axis.linear(label);
    }

    static boolean isLog(Metric metric) {
        return metric.scale() == Metric.Scale.LOG;
    }

    /** A forecast's error with its sign; empty before it has one. */
    public static String error(Entry entry) {
        if (entry.score().isEmpty()) {
            return "";
        }
        boolean log = isLog(entry.metric());
        double error = log ? entry.relativeError() : entry.error();
        var text = log ? Format.percent(error) : Format.number(error) + unit(entry.metric());
        return error > 0 ? "+" + text : text;
    }

    /** A distance on the metric's scale: a share, or so many of its unit. */
    public static String amount(Metric metric, double amount) {
        return isLog(metric) ? Format.percent(amount) : Format.number(amount) + unit(metric);
    }

    private static String unit(Metric metric) {
        return metric.unit().isEmpty() ? "" : " " + metric.unit();
    }

    /** How far a run lies above its law: in percent, or in the metric's unit. */
    static double above(Metric metric, double value, double law) {
        return isLog(metric) ? 100 * (value / law - 1) : value - law;
    }

    /** What {@link #above} is, for an axis. */
    static String above(Metric metric) {
        return isLog(metric) ? "measured / law - 1 [%]" : "measured - law" + bracketed(metric);
    }

    private static String bracketed(Metric metric) {
        return metric.unit().isEmpty() ? "" : " [" + metric.unit() + "]";
    }
}
