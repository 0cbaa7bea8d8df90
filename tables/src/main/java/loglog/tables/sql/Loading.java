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

    private void put(String name, Object value) throws SQLException {
        var known = index.get(key(name));
        if (known == null) {
            close();
            var kind = Kind.of(value);
            execute("ALTER TABLE %s ADD COLUMN %s %s".formatted(table, quoted(name), kind.sql()));
            int column = enter(name, kind); // first, since it may put a longer array in the place of cells
            cells[column] = value;
            return;
        }
        var cell = kinds[known] == Kind.TIME && value instanceof String text ? time(text) : value;
        var kind = kinds[known].with(Kind.of(cell));
        if (kind != kinds[known]) {
            close();
            execute("ALTER TABLE %s ALTER COLUMN %s TYPE %s".formatted(table, quoted(name), kind.sql()));
            kinds[known] = kind;
        }
        cells[known] = cell;
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
