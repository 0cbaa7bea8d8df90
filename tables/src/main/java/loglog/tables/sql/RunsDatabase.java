package loglog.tables.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import loglog.runs.Problem;
import loglog.runs.RunFolder;
import loglog.runs.reader.FileRows;
import loglog.runs.reader.RunFolders;
import loglog.runs.reader.StoredRun;
import loglog.tables.TableException;
import org.duckdb.DuckDBConnection;

/**
 * Run folders as views of a DuckDB database in memory, which reaches no file and no network: what a query makes, it makes
 * in memory, and it is gone afterwards.
 */
public final class RunsDatabase implements AutoCloseable {
    /** Runs whose metrics are read at once: enough for every core, few enough for little memory. */
    private static final int RUNS_AT_ONCE = 64;

    /** Of metrics' files; what is read of them takes less than half of that. */
    private static final long BYTES_AT_ONCE = 128 << 20;

    /** The one way to a file that is not refused but ends the process: DuckDB's log finds itself locked out too late. */
    private static final Pattern LOGS_TO_A_FILE = Pattern.compile("(?i)\\benable_logging\\b");

    private final DuckDBConnection connection;
    private final List<Problem> problems = new ArrayList<>();

    private RunsDatabase(DuckDBConnection connection) {
        this.connection = connection;
    }

    /** Takes the rows of an answer as they come. */
    public interface Answer {
        /** The columns' names, before the first row; two may have the same. */
        void columns(List<String> names);

        /** A row's cells: {@link Number}, {@link Boolean}, {@link String}, {@link List}, {@link Map}, null. */
        void row(List<Object> cells);
    }

    /**
     * Loads what a query may ask: a view that it does not name stays empty, unless it names none.
     *
     * @throws TableException where the runs do not fit into memory
     */
    public static RunsDatabase of(RunFolders folders, String sql) {
        try {
            var settings = new Properties();
            settings.setProperty("autoinstall_known_extensions", "false");
            settings.setProperty("autoload_known_extensions", "false");
            settings.setProperty("allow_community_extensions", "false");
            settings.setProperty("allow_persistent_secrets", "false");
            settings.setProperty("temp_directory", ""); // nothing is put out of memory onto the disk
            settings.setProperty("errors_as_json", "true");
            var database = new RunsDatabase((DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", settings));
            try {
                database.load(folders, sql);
                database.lock();
            } catch (SQLException e) {
                database.close();
                throw e;
            }
            return database;
        } catch (SQLException e) {
            throw new TableException(
                    "the runs cannot be loaded: " + SqlProblem.of("", e).finding());
        }
    }

    private void load(RunFolders folders, String sql) throws SQLException {
        boolean all = true;
        for (var view : View.values()) {
            all &= !view.isNamedIn(sql);
        }
        try (var runs = new Loading(connection, View.RUNS)) {
            for (var run : folders.runs()) {
                runs.add(run.columns());
            }
        }
        try (var metrics = new Loading(connection, View.METRICS)) {
            if (all || View.METRICS.isNamedIn(sql)) {
                loadMetrics(folders.runs(), metrics);
            }
        }
        try (var ledger = new Loading(connection, View.LEDGER)) {
            if (all || View.LEDGER.isNamedIn(sql)) {
                add(folders.ledger(), ledger);
            }
        }
    }

    private void loadMetrics(List<StoredRun> runs, Loading metrics) throws SQLException {
        for (int from = 0, to; from < runs.size(); from = to) {
            long bytes = 0;
            for (to = from;
                    to < runs.size() && to - from < RUNS_AT_ONCE && (to == from || bytes < BYTES_AT_ONCE);
                    to++) {
                bytes += size(runs.get(to));
            }
            var some = runs.subList(from, to);
            var read = some.parallelStream().map(run -> run.metrics()).toList();
            for (int i = 0; i < some.size(); i++) {
                metrics.add(read.get(i), "run", some.get(i).name());
                problems.addAll(read.get(i).problems());
            }
        }
    }

    private static long size(StoredRun run) {
        try {
            return Files.size(new RunFolder(run.folder()).metricsFile());
        } catch (IOException _) {
            return 0; // no metrics (yet)
        }
    }

    private void add(FileRows read, Loading table) throws SQLException {
        for (var row : read.rows()) {
            table.add(row);
        }
        problems.addAll(read.problems());
    }

    /** From here on no file, no network, no extension, and no way back. */
    private void lock() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
        }
    }

    /** What in the files could not be read and was left out. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * Answers a query. Of several statements the last one's answer is given.
     *
     * @throws TableException where DuckDB finds a mistake in it, or it would write or reach out, or its last statement
     *     has no answer
     */
    public void query(String sql, Answer answer) {
        if (LOGS_TO_A_FILE.matcher(sql).find()) {
            throw new TableException("the query: found enable_logging, which would write; sql only reads");
        }
        try (var statement = connection.prepareStatement(sql)) {
            if (!statement.execute()) {
                throw new TableException(
                        "query: found a last statement without an answer, expected one that has rows, such"
                                + " as select ... from runs");
            }
            try (var rows = statement.getResultSet()) {
                give(rows, answer);
            }
        } catch (SQLException e) {
            throw new TableException(SqlProblem.of(sql, e).sentence(this::columnsOf));
        }
    }

    private static void give(ResultSet rows, Answer answer) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        var names = new ArrayList<String>();
        for (int c = 1; c <= columns; c++) {
            names.add(rows.getMetaData().getColumnLabel(c));
        }
        answer.columns(names);
        while (rows.next()) {
            var cells = new ArrayList<Object>(columns);
            for (int c = 1; c <= columns; c++) {
                cells.add(DriverValues.plain(rows.getObject(c)));
            }
            answer.row(cells);
        }
    }

    /** A view's columns and their types in SQL. */
    public Map<String, String> columns(View view) {
        var columns = new LinkedHashMap<String, String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("DESCRIBE " + view.sqlName())) {
            while (rows.next()) {
                columns.put(rows.getString(1), rows.getString(2));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e); // the views are always there
        }
        return columns;
    }

    private List<String> columnsOf(View view) {
        return List.copyOf(columns(view).keySet());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException _) {
            // It held nothing but copies.
        }
    }
}
