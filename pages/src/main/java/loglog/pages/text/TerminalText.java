package loglog.pages.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Text as a terminal shows it: what it would obey (escape sequences, the bell, orders to write from right to left) stands
 * there in letters, and lines are as wide as the terminal draws them.
 */
public final class TerminalText {
    private static final int TAB = 8;

    /** First and last of the ranges that terminals draw two columns wide (East Asian Width W and F of Unicode). */
    private static final int[][] WIDE = {
        {0x1100, 0x115f}, {0x2329, 0x232a}, {0x2e80, 0x303e}, {0x3041, 0x33ff}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff},
        {0xa000, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3}, {0xf900, 0xfaff}, {0xfe10, 0xfe19}, {0xfe30, 0xfe6f},
        {0xff00, 0xff60}, {0xffe0, 0xffe6}, {0x16fe0, 0x18aff}, {0x1b000, 0x1b2ff}, {0x20000, 0x3fffd}
    };

    private TerminalText() {}

    /** Several lines, their breaks and tabs kept: every other character that a terminal obeys as JSON escapes it, "\u001b". */
    public static String visible(String text) {
        int first = 0;
        while (first < text.length() && isHarmless(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        var out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); ) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            if (isObeyed(c)) {
                for (; i < next; i++) { // in the halves of a pair, as JSON does
                    out.append("\\u%04x".formatted((int) text.charAt(i)));
                }
            } else {
                out.appendCodePoint(c);
            }
            i = next;
        }
        return out.toString();
    }

    /** One line: breaks and tabs in letters, too. */
    public static String line(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' || c == '\t') {
                return visible(text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t"));
            }
        }
        return visible(text);
    }

    /** Most texts hold nothing else, and are gone through quickly. */
    private static boolean isHarmless(char c) {
        return c >= ' ' && c < 0x7f || c == '\n' || c == '\t';
    }

    private static boolean isObeyed(int c) {
        return c != '\n' && c != '\t' && Character.isISOControl(c)
                || c >= 0x202a && c <= 0x202e // embeddings and overrides of direction
                || c >= 0x2066 && c <= 0x2069 // isolates
                || c == 0x2028
                || c == 0x2029
                || c >= 0xe0000 && c <= 0xe007f // tags, which no terminal shows
                || Character.getType(c) == Character.SURROGATE;
    }

    /** The columns of a line without styles. */
    public static int width(String line) {
        int width = 0;
        for (int i = 0; i < line.length(); ) {
            int c = line.codePointAt(i);
            width += c == '\t' ? TAB - width % TAB : width(c);
            i += Character.charCount(c);
        }
        return width;
    }

    private static int width(int c) {
        if (c < 0x300) {
            return 1;
        }
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT
                || c >= 0x1160 && c <= 0x11ff) { // the middle and the end of a Korean syllable
            return 0;
        }
        if (Character.isEmojiPresentation(c)) {
            return 2;
        }
        for (var range : WIDE) {
            if (c >= range[0] && c <= range[1]) {
                return 2;
            }
        }
        return 1;
    }

    /** The longest beginning of a line that fits so many columns. */
    public static String fitting(String line, int columns) {
        int width = 0;
        int end = 0;
        while (end < line.length()) {
            int c = line.codePointAt(end);
            width += width(c);
            if (width > columns) {
                break;
            }
            end += Character.charCount(c);
        }
        return line.substring(0, end);
    }

    /** A line in at most so many columns: "a very long na..." where it is longer. */
    public static String shortened(String line, int columns) {
        return width(line) <= columns
                ? line
                : fitting(line, Math.max(0, columns - 3)) + "...".substring(0, Math.min(3, columns));
    }

    /**
     * A text in lines of at most so many columns, broken at its breaks and at blanks, a word that is longer than a line
     * behind its last {@code / - _ , =} that fits, or where the line ends.
     */
    public static List<String> wrapped(String text, int columns) {
        var lines = new ArrayList<String>();
        for (var paragraph : text.split("\n", -1)) {
            wrap(paragraph, Math.max(1, columns), lines);
        }
        return lines;
    }

    private static void wrap(String paragraph, int columns, List<String> lines) {
        if (width(paragraph) <= columns) {
            lines.add(paragraph);
            return;
        }
        var line = new StringBuilder();
        for (var each : paragraph.split(" ", -1)) {
            var word = each;
            if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > columns) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
            } else if (!line.isEmpty()) {
                line.append(' ');
            }
            while (width(word) > columns) {
                int end = breakOf(word, columns);
                lines.add(word.substring(0, end));
                word = word.substring(end);
            }
            line.append(word);
        }
        lines.add(line.toString().stripTrailing());
    }

    private static int breakOf(String word, int columns) {
        int most = Math.max(
                Character.charCount(word.codePointAt(0)), fitting(word, columns).length());
        for (int end = most; end > most / 2; end--) {
            if ("/-_,=".indexOf(word.charAt(end - 1)) >= 0) {
                return end;
            }
        }
        return most;
    }
}
