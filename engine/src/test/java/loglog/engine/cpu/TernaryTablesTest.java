package loglog.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Ternary weights' sums by looking them up and by multiplying: both are those of plain integers. */
class TernaryTablesTest {
    private static final int ROWS = 32;
    private static final int LENGTH = 256;
    private static final int BLOCKS = 3;
    private static final int COLUMNS = BLOCKS * LENGTH;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    private static MemorySegment shorts(Arena arena, long count) {
        return arena.allocate(count * Short.BYTES, 64);
    }

    @Test
    void sumsLookedUpAndMultipliedAreThoseOfIntegers() {
        assumeTrue(TernaryTables.SUPPORTED, "skipped: a vector here does not hold a table twice");
        var random = new Random(1);
        try (var arena = Arena.ofConfined()) {
            var row = shorts(arena, COLUMNS);
            var weights = shorts(arena, COLUMNS / 8 * ROWS);
            var offsets = shorts(arena, BLOCKS);
            var expected = new short[BLOCKS * ROWS];
            for (int c = 0; c < COLUMNS; c++) {
                // The first block's integers are as great as they can be, and so are its first lane's sums.
                int x = c < LENGTH ? 127 : random.nextInt(-127, 128);
                int b = c / LENGTH;
                row.setAtIndex(SHORT, c, (short) x);
                offsets.setAtIndex(SHORT, b, (short) (offsets.getAtIndex(SHORT, b) - x));
                for (int lane = 0; lane < ROWS; lane++) {
                    int w = lane < 2 && b == 0 ? 1 - 2 * lane : random.nextInt(3) - 1;
                    int at = c / 8 * ROWS + lane;
                    int bits = weights.getAtIndex(SHORT, at) | w + 1 << c % 8 * 2;
                    weights.setAtIndex(SHORT, at, (short) bits);
                    expected[b * ROWS + lane] += (short) (w * x);
                }
            }
            assertThat(expected[0]).isEqualTo((short) (127 * LENGTH));
            var sums = shorts(arena, BLOCKS * ROWS);
            var tables = new TernaryTables(arena);
            tables.make(row.address(), COLUMNS);
            tables.sums(weights.address(), BLOCKS, LENGTH, sums.address());
            assertThat(sums.toArray(SHORT)).as("looked up").isEqualTo(expected);
            sums.fill((byte) 0);
            QuantizedRows.ternary(weights.address(), BLOCKS, row.address(), offsets.address(), sums.address());
            assertThat(sums.toArray(SHORT)).as("multiplied").isEqualTo(expected);
        }
    }
}
