package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;

/**
 * Transposes matrices, by address: L x L elements at a time, by exchanging halves, then quarters and so on
 * between pairs of rows (Eklundh, 1972).
 */
final class Transpose {
    static final int SCRATCH_CELLS = L * L;

    private static final int STAGES = Integer.numberOfTrailingZeros(L);

    /**
     * For each distance 1, 2, ... L/2 between the two rows of a pair, two vectors of places: of the pair's lanes (the second
     * row's follow the first's), those that the first row takes, and those that the second takes.
     */
    private static final long PLACES = places();

    private Transpose() {}

    private static long places() {
        long places =
                HostStorage.allocate(Arena.global(), 2L * STAGES * L).segment().address();
        for (int stage = 0; stage < STAGES; stage++) {
            int distance = 1 << stage;
            for (int lane = 0; lane < L; lane++) {
                boolean second = (lane & distance) != 0;
                Simd.set(places + (2L * stage * L + lane) * BYTES, second ? L + lane - distance : lane);
                Simd.set(places + ((2L * stage + 1) * L + lane) * BYTES, second ? L + lane : lane + distance);
            }
        }
        return places;
    }

    /**
     * {@code to[c][r] = from[r][c]}; strides in bytes.
     *
     * @param scratch room for {@link #SCRATCH_CELLS}
     */
    static void transpose(long from, long fromRow, int rows, int cols, long to, long toRow, long scratch) {
        int wholeRows = Simd.whole(rows);
        int wholeCols = Simd.whole(cols);
        blocks(from, fromRow, wholeRows, wholeCols, to, toRow, scratch);
        oneByOne(from, fromRow, 0, wholeRows, wholeCols, cols, to, toRow);
        oneByOne(from, fromRow, wholeRows, rows, 0, cols, to, toRow);
    }

    private static void oneByOne(
            long from, long fromRow, int firstRow, int rows, int firstCol, int cols, long to, long toRow) {
        for (int r = firstRow; r < rows; r++) {
            for (int c = firstCol; c < cols; c++) {
                Simd.set(to + c * toRow + r * BYTES, Simd.get(from + r * fromRow + c * BYTES));
            }
        }
    }

    private static void blocks(long from, long fromRow, int rows, int cols, long to, long toRow, long scratch) {
        long line = L * BYTES;
        for (int r = 0; r < rows; r += L) {
            for (int c = 0; c < cols; c += L) {
                stage(STAGES - 1, from + r * fromRow + c * BYTES, fromRow, scratch, line);
                for (int stage = STAGES - 2; stage > 0; stage--) {
                    stage(stage, scratch, line, scratch, line);
                }
                stage(0, scratch, line, to + c * toRow + r * BYTES, toRow);
            }
        }
    }

    private static void stage(int stage, long from, long fromRow, long to, long toRow) {
        int distance = 1 << stage;
        var first = FloatVector.fromMemorySegment(S, ALL, PLACES + 2L * stage * L * BYTES, ORDER);
        var second = FloatVector.fromMemorySegment(S, ALL, PLACES + (2L * stage + 1) * L * BYTES, ORDER);
        for (int pair = 0; pair < L / 2; pair++) {
            // Rows whose number has no bit of the distance.
            int row = (pair & -distance) << 1 | pair & distance - 1;
            var a = FloatVector.fromMemorySegment(S, ALL, from + row * fromRow, ORDER);
            var b = FloatVector.fromMemorySegment(S, ALL, from + (row + distance) * fromRow, ORDER);
            first.selectFrom(a, b).intoMemorySegment(ALL, to + row * toRow, ORDER);
            second.selectFrom(a, b).intoMemorySegment(ALL, to + (row + distance) * toRow, ORDER);
        }
    }
}
