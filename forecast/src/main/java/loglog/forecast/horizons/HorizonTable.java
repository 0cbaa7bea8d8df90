package loglog.forecast.horizons;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import loglog.forecast.Period;
import loglog.forecast.TableCells;
import loglog.tables.Table;
import loglog.tables.TableException;

/**
 * Horizons that others have measured, a row an agent: columns {@code p50_minutes}, {@code p80_minutes} or of other rates.
 *
 * @param rows those with a date and the horizon at the first rate
 * @param rates the success rates that the table has, between 0 and 1, ascending
 * @param marked whether the table marks the best at release in a column {@code sota}
 * @param without how many rows lack a date or a horizon
 * @param columns the column of each quantity, by the quantity's name
 */
public record HorizonTable(
        List<Row> rows, List<Double> rates, boolean marked, int without, Map<String, String> columns) {
    private static final Pattern RATE =
            Pattern.compile("p(\\d{1,2}(?:\\.\\d+)?)(?:_?(?:time)?_?horizon)?(?:_?length)?(?:_?(min|minutes|hours))?");

    /**
     * A row.
     *
     * @param minutes the horizon at each of the rates; NaN where the cell is empty
     * @param best whether the table marks it as best at its release
     */
    public record Row(int at, String name, Period date, double[] minutes, boolean best) {
        /**
         * The horizon at a success rate. Between and beyond the table's rates the logistic curve through the two nearest:
         * log2 of the horizon is linear in the log-odds.
         *
         * @return log2 of minutes; NaN where the row has too few horizons
         */
        public double log2(double success, List<Double> rates) {
            int k = rates.indexOf(success);
            if (k >= 0) {
                return Math.log(minutes[k]) / Math.log(2);
            }
            if (rates.size() < 2) {
                return Double.NaN;
            }
            int above = 1;
            while (above < rates.size() - 1 && rates.get(above) < success) {
                above++;
            }
            double low = logit(rates.get(above - 1));
            double high = logit(rates.get(above));
            double part = (logit(success) - low) / (high - low);
            return (Math.log(minutes[above - 1]) * (1 - part) + Math.log(minutes[above]) * part) / Math.log(2);
        }
    }

    private static double logit(double p) {
        return Math.log(p / (1 - p));
    }

    /** Whether a table has a row an agent with its horizons. */
    public static boolean is(Table table) {
        return !columns(table).isEmpty();
    }

    private static TreeMap<Double, Integer> columns(Table table) {
        var columns = new TreeMap<Double, Integer>();
        for (int c = 0; c < table.columns().size(); c++) {
            var m = RATE.matcher(table.columns().get(c).toLowerCase(Locale.ROOT).strip());
            if (m.matches() && Double.parseDouble(m.group(1)) > 0) {
                columns.putIfAbsent(Double.parseDouble(m.group(1)) / 100, c);
            }
        }
        return columns;
    }

    private static double unit(Table table, int column) {
        return table.columns().get(column).toLowerCase(Locale.ROOT).endsWith("hours") ? 60 : 1;
    }

    /**
     * Reads a table.
     *
     * @param date the column of release dates; null for one of the usual names
     * @throws TableException for columns that are not there and cells that are not understood
     */
    public static HorizonTable read(Table table, String date, Period.Order order) {
        var columns = columns(table);
        int when = TableCells.need(table, "--date", date, "release_date", "released", "date");
        int name = TableCells.find(table, "model", "agent", "alias", "name");
        int sota = TableCells.find(table, "sota");
        var dates = TableCells.dates(table, when, order);
        var rows = new ArrayList<Row>();
        int without = 0;
        for (int r = 0; r < table.rows(); r++) {
            var minutes = new double[columns.size()];
            int k = 0;
            boolean whole = dates.get(r) != null;
            for (int column : columns.values()) {
                int at = r;
                double value = TableCells.number(table, r, column).orElse(Double.NaN);
                if (value <= 0) {
                    throw new TableException("%s: found %s, expected a horizon above 0"
                            .formatted(table.place(at, column), table.quoted(at, column)));
                }
                minutes[k++] = value * unit(table, column);
                whole &= !Double.isNaN(value);
            }
            if (whole) {
                var named = name < 0 ? null : table.text(r, name);
                rows.add(new Row(
                        r,
                        named == null ? table.place(r) : named,
                        dates.get(r),
                        minutes,
                        sota >= 0 && TableCells.flag(table, r, sota)));
            } else {
                without++;
            }
        }
        var named = new LinkedHashMap<String, String>();
        named.put("date", table.columns().get(when));
        if (name >= 0) {
            named.put("agent", table.columns().get(name));
        }
        columns.forEach((rate, column) -> named.put(
                "p%s".formatted(Math.round(100 * rate)), table.columns().get(column)));
        return new HorizonTable(List.copyOf(rows), List.copyOf(columns.keySet()), sota >= 0, without, named);
    }
}
