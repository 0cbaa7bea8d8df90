package loglog.tables;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of text cells under named columns, united by name over one or more files. Rows and columns are counted from 0;
 * each row remembers the file that it stood in and its line there (or its row number, from 1, where a file has no lines).
 */
public final class Table {
    private final List<String> files;
    private final List<String> columns;
    private final Map<String, Integer> index;
    private final List<String[]> cells;
    private final List<Origin> origins;

    /** Where a row stood: "line 17" or "row 16" of a file. */
    private record Origin(String file, String unit, long number) {}

    private Table(Builder builder) {
        files = List.copyOf(builder.files);
        columns = List.copyOf(builder.index.keySet());
        index = Collections.unmodifiableMap(builder.index);
        cells = builder.cells;
        origins = builder.origins;
    }

    /** The files read, as the user named them, in the order of reading. */
    public List<String> files() {
        return files;
    }

    /** The files read, for a sentence: "a.csv", "a.csv and b.csv", "a.csv and 7 other files". */
    public String source() {
        return switch (files.size()) {
            case 1 -> files.getFirst();
            case 2 -> files.getFirst() + " and " + files.getLast();
            default -> files.getFirst() + " and " + (files.size() - 1) + " other files";
        };
    }

    /** The columns' names in the order in which the files first name them. */
    public List<String> columns() {
        return columns;
    }

    /** The number of rows, at least 1. */
    public int rows() {
        return cells.size();
    }

    /** The index of the column of exactly this name, or -1. */
    public int column(String name) {
        return index.getOrDefault(name, -1);
    }

    /** A cell's text without the white space around it; null where the cell is empty or its file lacks the column. */
    public String text(int row, int column) {
        var cell = cells.get(row);
        return column < cell.length ? cell[column] : null;
    }

    /** The file that a row stood in. */
    public String file(int row) {
        return origins.get(row).file;
    }

    /** Where a row stood: "runs.csv, line 17". */
    public String place(int row) {
        var origin = origins.get(row);
        return origin.file + ", " + origin.unit + " " + origin.number;
    }

    /** Where a cell stood: "runs.csv, line 17, column loss". */
    public String place(int row, int column) {
        return place(row) + ", column " + columns.get(column);
    }

    /** Gathers the rows of all files. */
    static final class Builder {
        private final List<String> files = new ArrayList<>();
        private final Map<String, Integer> index = new LinkedHashMap<>();
        private final List<String[]> cells = new ArrayList<>();
        private final List<Origin> origins = new ArrayList<>();
        private String file;
        private String unit;

        /** The rows that follow stand in this file, and are counted in this unit ("line" or "row"). */
        void file(String name) {
            file = name;
            files.add(name);
        }

        void unit(String lineOrRow) {
            unit = lineOrRow;
        }

        /** The index of the column of this name, added to the table if it is new. */
        int column(String name) {
            return index.computeIfAbsent(name, n -> index.size());
        }

        int columns() {
            return index.size();
        }

        int rows() {
            return cells.size();
        }

        /** Adds a row; {@code row[c]} belongs to column c, and may be shorter than the table is wide. */
        void row(long number, String[] row) {
            for (int c = 0; c < row.length; c++) {
                row[c] = clean(row[c]);
            }
            cells.add(row);
            origins.add(new Origin(file, unit, number));
        }

        private static String clean(String cell) {
            if (cell == null) {
                return null;
            }
            var text = cell.strip();
            return text.isEmpty() ? null : text;
        }

        Table build() {
            return new Table(this);
        }
    }
}
