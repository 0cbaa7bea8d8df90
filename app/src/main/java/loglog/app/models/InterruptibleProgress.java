package loglog.app.models;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import loglog.app.Say;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;
import loglog.pages.text.TerminalText;
import loglog.training.Progress;

/**
 * A run's progress on standard error, and Ctrl-C turned into a clean stop: the process ends when the run has written a
 * checkpoint and {@link #close} is called, or after a minute.
 */
final class InterruptibleProgress implements Progress, AutoCloseable {
    private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long STOP_SECONDS = 60;

    private final boolean terminal = Terminal.isErrorTerminal();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop");
    private volatile boolean stop;
    private long lastLine = System.nanoTime() - LINE_NANOS;
    private int width;

    InterruptibleProgress() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stopAndWait() {
        stop = true;
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                Say.err("loglog: the run did not stop in time; it goes on from its last checkpoint");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean stop() {
        return stop;
    }

    @Override
    public void logged(Row row) {
        if (terminal) {
            var line = TerminalText.shortened(row.line(), Terminal.detectError().columns() - 1);
            // Blanks wipe what is left of a longer line.
            TerminalStream.styled(System.err, "\r" + line + " ".repeat(Math.max(0, width - line.length())));
            System.err.flush();
            width = line.length();
        } else if (System.nanoTime() - lastLine >= LINE_NANOS || row.step() == row.steps()) {
            System.err.println(row.line());
            lastLine = System.nanoTime();
        }
    }

    /** Ends the progress line. */
    void endLine() {
        if (width > 0) {
            System.err.println();
            width = 0;
        }
    }

    @Override
    public void close() {
        endLine();
        System.out.flush();
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It is what ends the process.
        }
    }
}
