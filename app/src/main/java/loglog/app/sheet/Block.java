package loglog.app.sheet;

import loglog.app.plot.Chart;
import loglog.app.text.TextTable;

/** A piece of a {@link Sheet}. */
public sealed interface Block {
    /** A heading. */
    record Heading(String text) implements Block {}

    /** A paragraph; in the terminal wrapped to its width. */
    record Paragraph(String text) implements Block {}

    /** What a reader should know before trusting the figures. */
    record Warning(String text) implements Block {}

    /** A table with a caption, which may be empty. */
    record Table(String caption, TextTable table) implements Block {}

    /**
     * A figure.
     *
     * @param source the rows and the fit behind it
     * @param terminal whether the terminal shows it, too: it has room for one or two
     */
    record Figure(Chart chart, String source, boolean terminal) implements Block {}
}
