package loglog.app.feedback;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import loglog.app.UserError;

/**
 * A terminal that gives each key as it is pressed, by {@code stty}. Closing it, Ctrl-C and a kill give the terminal its usual ways
 * back.
 */
final class SingleKeys implements AutoCloseable {
    private static final File TERMINAL = new File("/dev/tty");
    private static final int SECONDS = 5;
    private static final int END = 4; // Ctrl-D, which is a key like others here
    private static final int ESCAPE = 27;

    /** As {@code stty} wrote it; null where keys come by lines. */
    private final String before;

    private final Thread hook = new Thread(this::restore, "keys");

    private SingleKeys(String before) {
        this.before = before;
        if (before != null) {
            Runtime.getRuntime().addShutdownHook(hook);
        }
    }

    /** Asks the terminal; not open where input or output is none, or has no {@code stty}. */
    static SingleKeys open() {
        var console = System.console();
        if (console == null || !console.isTerminal() || !TERMINAL.exists()) {
            return new SingleKeys(null);
        }
        var before = stty("-g");
        if (before == null || before.isBlank() || stty("-icanon", "-echo", "min", "1", "time", "0") == null) {
            return new SingleKeys(null);
        }
        return new SingleKeys(before.strip());
    }

    /** Whether keys come one by one. */
    boolean isOpen() {
        return before != null;
    }

    /** What {@code stty} wrote; null where it failed. */
    private static String stty(String... words) {
        var command = new String[words.length + 1];
        command[0] = "stty";
        System.arraycopy(words, 0, command, 1, words.length);
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(TERMINAL)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0 ? said : null;
        } catch (IOException _) {
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Forgets what was pressed until now: before a question is seen, that is no answer to it. */
    void forget() {
        try {
            drop();
        } catch (IOException e) {
            throw new UserError("standard input: %s".formatted(e.getMessage()));
        }
    }

    /** Waits for a key that was pressed since the last ones were forgotten, and gives it; null where the input ends. */
    String next() {
        try {
            while (true) {
                int key = System.in.read();
                if (key < 0 || key == END) {
                    return null;
                }
                if (key == ESCAPE) {
                    drop(); // the rest of an arrow key
                } else if (key > ' ') {
                    return String.valueOf((char) key);
                }
            }
        } catch (IOException e) {
            throw new UserError("standard input: %s".formatted(e.getMessage()));
        }
    }

    private static void drop() throws IOException {
        while (System.in.available() > 0) {
            System.in.read();
        }
    }

    private void restore() {
        stty(before);
    }

    @Override
    public void close() {
        if (before != null) {
            restore();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException _) {
                // It is what ends the process.
            }
        }
    }
}
