package loglog.tables.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import loglog.runs.reader.MetricRows;
import loglog.tables.sql.View.Column.Kind;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Fills a view's table. While rows arrive, columns that they bring are added, and a column whose cells turn out to be of
 * several kinds is changed; names are compared as SQL does, without case.
 */
final class Loading implements AutoCloseable {
    private final DuckDBConnection connection;
    private final String table;
    private final Map<String, Integer> index = new HashMap<>();
    private Kind[] kinds = new Kind[64];
    private Object[] cells = new Object[64];
    private DuckDBAppender appender;

    Loading(DuckDBConnection connection, View view) throws SQLException {
        this.connection = connection;
        this.table = view.sqlName();
        var columns = new StringBuilder();
        for (var column : view.columns()) {
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append(quoted(column.name()))
                    .append(' ')
                    .append(column.kind().sql());
            enter(column.name(), column.kind());
        }
        execute("CREATE TABLE " + table + "(" + columns + ")");
    }

    /** Adds a row. A cell without a value makes no column. */
    void add(Map<String, Object> row) throws SQLException {
        for (var cell : row.entrySet()) {
            if (cell.getValue() != null) {
                put(cell.getKey().isEmpty() ? "unnamed" : cell.getKey(), cell.getValue());
            }
        }
        if (appender == null) {
            appender = connection.createAppender(table);
        }
        appender.beginRow();
        for (int c = 0; c < index.size(); c++) {
            append(kinds[c], cells[c]);
        }
        appender.endRow();
        Arrays.fill(cells, null);
    }

    /**
     * Adds rows, each with one more cell.
     *
     * @param name of the column of that cell, which the view has
     */
    void add(MetricRows rows, String name, String cell) throws SQLException {
        var sources = new MetricRows.Column[kinds.length];
        boolean plain = true;
        for (var source : rows.columns()) {
            var kind = kind(source, rows.rows());
            if (kind != null) {
                int column = column(source.name().isEmpty() ? "unnamed" : source.name(), kind);
                sources = column < sources.length ? sources : Arrays.copyOf(sources, kinds.length);
                plain &= sources[column] == null && kinds[column] != Kind.TIME;
                sources[column] = source;
            }
        }
        int named = index.get(key(name));
        if (!plain || sources[named] != null) { // names that SQL does not tell apart
            for (int row = 0; row < rows.rows(); row++) {
                var map = rows.map(row);
                map.put(name, cell);
                add(map);
            }
            return;
        }
        if (appender == null) {
            appender = connection.createAppender(table);
        }
        for (int row = 0; row < rows.rows(); row++) {
            appender.beginRow();
            for (int c = 0; c < index.size(); c++) {
                if (c == named) {
                    appender.append(cell);
                } else {
                    append(kinds[c], sources[c], row);
                }
            }
            appender.endRow();
        }
    }

    /** The kind that holds all cells of a column; null where it has none. */
    private static Kind kind(MetricRows.Column column, int rows) {
        Kind all = null;
        for (int row = 0; row < rows; row++) {
            var kind = switch (column.kind(row)) {
                case NOTHING -> null;
                case WHOLE -> Kind.of(column.whole(row));
                case REAL -> Kind.REAL;
                case FLAG -> Kind.FLAG;
                case TEXT -> Kind.TEXT;
            };
            if (kind != null && kind != all) {
                all = all == null ? kind : all.with(kind);
            }
        }
        return all;
    }

    private void append(Kind kind, MetricRows.Column from, int row) throws SQLException {
        switch (from == null ? MetricRows.Kind.NOTHING : from.kind(row)) {
            case NOTHING -> appender.appendNull();
            case WHOLE -> {
                if (kind == Kind.WHOLE) {
                    appender.append(from.whole(row));
                } else if (kind == Kind.COUNT) {
                    appender.appendHugeInt(from.whole(row), from.whole(row) >> 63);
                } else if (kind == Kind.REAL) {
                    appender.append((double) from.whole(row));
                } else {
                    append(kind, from.value(row));
                }
            }
            case REAL -> {
                if (kind == Kind.REAL) {
                    appender.append(from.real(row));
                } else {
                    append(kind, from.value(row));
                }
            }
            default -> append(kind, from.value(row));
        }
    }

    /** The column of a name, which is made or changed so that it holds cells of a kind, too. */
    private int column(String name, Kind kind) throws SQLException {
        var known = index.get(key(name));
        if (known == null) {
            close();
            execute("ALTER TABLE %s ADD COLUMN %s %s".formatted(table, quoted(name), kind.sql()));
            return enter(name, kind);
        }
        var both = kinds[known].with(kind);
        if (both != kinds[known]) {
            close();
            execute("ALTER TABLE %s ALTER COLUMN %s TYPE %s".formatted(table, quoted(name), both.sql()));
            kinds[known] = both;
        }
        return known;
    }

    private void put(String name, Object value) throws SQLException {
        var known = index.get(key(name));
        var cell = known != null && kinds[known] == Kind.TIME && value instanceof String text ? time(text) : value;
        int column = column(name, Kind.of(cell)); // first, since it may put a longer array in the place of cells
        cells[column] = cell;
    }

    private void append(Kind kind, Object value) throws SQLException {
        switch (value) {
            case null -> appender.appendNull();
            case Object _ when kind == Kind.TEXT -> appender.append(value.toString());
            case Boolean flag -> appender.append(flag.booleanValue());
            case Number number when kind == Kind.WHOLE -> appender.append(number.longValue());
            case Number number
            when kind == Kind.COUNT -> appender.appendHugeInt(number.longValue(), number.longValue() >> 63);
            case Number number -> appender.append(number.doubleValue());
            case Instant time -> appender.append(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
            default -> throw new IllegalArgumentException(value.getClass().getName());
        }
    }

    /** The instant that a text names; the text where it names none. */
    private static Object time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException _) {
            return text;
        }
    }

    private int enter(String name, Kind kind) {
        int column = index.size();
        index.put(key(name), column);
        if (column == kinds.length) {
            kinds = Arrays.copyOf(kinds, 2 * column);
            cells = Arrays.copyOf(cells, 2 * column);
        }
        kinds[column] = kind;
        return column;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Writes what was added. */
    @Override
    public void close() throws SQLException {
        if (appender != null) {
            appender.close();
            appender = null;
        }
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
