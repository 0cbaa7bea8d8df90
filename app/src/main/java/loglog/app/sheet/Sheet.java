package loglog.app.sheet;

import java.util.ArrayList;
import java.util.List;
import loglog.app.plot.Chart;
import loglog.app.plot.Terminal;
import loglog.app.plot.TerminalPlot;
import loglog.app.report.Page.Fact;
import loglog.app.report.Page.Mark;
import loglog.app.text.TextTable;

/** What a command has to say, written once and shown in the terminal and on a page. */
public final class Sheet {
    private final String title;
    private final List<Block> blocks = new ArrayList<>();

    public Sheet(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    public List<Block> blocks() {
        return List.copyOf(blocks);
    }

    public Sheet heading(String text) {
        return with(new Block.Heading(text));
    }

    public Sheet text(String text) {
        return with(new Block.Paragraph(text));
    }

    public Sheet warning(String text) {
        return with(new Block.Warning(text));
    }

    public Sheet warnings(List<String> texts) {
        texts.forEach(this::warning);
        return this;
    }

    public Sheet table(String caption, TextTable table) {
        return with(new Block.Table(caption, table));
    }

    /** The main numbers: side by side on the page, a line each in the terminal. */
    public Sheet facts(List<Fact> facts) {
        return with(new Block.Facts(List.copyOf(facts)));
    }

    /** A table for the page alone, where it folds out. */
    public Sheet folded(String summary, TextTable table) {
        return with(new Block.Folded(summary, table));
    }

    /**
     * A text with its parts shaded.
     *
     * @param legend what each level means, from 0
     */
    public Sheet marked(List<Mark> marks, List<String> legend) {
        return with(new Block.Marked(List.copyOf(marks), List.copyOf(legend)));
    }

    /** A figure for the page and the terminal. */
    public Sheet figure(Chart chart, String source) {
        return with(new Block.Figure(chart, source, true));
    }

    /** A figure for the page alone. */
    public Sheet pageFigure(Chart chart, String source) {
        return with(new Block.Figure(chart, source, false));
    }

    /** Another sheet's blocks below, under a heading. */
    public Sheet and(String heading, Sheet other) {
        heading(heading);
        other.blocks.forEach(this::with);
        return this;
    }

    private Sheet with(Block block) {
        blocks.add(block);
        return this;
    }

    /** The sheet as the terminal shows it. */
    public String forTerminal(Terminal terminal) {
        var out = new StringBuilder();
        out.append(title).append('\n');
        for (int i = 0; i < blocks.size(); i++) {
            switch (blocks.get(i)) {
                case Block.Heading(String text) -> out.append(isAnythingUnder(i) ? "\n" + text + "\n" : "");
                case Block.Paragraph(String text) -> wrap(text, "", "", terminal.columns(), out);
                case Block.Warning(String text) -> wrap(text, "warning: ", "         ", terminal.columns(), out);
                case Block.Table(String caption, TextTable table) -> {
                    out.append('\n');
                    if (!caption.isEmpty()) {
                        wrap(caption, "", "", terminal.columns(), out);
                    }
                    out.append(table);
                }
                case Block.Facts(var facts) -> lines(facts, out);
                case Block.Folded folded -> {}
                case Block.Marked marked -> {
                    if (terminal.colour()) {
                        out.append('\n').append(Shades.text(marked));
                    }
                }
                case Block.Figure(Chart chart, String source, boolean shown) -> {
                    if (shown) {
                        out.append('\n').append(TerminalPlot.draw(chart, terminal));
                    }
                }
            }
        }
        return out.toString();
    }

    /** Whether the terminal shows a part that stands under this heading. */
    private boolean isAnythingUnder(int heading) {
        return blocks.stream()
                .skip(heading + 1L)
                .takeWhile(block -> !(block instanceof Block.Heading))
                .anyMatch(block ->
                        !(block instanceof Block.Folded || block instanceof Block.Figure figure && !figure.terminal()));
    }

    private static void lines(List<Fact> facts, StringBuilder out) {
        int labels = facts.stream().mapToInt(f -> f.label().length()).max().orElse(0);
        int values = facts.stream().mapToInt(f -> f.value().length()).max().orElse(0);
        out.append('\n');
        for (var fact : facts) {
            var line = new StringBuilder(fact.label())
                    .repeat(' ', labels + 2 - fact.label().length());
            line.append(fact.value()).repeat(' ', values + 2 - fact.value().length());
            line.append(fact.note() == null ? "" : fact.note());
            out.append(line.toString().stripTrailing()).append('\n');
        }
        out.append('\n');
    }

    private static void wrap(String text, String first, String rest, int width, StringBuilder out) {
        var line = new StringBuilder(first);
        boolean empty = true;
        for (var word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > width) {
                out.append(line).append('\n');
                line = new StringBuilder(rest);
                empty = true;
            }
            if (!empty) {
                line.append(' ');
            }
            line.append(word);
            empty = false;
        }
        out.append(line).append('\n');
    }
}
