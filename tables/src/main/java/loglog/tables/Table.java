package loglog.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of text cells under named columns, united by name over one or more files. Rows and columns are counted from 0;
 * each row remembers the file that it stood in and its line there (or its row number, from 1, where a file has no lines).
 */
public final class Table {
    private static final int MOST_QUOTED = 80;
    private static final int MOST_LISTED = 30;

    private final List<String> columns;
    private final Map<String, Integer> index;
    private final List<TextColumn> cells;
    private final List<Part> parts;
    private final int[] numbers;
    private final int rows;

    /** The rows of one file, from one row on, and what they are counted in there: "line" or "row". */
    private static final class Part {
        final String file;
        final int first;
        String unit = "row";

        Part(String file, int first) {
            this.file = file;
            this.first = first;
        }
    }

    private Table(Builder builder) {
        columns = List.copyOf(builder.index.keySet());
        index = Collections.unmodifiableMap(builder.index);
        cells = builder.cells;
        parts = builder.parts;
        numbers = builder.numbers;
        rows = builder.rows;
    }

    /** The files read, as the user named them, in the order of reading. */
    public List<String> files() {
        return parts.stream().map(part -> part.file).toList();
    }

    /** The files read, for a sentence: "a.csv", "a.csv and b.csv", "a.csv and 7 other files". */
    public String source() {
        var first = parts.getFirst().file;
        return switch (parts.size()) {
            case 1 -> first;
            case 2 -> first + " and " + parts.getLast().file;
            default -> first + " and " + (parts.size() - 1) + " other files";
        };
    }

    /** The same without the folders that the files lie in, which are of one machine alone. */
    public String named() {
        var first = fileName(parts.getFirst().file);
        return switch (parts.size()) {
            case 1 -> first;
            case 2 -> first + " and " + fileName(parts.getLast().file);
            default -> first + " and " + (parts.size() - 1) + " other files";
        };
    }

    private static String fileName(String file) {
        var name = Path.of(file).getFileName();
        return name == null ? file : name.toString();
    }

    /** The columns' names in the order in which the files first name them. */
    public List<String> columns() {
        return columns;
    }

    /** The columns' names as sentences list them: the first ones of many, and the beginnings of long ones. */
    public String listedColumns() {
        var names = columns.stream().limit(MOST_LISTED).map(Table::shortened).toList();
        return columns.size() <= MOST_LISTED
                ? Columns.join(names, "and")
                : String.join(", ", names) + " and " + (columns.size() - MOST_LISTED) + " more";
    }

    /** The number of rows, at least 1. */
    public int rows() {
        return rows;
    }

    /** The index of the column of exactly this name, or -1. */
    public int column(String name) {
        return index.getOrDefault(name, -1);
    }

    /** A cell's text without the white space around it; null where the cell is empty or its file lacks the column. */
    public String text(int row, int column) {
        return cells.get(column).text(row);
    }

    /** Whether two rows have the same text in a column. */
    boolean same(int row, int other, int column) {
        return cells.get(column).same(row, other);
    }

    /** A hash of a cell's text. */
    int hash(int row, int column) {
        return cells.get(column).hash(row);
    }

    /** A cell as sentences quote it, {@code "1e6"}: the beginning of a long one. */
    public String quoted(int row, int column) {
        return quoted(String.valueOf(text(row, column)));
    }

    static String quoted(String cell) {
        return '"' + shortened(cell) + '"';
    }

    static String shortened(String cell) {
        return cell.length() <= MOST_QUOTED ? cell : cell.substring(0, MOST_QUOTED) + "...";
    }

    /** The file that a row stood in. */
    public String file(int row) {
        return parts.get(part(row)).file;
    }

    /** Which of the files a row stood in. */
    int part(int row) {
        int low = 0;
        int high = parts.size() - 1;
        while (low < high) { // the last file that begins at the row or before it
            int middle = (low + high + 1) / 2;
            if (parts.get(middle).first <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Where a row stood: "runs.csv, line 17". */
    public String place(int row) {
        var part = parts.get(part(row));
        return part.file + ", " + part.unit + " " + numbers[row];
    }

    /** Where a cell stood: "runs.csv, line 17, column loss". */
    public String place(int row, int column) {
        return place(row) + ", column " + columns.get(column);
    }

    /** Gathers the rows of all files. */
    static final class Builder {
        /** A table may take this share of the memory that there is: reading its runs and what is asked of them take the rest. */
        private static final int SHARE_OF_MEMORY = 4;

        private static final int ROWS_BETWEEN_CHECKS = 1 << 14;

        private final Map<String, Integer> index = new LinkedHashMap<>();
        private final List<TextColumn> cells = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private int[] numbers = new int[16];
        private int rows;

        /** The rows that follow stand in this file. */
        void file(String name) {
            parts.add(new Part(name, rows));
        }

        /** What the file's rows are counted in: "line" or "row". */
        void unit(String lineOrRow) {
            parts.getLast().unit = lineOrRow;
        }

        /** The index of the column of this name, added to the table if it is new. */
        int column(String name) {
            var known = index.get(name);
            if (known != null) {
                return known;
            }
            index.put(name, cells.size());
            cells.add(new TextColumn());
            return cells.size() - 1;
        }

        int columns() {
            return cells.size();
        }

        int rows() {
            return rows;
        }

        /** Puts a cell into the row under way; null and white space are nothing. */
        void cell(int column, String text) {
            var cell = text == null ? "" : text.strip();
            if (!cell.isEmpty()) {
                cells.get(column).set(rows, cell);
            }
        }

        /** Ends the row under way. */
        void row(long number) {
            if (rows == numbers.length) {
                numbers = Arrays.copyOf(numbers, rows + rows / 2);
            }
            numbers[rows++] = (int) number; // a file of text is below 1 GiB
            if (rows % ROWS_BETWEEN_CHECKS == 0) {
                checkMemory();
            }
        }

        private void checkMemory() {
            long taken = cells.stream().mapToLong(TextColumn::size).sum() + (long) Integer.BYTES * numbers.length;
            long most = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
            if (taken > most) {
                throw new TableException(
                        "%s: found %d rows at the start of the table that take %d MiB, expected a table of at most %d MiB here, a quarter of the memory that Java may use"
                                .formatted(parts.getLast().file, rows, taken >> 20, most >> 20));
            }
        }

        Table build() {
            return new Table(this);
        }
    }
}
