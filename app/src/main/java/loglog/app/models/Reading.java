package loglog.app.models;

import java.util.function.LongConsumer;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;
import loglog.pages.text.TerminalText;

/** A line on a terminal that says how far the reading of a corpus is. */
public final class Reading implements LongConsumer {
    private final String corpus;
    private final boolean terminal = Terminal.isErrorTerminal();
    private boolean shown;

    public Reading(String corpus) {
        this.corpus = corpus;
    }

    @Override
    public void accept(long bytes) {
        if (terminal) {
            var line = "reading %s: %d MB".formatted(TerminalText.line(corpus), bytes / 1_000_000);
            TerminalStream.styled(
                    System.err,
                    "\r" + TerminalText.shortened(line, Terminal.detectError().columns() - 1));
            shown = true;
        }
    }

    /** Ends the line where there is one. */
    public void endLine() {
        if (shown) {
            System.err.println();
            shown = false;
        }
    }
}
