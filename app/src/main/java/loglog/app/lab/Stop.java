package loglog.app.lab;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import loglog.app.Say;

/**
 * Ctrl-C and a polite kill turned into a clean stop: the process ends when the work has seen the request and {@link #close}
 * is called, or after a while.
 */
final class Stop implements BooleanSupplier, AutoCloseable {
    private static final long STOP_SECONDS = 120;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stopAndWait, "stop");
    private volatile boolean asked;

    Stop() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stopAndWait() {
        asked = true;
        try {
            if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                Say.err("loglog: the runs did not stop in time; they go on from their last checkpoints");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean getAsBoolean() {
        return asked;
    }

    @Override
    public void close() {
        System.out.flush();
        System.err.flush();
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // It is what ends the process.
        }
    }
}
