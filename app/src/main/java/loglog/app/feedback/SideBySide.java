package loglog.app.feedback;

import java.util.List;
import loglog.pages.text.TerminalText;

/** Two answers beside each other, or below each other where the terminal is too narrow. */
final class SideBySide {
    private static final String BETWEEN = " │ ";

    /** Columns of one answer below which they stand below each other. */
    private static final int LEAST = 20;

    private SideBySide() {}

    /**
     * The answers under their keys.
     *
     * @param columns of the terminal
     * @param unicode whether it shows more than ASCII
     */
    static String of(String left, String right, int columns, boolean unicode) {
        int width = (columns - BETWEEN.length()) / 2;
        var one = TerminalText.visible(left).replace("\t", "    ");
        var other = TerminalText.visible(right).replace("\t", "    ");
        var text = new StringBuilder();
        if (width < LEAST) {
            for (var line : TerminalText.wrapped("1: " + one + "\n\n2: " + other, columns)) {
                text.append(line).append('\n');
            }
            return text.toString();
        }
        var lefts = TerminalText.wrapped(one, width);
        var rights = TerminalText.wrapped(other, width);
        var between = unicode ? BETWEEN : " | ";
        row(text, "1", "2", width, between);
        for (int i = 0; i < Math.max(lefts.size(), rights.size()); i++) {
            row(text, at(lefts, i), at(rights, i), width, between);
        }
        return text.toString();
    }

    private static String at(List<String> lines, int i) {
        return i < lines.size() ? lines.get(i) : "";
    }

    private static void row(StringBuilder text, String left, String right, int width, String between) {
        var line = left + " ".repeat(Math.max(0, width - TerminalText.width(left))) + between + right;
        text.append(line.stripTrailing()).append('\n');
    }
}
