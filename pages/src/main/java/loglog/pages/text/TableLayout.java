package loglog.pages.text;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A {@link TextTable} as lines of at most so many columns. What does not fit is made to, in this order: headers stand on
 * several lines; columns that can be spared are left out, and named below; texts are folded; each row becomes a block of
 * lines.
 */
final class TableLayout {
    private static final String GAP = "  ";

    /** A text's column is not folded below this. */
    private static final int LEAST_TEXT = 14;

    private final TextTable table;
    private final List<String> header;
    private final List<List<String>> rows;
    private final boolean[] numeric;
    private final int columns;

    TableLayout(TextTable table, int columns) {
        this.table = table;
        this.columns = columns;
        header = table.header().stream().map(TerminalText::line).toList();
        rows = table.rows().stream()
                .map(row -> row.stream().map(TerminalText::line).toList())
                .toList();
        numeric = new boolean[header.size()];
        for (int c = 0; c < numeric.length; c++) {
            numeric[c] = table.isNumeric(c);
        }
    }

    String text() {
        var shown = new ArrayList<>(IntStream.range(0, header.size()).boxed().toList());
        var spared = new ArrayList<String>();
        for (var name : Stream.concat(Stream.of((String) null), table.expendable().stream())
                .toList()) {
            if (name != null && shown.remove((Integer) table.header().indexOf(name))) {
                spared.add(name);
            }
            var widths = widths(shown);
            if (widths != null) {
                return lines(shown, widths) + note(spared);
            }
        }
        var folded = folded(shown);
        return folded == null ? blocks() : lines(shown, folded) + note(spared);
    }

    /** Each shown column's width, with headers on as few lines as fit; null where it does not fit. */
    private int[] widths(List<Integer> shown) {
        var widths = shown.stream().mapToInt(this::least).toArray();
        int room = columns - total(widths);
        if (room < 0) {
            return null;
        }
        for (boolean grown = true; grown; ) {
            grown = false;
            for (int i = 0; i < widths.length; i++) {
                int wider = lower(header.get(shown.get(i)), widths[i]);
                if (wider - widths[i] <= room) {
                    room -= wider - widths[i];
                    grown |= wider > widths[i];
                    widths[i] = wider;
                }
            }
        }
        return widths;
    }

    /** The least width at which a header takes fewer lines; the same where it takes one. */
    private static int lower(String header, int width) {
        int lines = TerminalText.wrapped(header, width).size();
        int wider = width;
        while (lines > 1 && TerminalText.wrapped(header, wider).size() == lines) {
            wider++;
        }
        return wider;
    }

    /** The same with texts folded. */
    private int[] folded(List<Integer> shown) {
        var widths = shown.stream().mapToInt(this::least).toArray();
        while (total(widths) > columns) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                int c = shown.get(i);
                if (widths[i] > leastFolded(c) && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return null;
            }
            widths[widest]--;
        }
        return widths;
    }

    /** The width of a column's cells and of its header's longest word. */
    private int least(int c) {
        return Math.max(cells(c), longestWord(header.get(c)));
    }

    /** Below which a column is not folded: numbers stay whole, a run's name in a header may be broken. */
    private int leastFolded(int c) {
        int cells = cells(c);
        return Math.max(
                numeric[c] ? cells : Math.min(cells, LEAST_TEXT), Math.min(longestWord(header.get(c)), LEAST_TEXT));
    }

    private int cells(int c) {
        return rows.stream()
                .mapToInt(row -> TerminalText.width(row.get(c)))
                .max()
                .orElse(0);
    }

    private static int longestWord(String text) {
        return Stream.of(text.split(" ")).mapToInt(TerminalText::width).max().orElse(0);
    }

    private static int total(int[] widths) {
        return IntStream.of(widths).sum() + GAP.length() * (widths.length - 1);
    }

    private String lines(List<Integer> shown, int[] widths) {
        var out = new StringBuilder();
        row(header, shown, widths, true, out);
        for (int i = 0; i < widths.length; i++) {
            out.append(i == 0 ? "" : GAP).repeat('-', widths[i]);
        }
        out.append('\n');
        rows.forEach(row -> row(row, shown, widths, false, out));
        return out.toString();
    }

    private void row(List<String> cells, List<Integer> shown, int[] widths, boolean isHeader, StringBuilder out) {
        var parts = new ArrayList<List<String>>();
        int height = 1;
        for (int i = 0; i < widths.length; i++) {
            var part = part(cells.get(shown.get(i)), widths[i], i == 0 && !isHeader);
            parts.add(part);
            height = Math.max(height, part.size());
        }
        for (int l = 0; l < height; l++) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                int from = isHeader ? height - parts.get(i).size() : 0; // a header stands on its rule
                var text = l >= from && l - from < parts.get(i).size()
                        ? parts.get(i).get(l - from)
                        : "";
                int pad = widths[i] - TerminalText.width(text);
                line.append(i == 0 ? "" : GAP);
                if (numeric[shown.get(i)]) {
                    line.repeat(' ', pad).append(text);
                } else {
                    line.append(text).repeat(' ', pad);
                }
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** A cell's lines; those of a row's name after its first are set in, so that they are not taken for rows. */
    private static List<String> part(String cell, int width, boolean name) {
        if (TerminalText.width(cell) <= width) {
            return List.of(cell);
        }
        if (!name) {
            return TerminalText.wrapped(cell, width);
        }
        var lines = new ArrayList<String>();
        for (var line : TerminalText.wrapped(cell, width - GAP.length())) {
            lines.add(lines.isEmpty() ? line : GAP + line);
        }
        return lines;
    }

    /** Each row as lines of a column's name and its value. */
    private String blocks() {
        int names = Math.min(
                columns / 2, header.stream().mapToInt(TerminalText::width).max().orElse(0));
        var out = new StringBuilder();
        for (var row : rows) {
            out.append(out.isEmpty() ? "" : "\n");
            for (int c = 0; c < header.size(); c++) {
                if (!row.get(c).isEmpty()) {
                    block(TerminalText.shortened(header.get(c), names), names, row.get(c), out);
                }
            }
        }
        return out.append('\n').toString();
    }

    private void block(String name, int names, String value, StringBuilder out) {
        var lines = TerminalText.wrapped(value, Math.max(1, columns - names - GAP.length()));
        for (int l = 0; l < lines.size(); l++) {
            var left = l == 0 ? name : "";
            out.append(left).repeat(' ', names - TerminalText.width(left)).append(GAP);
            out.append(lines.get(l)).append('\n');
        }
    }

    private String note(List<String> spared) {
        if (spared.isEmpty()) {
            return "";
        }
        var text =
                "(no room for %s: --wide shows all columns, --json all there is)".formatted(String.join(", ", spared));
        return String.join("\n", TerminalText.wrapped(text, columns)) + "\n";
    }
}
