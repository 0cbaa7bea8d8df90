package loglog.pages.sheet;

import java.util.ArrayList;
import java.util.List;
import loglog.pages.plot.Chart;
import loglog.pages.plot.Terminal;
import loglog.pages.plot.TerminalPlot;
import loglog.pages.report.Caption;
import loglog.pages.report.Page.Fact;
import loglog.pages.report.Page.Mark;
import loglog.pages.text.TerminalText;
import loglog.pages.text.TextTable;

/** What a command has to say, written once and shown in the terminal and on a page. */
public final class Sheet {
    private final String title;
    private final List<SheetBlock> blocks = new ArrayList<>();

    public Sheet(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    public List<SheetBlock> blocks() {
        return List.copyOf(blocks);
    }

    public Sheet heading(String text) {
        return with(new SheetBlock.Heading(text));
    }

    public Sheet text(String text) {
        return with(new SheetBlock.Paragraph(text));
    }

    public Sheet warning(String text) {
        return with(new SheetBlock.Warning(text));
    }

    public Sheet warnings(List<String> texts) {
        texts.forEach(this::warning);
        return this;
    }

    /** A text before all that is there. */
    public Sheet first(String text) {
        blocks.addFirst(new SheetBlock.Paragraph(text));
        return this;
    }

    /** Warnings before all that is there. */
    public Sheet warningsFirst(List<String> texts) {
        blocks.addAll(0, texts.stream().map(SheetBlock.Warning::new).toList());
        return this;
    }

    /** Nothing where the table has no row: a header alone says nothing. */
    public Sheet table(String caption, TextTable table) {
        return table.rows().isEmpty() ? this : with(new SheetBlock.Table(caption, table));
    }

    /** The main numbers: side by side on the page, a line each in the terminal. */
    public Sheet facts(List<Fact> facts) {
        return with(new SheetBlock.Facts(List.copyOf(facts)));
    }

    /** A table for the page alone, where it folds out. */
    public Sheet folded(String summary, TextTable table) {
        return with(new SheetBlock.Folded(summary, table));
    }

    /**
     * A text with its parts shaded.
     *
     * @param legend what each level means, from 0
     */
    public Sheet marked(List<Mark> marks, List<String> legend) {
        return with(new SheetBlock.Marked(List.copyOf(marks), List.copyOf(legend)));
    }

    /** A figure for the page and the terminal. */
    public Sheet figure(Chart chart, Caption caption) {
        return with(new SheetBlock.Figure(chart, caption, true));
    }

    public Sheet figure(Chart chart, String caption) {
        return figure(chart, Caption.of(caption));
    }

    /** A figure for the page alone. */
    public Sheet pageFigure(Chart chart, Caption caption) {
        return with(new SheetBlock.Figure(chart, caption, false));
    }

    public Sheet pageFigure(Chart chart, String caption) {
        return pageFigure(chart, Caption.of(caption));
    }

    /** An equation with its numbers; the page has it in LaTeX, too. */
    public Sheet equation(String plain, String latex) {
        return with(new SheetBlock.Equation(plain, latex));
    }

    /** Another sheet's blocks below, under a heading. */
    public Sheet and(String heading, Sheet other) {
        heading(heading);
        other.blocks.forEach(this::with);
        return this;
    }

    private Sheet with(SheetBlock block) {
        blocks.add(block);
        return this;
    }

    /** The sheet as the terminal shows it. */
    public String forTerminal(Terminal terminal) {
        var out = new StringBuilder();
        wrap(title, "", "", terminal.columns(), out);
        for (int i = 0; i < blocks.size(); i++) {
            switch (blocks.get(i)) {
                case SheetBlock.Heading(String text) ->
                    out.append(isAnythingUnder(i) ? "\n" + TerminalText.line(text) + "\n" : "");
                case SheetBlock.Paragraph(String text) -> wrap(text, "", "", terminal.columns(), out);
                case SheetBlock.Warning(String text) -> wrap(text, "warning: ", "         ", terminal.columns(), out);
                case SheetBlock.Table(String caption, TextTable table) -> {
                    blankLine(out);
                    if (!caption.isEmpty()) {
                        wrap(caption, "", "", terminal.columns(), out);
                    }
                    out.append(table.text(terminal.tableColumns()));
                }
                case SheetBlock.Facts(var facts) -> lines(facts, terminal.columns(), out);
                case SheetBlock.Folded folded -> {}
                case SheetBlock.Marked marked -> {
                    if (terminal.color()) {
                        out.append('\n').append(Shades.text(marked));
                    }
                }
                case SheetBlock.Equation(String plain, String latex) ->
                    wrap(plain, "", "    ", terminal.columns(), out);
                case SheetBlock.Figure(Chart chart, Caption caption, boolean shown) -> {
                    if (shown) {
                        blankLine(out);
                        out.append(TerminalPlot.draw(chart, terminal));
                    }
                }
            }
        }
        return out.toString();
    }

    /** One between two blocks, also where the first has ended with one. */
    private static void blankLine(StringBuilder out) {
        if (out.length() < 2 || out.charAt(out.length() - 2) != '\n') {
            out.append('\n');
        }
    }

    /** Whether the terminal shows a part that stands under this heading. */
    private boolean isAnythingUnder(int heading) {
        return blocks.stream()
                .skip(heading + 1L)
                .takeWhile(block -> !(block instanceof SheetBlock.Heading))
                .anyMatch(block -> !(block instanceof SheetBlock.Folded
                        || block instanceof SheetBlock.Figure figure && !figure.terminal()));
    }

    private static void lines(List<Fact> facts, int columns, StringBuilder out) {
        int labels = facts.stream()
                .mapToInt(f -> TerminalText.width(TerminalText.line(f.label())))
                .max()
                .orElse(0);
        int values = facts.stream()
                .mapToInt(f -> TerminalText.width(TerminalText.line(f.value())))
                .max()
                .orElse(0);
        out.append('\n');
        for (var fact : facts) {
            var line = padded(fact.label(), labels + 2) + padded(fact.value(), values + 2);
            var note = fact.note() == null ? "" : fact.note();
            if (TerminalText.width(line) + TerminalText.width(note) <= columns) {
                out.append((line + TerminalText.line(note)).stripTrailing()).append('\n');
            } else {
                wrap(line.stripTrailing(), "", "    ", columns, out);
                wrap(note, "    ", "    ", columns, out);
            }
        }
        out.append('\n');
    }

    private static String padded(String text, int columns) {
        var line = TerminalText.line(text);
        return line + " ".repeat(Math.max(0, columns - TerminalText.width(line)));
    }

    private static void wrap(String text, String first, String rest, int columns, StringBuilder out) {
        var lead = first;
        for (var line : TerminalText.wrapped(TerminalText.visible(text), columns - first.length())) {
            out.append((lead + line).stripTrailing()).append('\n');
            lead = rest;
        }
    }
}
