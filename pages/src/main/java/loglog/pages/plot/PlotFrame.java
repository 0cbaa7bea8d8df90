package loglog.pages.plot;

import java.util.Arrays;
import java.util.List;
import loglog.pages.text.TerminalText;

/**
 * What stands around a chart in characters: titles, both axes with their ticks.
 *
 * @param left columns of the vertical axis's labels
 * @param columns of the canvas
 * @param rows of the canvas
 */
record PlotFrame(
        Chart chart, Terminal terminal, Extent x, List<Ticks> yTicks, Extent y, int left, int columns, int rows) {
    static PlotFrame of(Chart chart, Terminal terminal, Extent x, Extent y, int rows) {
        var ticks = Ticks.of(chart.y(), y, Math.max(3, rows / 2));
        int left = ticks.stream().mapToInt(t -> t.label().length()).max().orElse(1);
        return new PlotFrame(chart, terminal, x, ticks, y, left, terminal.columns() - left - 3, rows);
    }

    /** The chart as text: its canvas in the frame, and the key below. */
    String around(Canvas canvas, PlotKey key) {
        var out = new StringBuilder();
        if (chart.title() != null) {
            title(chart.title(), out);
        }
        title(chart.y().title(), out);
        var labels = new String[rows];
        for (var tick : yTicks) {
            int dot = Math.min((int) ((1 - y.fraction(tick.value())) * canvas.height()), canvas.height() - 1);
            int r = dot * rows / canvas.height();
            labels[r] = labels[r] == null ? tick.label() : labels[r];
        }
        boolean plain = !terminal.unicode();
        for (int r = 0; r < rows; r++) {
            var label = labels[r] == null ? "" : labels[r];
            out.repeat(' ', left - label.length())
                    .append(label)
                    .append(' ')
                    .append(labels[r] == null ? plain ? '|' : '\u2502' : plain ? '+' : '\u2524')
                    .append(canvas.row(r, terminal.color()))
                    .append('\n');
        }
        xAxis(out);
        var below = TerminalText.shortened(TerminalText.line(chart.x().title()), terminal.columns());
        int from = Math.min(
                left + 2 + (columns - TerminalText.width(below)) / 2, terminal.columns() - TerminalText.width(below));
        out.repeat(' ', Math.max(0, from)).append(below).append('\n');
        key.lines(left + 2, terminal.columns(), out);
        return out.toString();
    }

    private void title(String text, StringBuilder out) {
        for (var line : TerminalText.wrapped(TerminalText.line(text), terminal.columns())) {
            out.append(line).append('\n');
        }
    }

    private void xAxis(StringBuilder out) {
        boolean plain = !terminal.unicode();
        var line = new char[columns];
        Arrays.fill(line, plain ? '-' : '\u2500');
        var labels = new StringBuilder().repeat(' ', left + 2 + columns + 1);
        int free = 0;
        for (var tick : Ticks.of(chart.x(), x, Math.max(3, columns / 10))) {
            int c = Math.min((int) (x.fraction(tick.value()) * columns), columns - 1);
            line[c] = plain ? '+' : '\u252c';
            int start = Math.clamp(
                    left + 2 + c - (tick.label().length() - 1) / 2,
                    0,
                    labels.length() - tick.label().length());
            if (start >= free) {
                labels.replace(start, start + tick.label().length(), tick.label());
                free = start + tick.label().length() + 1;
            }
        }
        out.repeat(' ', left + 1).append(plain ? '+' : '\u2514').append(line).append('\n');
        out.append(labels.toString().stripTrailing()).append('\n');
    }
}
