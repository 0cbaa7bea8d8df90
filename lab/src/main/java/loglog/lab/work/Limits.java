package loglog.lab.work;

import java.lang.management.ManagementFactory;

/**
 * What the runs of a study may take together.
 *
 * @param cores one for each lane
 * @param memoryBytes of all workers
 */
public record Limits(int cores, long memoryBytes) {
    /** What a worker's JVM takes besides a run's tensors: measured at 150 to 250 MB. */
    static final long WORKER_BYTES = 256L << 20;

    /** All cores, and four fifths of the memory. */
    public static Limits ofThisMachine() {
        return new Limits(Runtime.getRuntime().availableProcessors(), memoryOfThisMachine() / 5 * 4);
    }

    /** All of it, whoever has it. */
    public static long memoryOfThisMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getTotalMemorySize()
                : Long.MAX_VALUE;
    }
}
