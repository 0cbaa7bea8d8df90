package loglog.app.models;

import java.util.function.LongConsumer;

/** A line on a terminal that says how far the reading of a corpus is. */
public final class Reading implements LongConsumer {
    private final String corpus;
    private final boolean terminal =
            System.console() != null && System.console().isTerminal();
    private boolean shown;

    public Reading(String corpus) {
        this.corpus = corpus;
    }

    @Override
    public void accept(long bytes) {
        if (terminal) {
            System.err.printf("\rreading %s: %d MB", corpus, bytes / 1_000_000);
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
