package loglog.app.laws;

import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import loglog.pages.plot.Terminal;
import loglog.pages.text.TerminalStream;
import loglog.pages.text.TerminalText;

/** Says on standard error what takes long: to a person every few seconds on one line, to a log seldom. */
public final class Waiting {
    private static final int SECONDS_ALONE = 2;
    private static final int SECONDS_IN_A_LOG = 30;

    private Waiting() {}

    /**
     * Does some work.
     *
     * @param what it is, as a clause: "fitting chinchilla to 54 runs"
     */
    public static <T> T on(String what, Supplier<T> work) {
        boolean person = Terminal.isErrorTerminal();
        int seconds = person ? SECONDS_ALONE : SECONDS_IN_A_LOG;
        long start = System.nanoTime();
        var clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("waiting").factory());
        try {
            clock.scheduleAtFixedRate(
                    () -> say(what, (System.nanoTime() - start) / 1_000_000_000, person),
                    seconds,
                    seconds,
                    TimeUnit.SECONDS);
            return work.get();
        } finally {
            clock.shutdownNow();
            if (person && System.nanoTime() - start > SECONDS_ALONE * 1_000_000_000L) {
                TerminalStream.styled(
                        System.err, "\r" + " ".repeat(line(what, 99_999).length()) + "\r");
            }
        }
    }

    private static void say(String what, long seconds, boolean person) {
        if (person) {
            TerminalStream.styled(System.err, "\r" + line(what, seconds));
        } else {
            System.err.println(line(what, seconds));
        }
    }

    private static String line(String what, long seconds) {
        return TerminalText.shortened(
                "loglog: %s: %d s so far".formatted(what, seconds),
                Terminal.detectError().columns() - 1);
    }
}
