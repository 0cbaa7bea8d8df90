package loglog.lab.imports;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import loglog.tables.Numbers;
import tools.jackson.databind.node.ObjectNode;

/** Values on their way into files: counts as whole numbers, and none that JSON does not have. */
final class Values {
    /** Up to here a double holds every whole number. */
    private static final double WHOLE = 0x1p53;

    private Values() {}

    /** Puts a finite number, without decimals where it has none; leaves out what is not finite. */
    static void put(ObjectNode node, String key, double value) {
        if (isWhole(value)) {
            node.put(key, (long) value);
        } else if (Double.isFinite(value)) {
            node.put(key, value);
        }
    }

    static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) <= WHOLE;
    }

    /** A count above 0 as whole number; empty for anything else. */
    static OptionalLong count(double value) {
        return value >= 0.5 && value < 0x1p63 ? OptionalLong.of(Math.round(value)) : OptionalLong.empty();
    }

    static OptionalDouble positive(double value) {
        return value > 0 && Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    /**
     * A cell's number; NaN and infinities as Python, pandas and Weights &amp; Biases write them are numbers here.
     *
     * @return empty where it is none
     */
    static OptionalDouble parse(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "nan" -> OptionalDouble.of(Double.NaN);
            case "inf", "infinity", "+inf" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
            case "-inf", "-infinity" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
            default -> Numbers.parse(text);
        };
    }

    /** Whether a cell holds nothing, in the words of tables. */
    static boolean isNothing(String text) {
        return text == null
                || switch (text) {
                    case "", "NA", "N/A", "n/a", "null", "NULL", "None", "none", "-" -> true;
                    default -> false;
                };
    }
}
