package loglog.runs;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run is measured by.
 *
 * @param name as files and commands have it, such as {@code validation_loss}, {@code elo}, {@code accuracy}
 * @param unit in words; empty for a pure number
 * @param better which way is better
 * @param least that it can be; may be negative infinity
 * @param greatest that it can be; may be infinity
 * @param scale on which it changes evenly, and on which its errors are counted: it decides the laws that may describe it
 */
public record Metric(String name, String unit, Better better, double least, double greatest, Scale scale) {
    /** Which way a metric is better. */
    public enum Better {
        LOW,
        HIGH
    }

    /** On what a metric changes evenly. */
    public enum Scale {
        /** Positive, with errors that are shares of it, as a loss. */
        LOG,
        /** Between two limits that it nears ever more slowly, as an accuracy. */
        LOGIT,
        /** Anything, with errors in its own unit, as a rating in Elo. */
        LINEAR
    }

    /** Mean cross-entropy of text that was set aside: the metric of runs that name none. */
    public static final Metric VALIDATION_LOSS =
            new Metric("validation_loss", "nats per token", Better.LOW, 0, Double.POSITIVE_INFINITY, Scale.LOG);

    public Metric {
        if (name.isEmpty() || !(least < greatest) || (scale == Scale.LOG && least < 0)) {
            throw new IllegalArgumentException("no metric: %s from %s to %s".formatted(name, least, greatest));
        }
    }

    /** What is wrong with a value of it, for a sentence; empty where it can be one. */
    public Optional<String> problem(double value) {
        boolean possible =
                Double.isFinite(value) && value >= least && value <= greatest && (scale != Scale.LOG || value > 0);
        return possible ? Optional.empty() : Optional.of("found %s, expected %s".formatted(value, expected()));
    }

    /** The nearest value that it can be: a law of an accuracy may rise beyond 1, an accuracy does not. */
    public double within(double value) {
        return Math.clamp(value, least, greatest);
    }

    private String expected() {
        if (scale == Scale.LOG && Double.isInfinite(greatest)) {
            return "a positive number";
        }
        if (Double.isInfinite(least) && Double.isInfinite(greatest)) {
            return "a finite number";
        }
        return Double.isInfinite(greatest)
                ? "at least " + plain(least)
                : Double.isInfinite(least)
                        ? "at most " + plain(greatest)
                        : "a number from %s to %s".formatted(plain(least), plain(greatest));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : value + "";
    }

    /** Its name in words, with its unit: {@code validation loss [nats per token]}. */
    public String label() {
        return unit.isEmpty() || unit.equals(words()) ? words() : "%s [%s]".formatted(words(), unit);
    }

    /** Its name in words; Elo is a person's name. */
    public String words() {
        return name.equalsIgnoreCase(unit) ? unit : name.replace('_', ' ');
    }

    /** As {@code run.json} has it; a limit that there is not is left out. */
    public void write(ObjectNode to) {
        to.put("name", name).put("unit", unit).put("better", better.name().toLowerCase(java.util.Locale.ROOT));
        if (Double.isFinite(least)) {
            to.put("least", least);
        }
        if (Double.isFinite(greatest)) {
            to.put("greatest", greatest);
        }
        to.put("scale", scale.name().toLowerCase(java.util.Locale.ROOT));
    }

    /** @throws DataException naming the first field that is missing or of another kind */
    public static Metric read(Fields fields) {
        var name = fields.text("name");
        double least = fields.number("least", Double.NEGATIVE_INFINITY);
        double greatest = fields.number("greatest", Double.POSITIVE_INFINITY);
        var scale = fields.choice("scale", Scale.class);
        if (name.isEmpty()) {
            throw fields.expected("name", "the name of a metric");
        }
        if (!(least < greatest) || (scale == Scale.LOG && least < 0)) {
            throw fields.expected(
                    "least", scale == Scale.LOG ? "0 or more, below the greatest" : "less than the greatest");
        }
        return new Metric(name, fields.text("unit", ""), fields.choice("better", Better.class), least, greatest, scale);
    }
}
