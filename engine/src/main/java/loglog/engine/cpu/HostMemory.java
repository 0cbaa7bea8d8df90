package loglog.engine.cpu;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Main memory that there is for tensors, outside the Java heap. */
public final class HostMemory {
    private static final String AVAILABLE = "MemAvailable:";

    private HostMemory() {}

    /** Bytes of this machine, or of the container that the process is in. */
    public static long total() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Long.MAX_VALUE;
    }

    /** Bytes that can be taken now without another process losing its own. */
    public static long available() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith(AVAILABLE))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) << 10)
                    .map(bytes -> Math.min(bytes, total()))
                    .findFirst()
                    .orElseGet(HostMemory::total);
        } catch (IOException | java.io.UncheckedIOException | NumberFormatException _) {
            return total(); // other systems have no such file
        }
    }
}
