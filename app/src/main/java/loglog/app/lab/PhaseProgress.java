package loglog.app.lab;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import loglog.app.Say;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;
import loglog.pages.text.TerminalText;
import loglog.words.Format;

/**
 * How far a study is in what comes after the training of its models, on standard error: on a terminal a line that is redrawn in
 * place, elsewhere a line now and then. What a person should keep stays above it. Threads may share one.
 */
final class PhaseProgress implements AutoCloseable {
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** What is done by then was there before, and says nothing of the pace. */
    private static final double KEPT_SECONDS = 0.5;

    private static final double NANO = 1e-9;

    private final String what;
    private final int parts;
    private final Consumer<String> say;
    private final boolean terminal = Terminal.isErrorTerminal();
    private final int columns = Terminal.detectError().columns();
    private final long began = System.nanoTime();
    private long drawn = began;
    private int done;
    private int kept;
    private int width;

    /**
     * Begins.
     *
     * @param what is done, such as "teaching students"
     * @param parts of it
     * @param say what a person should keep
     */
    PhaseProgress(String what, int parts, Consumer<String> say) {
        this.what = what;
        this.parts = parts;
        this.say = say;
        show();
    }

    /** So many parts more are done, or need not be. */
    synchronized void done(int more) {
        done(more, seconds());
        show();
    }

    /** After so many seconds. */
    void done(int more, double seconds) {
        done += more;
        if (seconds < KEPT_SECONDS) {
            kept = done;
        }
    }

    /** Says what a person should keep. */
    synchronized void say(String text) {
        clear();
        say.accept(text);
        show();
    }

    /** The same of what may be wrong, on standard error. */
    synchronized void remark(String sentence) {
        clear();
        Say.err("loglog: " + sentence);
        show();
    }

    private double seconds() {
        return (System.nanoTime() - began) * NANO;
    }

    private void show() {
        if (terminal) {
            var line = TerminalText.shortened(line(seconds()), columns - 1);
            // Blanks wipe what is left of a longer line.
            TerminalStream.styled(System.err, "\r" + line + " ".repeat(Math.max(0, width - line.length())));
            System.err.flush();
            width = line.length();
        } else if (System.nanoTime() - drawn >= LINE_NANOS) {
            System.err.println(line(seconds()));
            drawn = System.nanoTime();
        }
    }

    /** What it says after so many seconds. */
    String line(double seconds) {
        int timed = done - kept;
        return "%s: %d of %d done%s"
                .formatted(
                        what,
                        done,
                        parts,
                        timed == 0 || done == parts
                                ? ""
                                : ", " + Format.about(seconds / timed * (parts - done)) + " left");
    }

    private void clear() {
        if (width > 0) {
            TerminalStream.styled(System.err, "\r" + " ".repeat(width) + "\r");
            System.err.flush();
            width = 0;
        }
    }

    @Override
    public synchronized void close() {
        clear();
    }
}
