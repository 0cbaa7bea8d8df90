package loglog.pages.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A table for the terminal: columns aligned, numbers to the right, a rule under the header. */
public final class TextTable {
    /**
     * A cell that begins with a number, a date or a share such as 3/5, by itself or with a short unit, and may go on with other words: a
     * name such as 16x3-seed1 or 7b-chat is none.
     */
    private static final Pattern NUMBER = Pattern.compile(
            "<? ?[+-]?\\d[\\d,.]*(e[+-]?\\d+)?([-/:]\\d+)*[A-Za-z%*]{0,3}[,;:]?(\\s.*)?|n/a|[+-]?inf", Pattern.DOTALL);

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();
    private List<String> expendable = List.of();

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
                if (!NUMBER.matcher(cell).matches()) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    /** Names columns that a narrow terminal can do without, the first to go first. */
    public TextTable sparing(String... names) {
        expendable = List.of(names);
        return this;
    }

    List<String> expendable() {
        return expendable;
    }

    /** The table as lines of text of at most so many columns, each ended by a line break. */
    public String text(int columns) {
        return new TableLayout(this, columns).text();
    }

    /** The table with a line a row, whatever its width. */
    @Override
    public String toString() {
        return text(Integer.MAX_VALUE);
    }
}
