package loglog.lab.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;

/**
 * A sign of life that other machines see: a file whose count rises every few seconds while its process lives, and which the
 * process removes when it ends by itself. Who looks compares what it read with what it read before, by its own clock: those of
 * two machines need not agree.
 */
public final class Lease implements AutoCloseable {
    /** Seconds between two beats. */
    static final String SECONDS = "loglog.lease-seconds";

    private static final long USUAL_SECONDS = 10;

    /** Beats that may be missing before nobody is taken to be there: a file system of many machines is late at times. */
    private static final int MISSING = 3;

    private final Path file;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread thread;

    /** Begins to beat. */
    public Lease(Path file) {
        this.file = file;
        beat(0);
        thread = new Thread(this::beat, "lease");
        thread.setDaemon(true);
        thread.start();
    }

    private static long seconds() {
        return Long.getLong(SECONDS, USUAL_SECONDS);
    }

    private void beat() {
        try {
            for (long count = 1; !over.await(seconds(), TimeUnit.SECONDS); count++) {
                beat(count);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void beat(long count) {
        try {
            AtomicFile.write(
                    file,
                    "%d of process %d\n"
                            .formatted(count, ProcessHandle.current().pid())
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        } catch (DataException _) {
            // A full disk: whoever looks takes this process for dead, and finds the run's lock.
        }
    }

    @Override
    public void close() {
        over.countDown();
        try {
            thread.join();
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // It grows old.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Another process's lease, as it is seen from here. */
    static final class Seen {
        private final Path file;
        private String last = "";
        private long changed = System.nanoTime();

        Seen(Path file) {
            this.file = file;
        }

        /** Whether its process may be alive: the lease is there, and its count rose a while ago at most. */
        boolean isAlive() {
            String now;
            try {
                now = Files.readString(file);
            } catch (IOException _) {
                return false;
            }
            if (!now.equals(last)) {
                last = now;
                changed = System.nanoTime();
            }
            return System.nanoTime() - changed < TimeUnit.SECONDS.toNanos(MISSING * seconds());
        }
    }
}
