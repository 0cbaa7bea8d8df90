package loglog.forecast.trends;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.forecast.Dates;
import loglog.forecast.Period;
import loglog.forecast.TableCells;
import loglog.tables.Table;
import loglog.tables.TableException;
import loglog.tables.Where;

/**
 * The dated rows of a user's table.
 *
 * @param table as it was read
 * @param metric the metric's column
 * @param date the date's column
 * @param rows those with a date and a metric that were asked for, in the order of their dates
 * @param groups what the rows' groups are called
 * @param without how many rows have no metric, or no date
 * @param unwanted how many rows are of other dates, or do not meet the conditions
 * @param vague how many of the rows' dates are a month, a quarter or a year, whose middle is taken
 * @param chosen how the best-so-far were chosen, in words; empty where all rows are taken
 * @param selection the rows as a trend reads them, with those among which the best were chosen
 */
public record TrendTable(
        Table table,
        String metric,
        String date,
        List<Row> rows,
        List<String> groups,
        int without,
        int unwanted,
        int vague,
        String chosen,
        Selection selection) {
    private static final String[] NAMES = {"model", "name", "system", "alias", "agent", "record", "run", "description"};

    /** The usual names of the column of dates. */
    public static final String[] DATES = {
        "date",
        "release_date",
        "publication_date",
        "published",
        "released",
        "first_operational",
        "quarter",
        "month",
        "year"
    };

    /**
     * A row.
     *
     * @param at its row in the table
     * @param value the metric; positive where it is of a trend
     * @param group which group it is drawn with
     */
    public record Row(int at, Period date, double value, String name, int group) {}

    /** What resamples draw. */
    public enum Unit {
        ROWS,
        MODELS,
        ORGANIZATIONS
    }

    /** Which of the rows are wanted. */
    public enum Best {
        ALL,
        /** Those better than all before them, or where the table has a column {@code sota}, its rows. */
        SO_FAR
    }

    /**
     * What to read.
     *
     * @param metric the metric's column
     * @param date the date's column; null for one of the usual names
     * @param order of day and month; null to tell by the column
     * @param model the column that names models; null for one of the usual names
     * @param organization the column that names organizations; null for one of the usual names
     * @param unit what resamples draw
     * @param since the first date wanted; null for all
     * @param until the last date wanted; null for all
     * @param where conditions on rows
     * @param best which of them are wanted
     * @param higher whether more is better; null to tell by the rows' trend
     */
    public record Wanted(
            String metric,
            String date,
            Period.Order order,
            String model,
            String organization,
            Unit unit,
            Period since,
            Period until,
            List<Where> where,
            Best best,
            Boolean higher) {}

    /**
     * Reads a table.
     *
     * @throws TableException for columns that are not there and cells that are not understood
     */
    public static TrendTable of(Table table, Wanted wanted) {
        var read = read(table, wanted, true);
        var rows = read.rows();
        var all = new TrendTable(
                table,
                table.columns().get(read.metric()),
                table.columns().get(read.date()),
                rows,
                read.groups(),
                read.without(),
                read.unwanted(),
                (int) rows.stream().filter(row -> !row.date().isDay()).count(),
                "",
                new Selection(dated(rows), Selection.Best.ALL));
        return wanted.best() == Best.SO_FAR ? all.best(wanted) : all;
    }

    /**
     * The rows with a date and a metric that were asked for, in the order of their dates. Nothing is fitted to them, so that their values may
     * be zero, such as that of a milestone that is not reached.
     *
     * @throws TableException for columns that are not there and cells that are not understood
     */
    public static List<Row> rows(Table table, Wanted wanted) {
        return read(table, wanted, false).rows();
    }

    private record Read(int metric, int date, List<Row> rows, List<String> groups, int without, int unwanted) {}

    private static Read read(Table table, Wanted wanted, boolean positive) {
        int metric = TableCells.need(table, "--metric", wanted.metric(), "value");
        int date = TableCells.need(table, "--date", wanted.date(), DATES);
        var dates = TableCells.dates(table, date, wanted.order());
        var group = group(table, wanted);
        int name = wanted.model() != null
                ? TableCells.need(table, "--model", wanted.model())
                : TableCells.find(table, NAMES);
        var groups = new LinkedHashMap<String, Integer>();
        var rows = new ArrayList<Row>();
        int without = 0;
        int unwanted = 0;
        for (int r = 0; r < table.rows(); r++) {
            if (!isWanted(table, r, dates.get(r), wanted)) {
                unwanted++;
                continue;
            }
            var value = TableCells.number(table, r, metric);
            if (value.isEmpty() || dates.get(r) == null) {
                without++;
                continue;
            }
            if (positive && !(value.getAsDouble() > 0)) {
                throw new TableException("%s: found %s, expected a positive number: growth is of logarithms"
                        .formatted(table.place(r, metric), table.quoted(r, metric)));
            }
            var named = name < 0 ? null : table.text(r, name);
            var of = group < 0 ? null : table.text(r, group);
            int number = groups.computeIfAbsent(of == null ? table.place(r) : of, _ -> groups.size());
            rows.add(new Row(r, dates.get(r), value.getAsDouble(), named == null ? table.place(r) : named, number));
        }
        rows.sort(Comparator.comparingDouble(row -> row.date().years()));
        return new Read(metric, date, List.copyOf(rows), List.copyOf(groups.keySet()), without, unwanted);
    }

    private static int group(Table table, Wanted wanted) {
        return switch (wanted.unit()) {
            case ROWS -> -1;
            case MODELS -> TableCells.need(table, "--model", wanted.model(), NAMES);
            case ORGANIZATIONS ->
                TableCells.need(
                        table,
                        "--organization",
                        wanted.organization(),
                        "organization",
                        "organization",
                        "lab",
                        "developer",
                        "company",
                        "owner");
        };
    }

    private static boolean isWanted(Table table, int row, Period date, Wanted wanted) {
        if (date != null
                && (wanted.since() != null
                                && date.years() < Dates.years(wanted.since().first())
                        || wanted.until() != null
                                && date.years() > Dates.years(wanted.until().last()))) {
            return false;
        }
        for (var where : wanted.where()) {
            int column = TableCells.need(table, "--where", where.column());
            if (!where.keeps(table.text(row, column), () -> table.place(row, column))) {
                return false;
            }
        }
        return true;
    }

    /** Where the wanted rows begin; what was best before counts among the best so far. */
    private static double from(Wanted wanted) {
        return wanted.since() == null
                ? Double.NEGATIVE_INFINITY
                : Dates.years(wanted.since().first());
    }

    private TrendTable best(Wanted wanted) {
        boolean higher = wanted.higher() != null ? wanted.higher() : rises();
        var by = new Selection(selection.all(), higher ? Selection.Best.HIGHEST : Selection.Best.LOWEST, from(wanted));
        int sota = TableCells.find(table, "sota");
        if (sota < 0) {
            return with(kept(by.rows()), "those %s than all before them".formatted(higher ? "higher" : "lower"), by);
        }
        var marked = rows.stream()
                .filter(row -> row.date().years() >= from(wanted) && TableCells.flag(table, row.at(), sota))
                .toList();
        var of = dated(marked);
        var words = "those that the column %s marks".formatted(table.columns().get(sota));
        return Arrays.equals(of.values(), by.rows().values()) // then resamples can choose anew
                ? with(marked, words, by)
                : with(marked, words, new Selection(of, Selection.Best.ALL));
    }

    /** The table's rows that a frontier has. */
    private List<Row> kept(DatedRows frontier) {
        var best = new ArrayList<Row>();
        for (var row : rows) {
            int next = best.size();
            if (next < frontier.size()
                    && row.date().years() == frontier.years()[next]
                    && row.value() == frontier.values()[next]) {
                best.add(row);
            }
        }
        return best;
    }

    /** Whether the metric rises with the date. */
    public boolean rises() {
        var of = selection.rows();
        var fit = new CurveFit(Form.EXPONENTIAL, of.years(), of.logs());
        var solved = fit.isPossible() ? fit.solve(Resamples.once(of.size())) : null;
        return solved == null || solved.curve().b() >= 0;
    }

    /** The same table with some of its rows. */
    private TrendTable with(List<Row> some, String words, Selection of) {
        return new TrendTable(table, metric, date, List.copyOf(some), groups, without, unwanted, vague, words, of);
    }

    /** The rows of each value of a column, in the order in which the table first has them. */
    public Map<String, TrendTable> by(String column) {
        int of = TableCells.need(table, "--group", column);
        var parts = new LinkedHashMap<String, List<Row>>();
        for (var row : rows) {
            var value = table.text(row.at(), of);
            parts.computeIfAbsent(value == null ? "" : value, _ -> new ArrayList<>())
                    .add(row);
        }
        var tables = new LinkedHashMap<String, TrendTable>();
        parts.forEach((value, some) ->
                tables.put(value, with(some, chosen, new Selection(dated(some), Selection.Best.ALL))));
        return tables;
    }

    private static DatedRows dated(List<Row> rows) {
        var numbers = new HashMap<Integer, Integer>();
        return DatedRows.of(
                rows.stream().mapToDouble(row -> row.date().years()).toArray(),
                rows.stream().mapToDouble(Row::value).toArray(),
                rows.stream().map(Row::name).toArray(String[]::new),
                rows.stream()
                        .mapToInt(row -> numbers.computeIfAbsent(row.group(), _ -> numbers.size()))
                        .toArray());
    }
}
