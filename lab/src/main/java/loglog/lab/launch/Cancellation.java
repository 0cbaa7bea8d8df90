package loglog.lab.launch;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * The end of all that is under way at a place which outlives the process that handed it over.
 *
 * @param tasks that were under way
 * @param left those that have not ended: the wait was cut short, or the place gives no answer
 */
public record Cancellation(int tasks, int left) {
    private static final Duration TICK = Duration.ofMillis(200);

    /**
     * Asks all to stop at checkpoints, and ends what has not stopped when the time is over.
     *
     * @param patience before what is left is ended, and again before nothing more is waited for
     * @param stop whether to wait no longer
     */
    public static Cancellation of(Executor executor, Duration patience, BooleanSupplier stop) {
        Set<String> left =
                executor.find(_ -> true).stream().map(LaunchTask::name).collect(Collectors.toCollection(HashSet::new));
        int all = left.size();
        if (all > 0) {
            executor.stop(left);
        }
        boolean killed = false;
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!left.isEmpty() && !stop.getAsBoolean()) {
                for (var report : executor.poll(TICK)) {
                    if (report instanceof Report.Gone gone) {
                        left.remove(gone.name());
                    }
                }
                if (System.nanoTime() > deadline) {
                    if (killed) {
                        break;
                    }
                    killed = true;
                    deadline = System.nanoTime() + patience.toNanos();
                    executor.kill(left);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return new Cancellation(all, left.size());
    }
}
