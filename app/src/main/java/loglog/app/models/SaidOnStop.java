package loglog.app.models;

import loglog.app.Say;
import loglog.pages.plot.Terminal;

/** Work that Ctrl-C may end at any moment, since all that counts is in files: the process then says how to go on. */
final class SaidOnStop implements AutoCloseable {
    private final Thread hook;

    /** @param sentence said where the process ends before {@link #close} */
    SaidOnStop(String sentence) {
        hook = new Thread(() -> say(sentence), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private static void say(String sentence) {
        if (Terminal.isErrorTerminal()) {
            System.err.println(); // ends the line of what is waited for
        }
        Say.err(sentence);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process ends, and has said so.
        }
    }
}
