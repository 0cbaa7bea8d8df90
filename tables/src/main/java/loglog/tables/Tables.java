package loglog.tables;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads any table of a user: CSV, TSV, JSON, JSONL (each also gzipped) and Parquet. */
public final class Tables {
    private Tables() {}

    /**
     * Reads files into one table; see {@link #read(List, InputStream)}. {@code "-"} is the process's standard input.
     *
     * @throws TableException if a file cannot be read, or is not a table
     */
    public static Table read(List<String> pathsOrGlobs) {
        return read(pathsOrGlobs, System.in);
    }

    /**
     * Reads files into one table. The format follows from the file's name, and where that says nothing (or for standard
     * input) from its first bytes. Columns are united by name; a file that lacks a column leaves its cells empty.
     *
     * @param pathsOrGlobs paths, globs such as {@code runs/*.csv} or {@code runs/**}{@code /result.json}, or {@code "-"}
     * @param standardInput what {@code "-"} reads
     * @throws TableException if a file cannot be read, is not a table, or has no rows
     */
    public static Table read(List<String> pathsOrGlobs, InputStream standardInput) {
        var table = new Table.Builder();
        for (var name : Globs.expand(pathsOrGlobs)) {
            table.file(name);
            var before = table.rows();
            if (name.equals(Globs.STANDARD_INPUT)) {
                read(TableText.of(standardInput), table);
            } else if (Parquet.is(name)) {
                Parquet.read(name, table);
            } else {
                read(TableText.of(name), table);
            }
            if (table.rows() == before) {
                throw new TableException(name + ": found only column names, expected rows below them");
            }
        }
        return table.build();
    }

    private static void read(TableText source, Table.Builder table) {
        switch (source.format()) {
            case DELIMITED -> Delimited.read(source, table);
            case JSON -> JsonTable.read(source, table);
            case PARQUET -> Parquet.read(source.name(), table);
        }
    }

    /** A sentence's ending for an {@link IOException}. */
    static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
