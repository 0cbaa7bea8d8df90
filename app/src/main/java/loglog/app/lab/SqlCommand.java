package loglog.app.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import loglog.app.Say;
import loglog.app.UserError;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TextTable;
import loglog.runs.reader.RunFolders;
import loglog.tables.sql.RunsDatabase;
import loglog.tables.sql.View;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code loglog sql}: a question to all run folders, answered by DuckDB. */
@Command(name = "sql", description = "Query all run folders in SQL; without a query, list the views and their columns.")
public final class SqlCommand implements Runnable {
    @Parameters(
            paramLabel = "QUERY",
            arity = "0..*",
            description = "such as \"select name, loss from runs order by loss\"; - reads it from standard input"
                    + " (default: lists the views and their columns)")
    List<String> query = List.of();

    @Option(
            names = "--runs",
            paramLabel = "FOLDER",
            description = "where runs are, at any depth; may be repeated or a glob (default: runs)")
    List<String> runs;

    @ArgGroup(exclusive = true)
    Format format = new Format();

    /** How the answer is written. */
    static final class Format {
        @Option(names = "--json", description = "an array of objects instead of a table")
        boolean json;

        @Option(names = "--csv", description = "CSV instead of a table")
        boolean csv;
    }

    @Override
    public void run() {
        var sql = sql();
        var folders = RunsBelow.read(runs);
        try (var database = RunsDatabase.of(folders, sql)) {
            warn(folders, database);
            if (sql.isBlank()) {
                help(database);
            } else if (format.json) {
                ask(database, sql, new JsonAnswer(System.out));
            } else if (format.csv) {
                ask(database, sql, new CsvAnswer(System.out));
            } else {
                ask(database, sql, new TextAnswer(System.out));
            }
        }
    }

    private static void ask(RunsDatabase database, String sql, WrittenAnswer answer) {
        database.query(sql, answer);
        answer.end();
    }

    private String sql() {
        var sql = String.join(" ", query);
        if (!sql.equals("-")) {
            return sql;
        }
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UserError("standard input cannot be read: " + e.getMessage());
        }
    }

    private void warn(RunFolders folders, RunsDatabase database) {
        RunsBelow.warn(Stream.concat(folders.problems().stream(), database.problems().stream()));
        if (folders.runs().isEmpty()) {
            Say.err("loglog: no runs were found below " + (runs == null ? "runs" : String.join(", ", runs))
                    + "; the views are empty");
        }
    }

    private static void help(RunsDatabase database) {
        for (var view : View.values()) {
            Say.out(view.sqlName() + ": " + view.description() + "\n");
            var table = TextTable.of("column", "type");
            database.columns(view).forEach(table::row);
            System.out.println(table.text(Math.max(40, Terminal.detect().tableColumns() - 2))
                    .indent(2));
        }
        System.out.print("""
                examples:

                  ./loglog sql "select name, params, tokens, loss from runs where status = 'finished' order by loss"
                  ./loglog sql "select params, min(validation_loss) as best, arg_min(lr, validation_loss) as lr from runs
                      group by params order by params"
                  ./loglog sql "select run, max(step) as step, arg_max(loss, step) as loss from metrics group by run"
                  ./loglog sql "select name, step, m.loss from runs join metrics m on run = name where m.loss > 5"
                  ./loglog sql --csv "from runs" > runs.csv

                The SQL is DuckDB's: https://duckdb.org/docs/stable/sql/introduction
                """);
    }
}
