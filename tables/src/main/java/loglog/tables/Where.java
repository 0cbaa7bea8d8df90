package loglog.tables;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A condition on a row, as {@code --where} gives it: {@code dataset=c4}, {@code params<5e8}. Compares as numbers where
 * both sides are numbers, otherwise as text; an empty cell equals only an empty value and is neither above nor below.
 */
public record Where(String column, Comparison comparison, String value) {
    /** The comparisons, each with its sign. */
    public enum Comparison {
        NOT_EQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        BELOW("<"),
        ABOVE(">"),
        EQUAL("=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        private boolean holds(int order) {
            return switch (this) {
                case EQUAL -> order == 0;
                case NOT_EQUAL -> order != 0;
                case BELOW -> order < 0;
                case AT_MOST -> order <= 0;
                case ABOVE -> order > 0;
                case AT_LEAST -> order >= 0;
            };
        }
    }

    /**
     * Reads a condition such as {@code dataset=c4}.
     *
     * @throws TableException if the text has no comparison, no column, or compares size with what is not a number
     */
    public static Where parse(String text) {
        for (int i = 1; i < text.length(); i++) {
            for (var comparison : Comparison.values()) {
                if (text.startsWith(comparison.sign, i)) {
                    return of(text, i, comparison);
                }
            }
        }
        throw new TableException(
                "--where: found " + text + ", expected COLUMN=VALUE, or another of !=, <, <=, >, >= between the two");
    }

    private static Where of(String text, int at, Comparison comparison) {
        var value = text.substring(at + comparison.sign.length()).strip();
        var equality = comparison == Comparison.EQUAL || comparison == Comparison.NOT_EQUAL;
        if (!equality && Numbers.parse(value).isEmpty()) {
            throw new TableException(
                    "--where " + text + ": found \"" + value + "\", expected a number after " + comparison.sign);
        }
        return new Where(text.substring(0, at).strip(), comparison, value);
    }

    /** Whether a row is kept. */
    boolean keeps(Table table, int row, int column) {
        return keeps(table.text(row, column), () -> table.place(row, column));
    }

    /**
     * Whether a cell meets the condition.
     *
     * @param cell its text; null for an empty one
     * @param place where it is, for an error
     * @throws TableException where a text is compared by size
     */
    public boolean keeps(String cell, Supplier<String> place) {
        var equality = comparison == Comparison.EQUAL || comparison == Comparison.NOT_EQUAL;
        if (cell == null || value.isEmpty()) {
            return equality && (cell == null && value.isEmpty()) == (comparison == Comparison.EQUAL);
        }
        var left = Numbers.parse(cell);
        var right = Numbers.parse(value);
        if (left.isPresent() && right.isPresent()) {
            return comparison.holds(Double.compare(left.getAsDouble(), right.getAsDouble()));
        }
        if (!equality) {
            throw new TableException("%s: found %s, expected a number, as --where %s compares numbers"
                    .formatted(place.get(), Table.quoted(cell), this));
        }
        return comparison.holds(cell.compareTo(value));
    }

    /** Whether a cell that is a finite number meets the condition; what the value is as a number is {@link #number}. */
    public boolean keeps(double cell, double number) {
        return comparison.holds(Double.compare(cell, number));
    }

    /** The value, where it is a number. */
    public OptionalDouble number() {
        return Numbers.parse(value);
    }

    /** Why rows that do not meet all of the conditions are left out, worded to stand behind their number. */
    public static String unmet(List<Where> all) {
        return "do not meet " + all.stream().map(Where::toString).collect(Collectors.joining(" and "));
    }

    @Override
    public String toString() {
        return column + comparison.sign + value;
    }
}
