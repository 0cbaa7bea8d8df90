package loglog.pages.sheet;

import java.util.List;
import loglog.pages.plot.Chart;
import loglog.pages.report.Caption;
import loglog.pages.report.Page.Fact;
import loglog.pages.report.Page.Mark;
import loglog.pages.text.TextTable;

/** A piece of a {@link Sheet}. */
public sealed interface SheetBlock {
    /** A heading. */
    record Heading(String text) implements SheetBlock {}

    /** A paragraph; in the terminal wrapped to its width. */
    record Paragraph(String text) implements SheetBlock {}

    /** What a reader should know before trusting the figures. */
    record Warning(String text) implements SheetBlock {}

    /** A table with a caption, which may be empty. */
    record Table(String caption, TextTable table) implements SheetBlock {}

    /** The main numbers, side by side. */
    record Facts(List<Fact> facts) implements SheetBlock {}

    /** A table for the page alone, where it folds out: the rows that were used. */
    record Folded(String summary, TextTable table) implements SheetBlock {}

    /** A text whose parts are shaded by how much they stand out; on a terminal only where colors are welcome. */
    record Marked(List<Mark> marks, List<String> legend) implements SheetBlock {}

    /**
     * A figure.
     *
     * @param caption the rows and the fit behind it
     * @param terminal whether the terminal shows it, too: it has room for one or two
     */
    record Figure(Chart chart, Caption caption, boolean terminal) implements SheetBlock {}

    /** An equation with its numbers, as plain text and in LaTeX. */
    record Equation(String plain, String latex) implements SheetBlock {}
}
