package loglog.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Large pieces of memory. */
class HugePagesTest {
    private static final Path MAPS = Path.of("/proc/self/smaps");
    private static final long BYTES = 3 * HugePages.SMALLEST + 4096 + 64;

    private static MemorySegment allocate(Arena arena, long bytes) {
        var segment = HugePages.allocate(arena, bytes);
        assumeTrue(segment != null, "skipped: no huge pages can be asked for on this system");
        return segment;
    }

    @Test
    void aLargePieceIsZerosAsLongAsWanted() {
        for (int i = 0; i < 3; i++) {
            try (var arena = Arena.ofShared()) {
                var segment = allocate(arena, BYTES);
                assertThat(segment.byteSize()).isEqualTo(BYTES);
                assertThat(segment.mismatch(arena.allocate(BYTES))).isEqualTo(-1);
                segment.fill((byte) 1); // the next piece may be the same memory
            }
        }
    }

    /** The flag "hg" of its pages says that the system was asked; whether it has such pages left is another matter. */
    @Test
    void theSystemIsAskedForHugePages() throws IOException {
        assumeTrue(Files.isReadable(MAPS), "skipped: this system does not say what it was asked for");
        try (var arena = Arena.ofShared()) {
            long at = allocate(arena, BYTES).address();
            boolean inside = false;
            boolean asked = false;
            for (var line : Files.readAllLines(MAPS)) {
                var range = line.split("[- ]");
                if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                    inside = Long.parseUnsignedLong(range[0], 16) <= at && at < Long.parseUnsignedLong(range[1], 16);
                }
                asked |= inside && line.startsWith("VmFlags:") && line.contains(" hg");
            }
            assumeTrue(Files.isReadable(Path.of("/sys/kernel/mm/transparent_hugepage")), "skipped: a kernel without");
            assertThat(asked).isTrue();
        }
    }
}
