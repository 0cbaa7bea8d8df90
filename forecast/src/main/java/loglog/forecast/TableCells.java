package loglog.forecast;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import loglog.tables.Numbers;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Where;

/** Columns and cells of a user's table, as forecasts read them; what is wrong is one sentence that names the place. */
public final class TableCells {
    private TableCells() {}

    /** The first of the names that the table has as a column, without regard to case and punctuation; -1 for none. */
    public static int find(Table table, String... names) {
        for (var name : names) {
            if (table.column(name) >= 0) {
                return table.column(name);
            }
        }
        for (var name : names) {
            for (int c = 0; c < table.columns().size(); c++) {
                if (plain(table.columns().get(c)).equals(plain(name))) {
                    return c;
                }
            }
        }
        return -1;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "");
    }

    /**
     * The column that an option names, or one of the usual names.
     *
     * @param option which names a column, such as {@code --date}
     * @param given what it was given; null for nothing
     * @throws TableException where there is no such column
     */
    public static int need(Table table, String option, String given, String... usual) {
        int column = given != null ? find(table, given) : find(table, usual);
        if (column < 0) {
            throw new TableException(
                    given != null
                            ? "%s: found no column %s for %s, expected one of %s"
                                    .formatted(table.source(), given, option, table.listedColumns())
                            : "%s: found no column %s, expected one, or its name with %s; the columns are %s"
                                    .formatted(table.source(), usual[0], option, table.listedColumns()));
        }
        return column;
    }

    /**
     * The rows that meet all conditions.
     *
     * @param where as {@code --where} was given
     * @throws TableException where there is no such column
     */
    public static int[] rows(Table table, List<Where> where) {
        var columns = where.stream()
                .mapToInt(w -> need(table, "--where " + w, w.column()))
                .toArray();
        return IntStream.range(0, table.rows())
                .filter(row -> IntStream.range(0, columns.length)
                        .allMatch(k ->
                                where.get(k).keeps(table.text(row, columns[k]), () -> table.place(row, columns[k]))))
                .toArray();
    }

    /** A cell's number; empty for an empty cell. */
    public static OptionalDouble number(Table table, int row, int column) {
        var text = table.text(row, column);
        if (text == null || isNothing(text)) {
            return OptionalDouble.empty();
        }
        var number = Numbers.parse(text);
        if (number.isEmpty()) {
            throw new TableException(
                    "%s: found %s, expected a number".formatted(table.place(row, column), table.quoted(row, column)));
        }
        return number;
    }

    /** Whether a text says that there is no number: as pandas, R and SQL write it. */
    private static boolean isNothing(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "na", "n/a", "nan", "null", "none", "-", "?" -> true;
            default -> false;
        };
    }

    /** A cell that says yes or no; an empty one says no. */
    public static boolean flag(Table table, int row, int column) {
        var text = table.text(row, column);
        return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "t", "1", "1.0" -> true;
            case "", "false", "no", "n", "f", "0", "0.0" -> false;
            default ->
                throw new TableException("%s: found %s, expected True or False"
                        .formatted(table.place(row, column), table.quoted(row, column)));
        };
    }

    /**
     * A column's dates; null where a cell is empty.
     *
     * @param order of day and month, null to tell by the column itself
     * @throws TableException for what is no date, or could be two
     */
    public static List<Period> dates(Table table, int column, Period.Order order) {
        var texts = IntStream.range(0, table.rows())
                .mapToObj(row -> table.text(row, column))
                .toList();
        var known = order != null
                ? order
                : Period.order(texts.stream().filter(Objects::nonNull).toList()).orElse(null);
        var dates = new Period[texts.size()];
        for (int row = 0; row < dates.length; row++) {
            var text = texts.get(row);
            if (text != null && !isNothing(text)) {
                int at = row;
                dates[row] = Period.parse(text, known)
                        .orElseThrow(() -> new TableException("%s: found %s, expected %s"
                                .formatted(
                                        table.place(at, column),
                                        table.quoted(at, column),
                                        known == null && Period.needsOrder(text)
                                                ? "a date that can be read in one way, or --date-order mdy or dmy"
                                                : Period.EXPECTED)));
            }
        }
        return Arrays.asList(dates);
    }
}
