package loglog.pages.sheet;

import loglog.pages.text.TerminalText;

/** A {@link SheetBlock.Marked} in a terminal's colors: backgrounds from none over yellow to red. */
final class Shades {
    private static final String PLAIN = "\u001b[0m";
    /** Of the 256 colors, pale yellow to red, with black letters. */
    private static final int[] BACKGROUNDS = {0, 230, 222, 215, 209, 203};

    private Shades() {}

    static String text(SheetBlock.Marked marked) {
        var out = new StringBuilder();
        for (var mark : marked.marks()) {
            shade(mark.text(), mark.level(), marked.legend().size(), out);
        }
        out.append('\n');
        for (int level = 0; level < marked.legend().size(); level++) {
            shade(" " + marked.legend().get(level) + " ", level, marked.legend().size(), out);
        }
        return out.append('\n').toString();
    }

    private static void shade(String text, int level, int levels, StringBuilder out) {
        int shade = Math.ceilDiv(level * (BACKGROUNDS.length - 1), Math.max(1, levels - 1));
        if (shade == 0) {
            out.append(TerminalText.visible(text));
            return;
        }
        // A background that runs over a line's end colors the rest of the line in some terminals.
        var lines = TerminalText.visible(text).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            out.append(i == 0 ? "" : "\n");
            if (!lines[i].isEmpty()) {
                out.append("\u001b[30;48;5;").append(BACKGROUNDS[shade]).append('m');
                out.append(lines[i]).append(PLAIN);
            }
        }
    }
}
