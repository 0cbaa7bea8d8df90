package loglog.app.text;

import java.util.ArrayList;
import java.util.List;

/** A table for the terminal: columns aligned, numbers to the right, a rule under the header. */
public final class TextTable {
    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    private TextTable(List<String> header) {
        this.header = header;
    }

    /** A table with these columns' names, which carry their units: "compute [FLOP]". */
    public static TextTable of(String... header) {
        return new TextTable(List.of(header));
    }

    /**
     * Adds a row; null is an empty cell.
     *
     * @throws IllegalArgumentException if it has not a cell for each column
     */
    public TextTable row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + header.size() + " columns");
        }
        var row = new ArrayList<String>();
        for (var cell : cells) {
            row.add(cell == null ? "" : cell.toString());
        }
        rows.add(row);
        return this;
    }

    public List<String> header() {
        return header;
    }

    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    /** Whether a column holds only numbers (with units, intervals or nothing), and so stands to the right. */
    public boolean isNumeric(int column) {
        boolean any = false;
        for (var row : rows) {
            var cell = row.get(column);
            if (!cell.isEmpty()) {
                var c = cell.charAt(0) == '-' && cell.length() > 1 ? cell.charAt(1) : cell.charAt(0);
                if (!(c >= '0' && c <= '9')
                        && c != '<'
                        && !cell.equals("n/a")
                        && !cell.equals("inf")
                        && !cell.equals("-inf")) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** The table as lines of text, each ended by a line break. */
    @Override
    public String toString() {
        var widths = new int[header.size()];
        var numeric = new boolean[widths.length];
        for (int c = 0; c < widths.length; c++) {
            numeric[c] = isNumeric(c);
            widths[c] = width(header.get(c));
            for (var row : rows) {
                widths[c] = Math.max(widths[c], width(row.get(c)));
            }
        }
        var out = new StringBuilder();
        line(header, widths, numeric, out);
        for (int c = 0; c < widths.length; c++) {
            out.append(c == 0 ? "" : "  ").repeat('-', widths[c]);
        }
        out.append('\n');
        for (var row : rows) {
            line(row, widths, numeric, out);
        }
        return out.toString();
    }

    private static void line(List<String> cells, int[] widths, boolean[] numeric, StringBuilder out) {
        var line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            line.append(c == 0 ? "" : "  ");
            int pad = widths[c] - width(cells.get(c));
            if (numeric[c]) {
                line.repeat(' ', pad).append(cells.get(c));
            } else {
                line.append(cells.get(c)).repeat(' ', pad);
            }
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
