package loglog.tables;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBStruct;

/**
 * Reads Parquet through DuckDB, which is loaded by the first Parquet file alone: its native library takes longer to load
 * than all the rest takes.
 */
final class Parquet {
    /**
     * DuckDB would read folders named KEY=VALUE above a file as columns of it, and let them replace the file's own of these
     * names.
     */
    private static final String AS_IT_IS = ", hive_partitioning = false";

    private Parquet() {}

    static boolean is(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".parquet") || lower.endsWith(".pq");
    }

    static void read(String name, Table.Builder table) {
        refuseWhatIsNoFile(name);
        table.unit("row");
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("SELECT * FROM read_parquet('" + literal(name) + "'" + AS_IT_IS + ")")) {
            var names = new ArrayList<String>();
            for (int c = 1; c <= rows.getMetaData().getColumnCount(); c++) {
                names.add(rows.getMetaData().getColumnName(c));
            }
            for (long n = 1; rows.next(); n++) {
                row(n, names, rows, table);
            }
        } catch (SQLException e) {
            throw new TableException(name + " is not valid Parquet: " + firstLine(e.getMessage()), e);
        }
    }

    private static void row(long n, ArrayList<String> names, ResultSet rows, Table.Builder table) throws SQLException {
        for (int c = 0; c < names.size(); c++) {
            put(names.get(c), rows.getObject(c + 1), table);
        }
        table.row(n);
    }

    private static void put(String name, Object value, Table.Builder table) throws SQLException {
        if (value instanceof DuckDBStruct struct) {
            for (Map.Entry<String, Object> field : struct.getMap().entrySet()) {
                put(name + "." + field.getKey(), field.getValue(), table);
            }
            return;
        }
        table.cell(table.column(name), value == null ? null : value.toString());
    }

    private static Connection connect() throws SQLException {
        var settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false"); // a table is read without the network
        settings.setProperty("jdbc_stream_results", "true");
        return DriverManager.getConnection("jdbc:duckdb:", settings);
    }

    private static void refuseWhatIsNoFile(String name) {
        var path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new TableException(
                    name + ": found a folder, expected a file, or a glob such as '" + name + "/*.parquet'");
        }
        if (!Files.exists(path)) {
            throw new TableException(name + " does not exist");
        }
        if (!Files.isReadable(path)) {
            throw new TableException(name + " cannot be read: permission denied");
        }
    }

    /** The path as DuckDB reads it: it would take a wildcard in it for one. */
    private static String literal(String name) {
        var out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            var c = name.charAt(i);
            out.append(
                    switch (c) {
                        case '*', '?', '[' -> "[" + c + "]";
                        case '\'' -> "''";
                        default -> String.valueOf(c);
                    });
        }
        return out.toString();
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
