package loglog.lab.work;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** When a busy worker said something last. */
final class SilenceTimer {
    /** A silence is one when it is so many times as long as the longest before. */
    private static final int TIMES_LONGER = 5;

    private final String by;
    private long last = System.nanoTime();
    private long longest;
    private boolean any;
    private boolean named;
    private boolean killed;

    /** @param by what carries the run out, in words */
    SilenceTimer(String by) {
        this.by = by;
    }

    String by() {
        return by;
    }

    void now() {
        long now = System.nanoTime();
        longest = any ? Math.max(longest, now - last) : 0; // a process takes its time to start
        any = true;
        last = now;
        named = false;
    }

    long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - last);
    }

    /** Once for each silence. */
    boolean isSilent(Duration least) {
        boolean silent = System.nanoTime() - last > Math.max(least.toNanos(), TIMES_LONGER * longest);
        boolean first = silent && !named;
        named |= silent;
        return first;
    }

    boolean isToKill() {
        boolean first = !killed;
        killed = true;
        return first;
    }
}
