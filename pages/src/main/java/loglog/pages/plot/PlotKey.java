package loglog.pages.plot;

import java.util.LinkedHashMap;
import java.util.Map;
import loglog.pages.text.TerminalText;

/** The key below a plot in the terminal: each name with what its layers look like. */
final class PlotKey {
    private static final String GAP = "   ";
    private static final int LEAST_NAME = 8;

    /** What stands before a name, and how many columns it takes. */
    private record Sample(String text, int columns) {}

    private final Map<String, Sample> entries = new LinkedHashMap<>();

    /** Adds a sample to a name's; of several layers alike one is enough. A name that is null has no entry. */
    void entry(String name, String sample, String color) {
        if (name == null
                || entries.containsKey(name) && entries.get(name).text().contains(sample)) {
            return;
        }
        var shown = color == null ? sample : color + sample + Ansi.PLAIN;
        entries.merge(
                name,
                new Sample(shown, TerminalText.width(sample)),
                (a, b) -> new Sample(a.text() + b.text(), a.columns() + b.columns()));
    }

    /** An entry whose sample has styles of its own. */
    void styled(String name, String sample, int columns) {
        entries.put(name, new Sample(sample, columns));
    }

    /** Whether some sample has this in it. */
    boolean holds(String sample) {
        return entries.values().stream().anyMatch(entry -> entry.text().contains(sample));
    }

    /** The entries, as many on a line as fit. */
    void lines(int indent, int columns, StringBuilder out) {
        var line = new StringBuilder();
        int width = 0;
        for (var entry : entries.entrySet()) {
            int sample = entry.getValue().columns();
            var name = TerminalText.shortened(
                    TerminalText.line(entry.getKey()), Math.max(LEAST_NAME, columns - indent - sample - 1));
            int wide = sample + 1 + TerminalText.width(name);
            if (width > 0 && indent + width + GAP.length() + wide > columns) {
                end(line, indent, out);
                width = 0;
            }
            line.append(width == 0 ? "" : GAP);
            line.append(entry.getValue().text()).append(' ').append(name);
            width += (width == 0 ? 0 : GAP.length()) + wide;
        }
        if (width > 0) {
            end(line, indent, out);
        }
    }

    private static void end(StringBuilder line, int indent, StringBuilder out) {
        out.repeat(' ', indent).append(line.toString().stripTrailing()).append('\n');
        line.setLength(0);
    }
}
