package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Products of small matrices that lie in the first-level cache, by address: attention's. A tile of the result stays in
 * registers while the loop runs down the inner dimension, and nothing is copied together first, which is where a
 * library's product of this size spends its time.
 */
final class Tiles {
    /** Rows of a product are a multiple of this. */
    static final int ROWS = 8;

    private static final long VECTOR = L * BYTES;

    /** With 256 bits come 16 registers, with 512 (and on Arm) 32, half of which a tile takes. */
    private static final boolean FEW_REGISTERS = S.vectorBitSize() == 256;

    /**
     * Addresses and strides are cut to bits that they have anyway: C2 then knows that none is negative and leaves out a
     * check of each access. With the checks tiles ran at 0.6 to 0.95 of their speed.
     */
    private static final long ADDRESS = (1L << 56) - 1;

    private static final long STRIDE = (1L << 28) - 1;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /** Where sums start that are not added to anything. */
    private static final long ZEROS =
            HostStorage.allocate(Arena.global(), 2L * L).segment().address();

    private Tiles() {}

    /**
     * {@code c = a b}, or {@code c += a b}. Strides are in bytes.
     *
     * @param m rows of a and c, a multiple of {@link #ROWS}
     * @param n columns of b and c, a multiple of L
     * @param aRow from a row of a to the next, and {@code aInner} from a column to the next: transposed by their order
     */
    static void product(
            int m,
            int n,
            int inner,
            long a,
            long aRow,
            long aInner,
            long b,
            long bInner,
            boolean add,
            long c,
            long cRow) {
        long startRow = add ? cRow : 0;
        int column = 0;
        for (; column + 2 * L <= n; column += 2 * L) {
            long right = b + column * BYTES;
            int rows = FEW_REGISTERS ? 4 : 8;
            for (int r = 0; r < m; r += rows) {
                long to = c + r * cRow + column * BYTES;
                long start = add ? to : ZEROS;
                if (FEW_REGISTERS) {
                    tile4x2(inner, a + r * aRow, aRow, aInner, right, bInner, start, startRow, to, cRow);
                } else {
                    tile8x2(inner, a + r * aRow, aRow, aInner, right, bInner, start, startRow, to, cRow);
                }
            }
        }
        if (column < n) {
            for (int r = 0; r < m; r += 8) {
                long to = c + r * cRow + column * BYTES;
                long start = add ? to : ZEROS;
                tile8x1(inner, a + r * aRow, aRow, aInner, b + column * BYTES, bInner, start, startRow, to, cRow);
            }
        }
    }

    /** 8 rows of 2 vectors. More than 16 vectors, and C2 stops inlining: a hundredth of the speed. */
    private static void tile8x2(
            int inner,
            long a,
            long aRow,
            long aInner,
            long b,
            long bInner,
            long start,
            long startRow,
            long c,
            long cRow) {
        a &= ADDRESS;
        aRow &= STRIDE;
        aInner &= STRIDE;
        b &= ADDRESS;
        bInner &= STRIDE;
        start &= ADDRESS;
        startRow &= STRIDE;
        c &= ADDRESS;
        cRow &= STRIDE;
        var c0a = FloatVector.fromMemorySegment(S, ALL, start, ORDER);
        var c0b = FloatVector.fromMemorySegment(S, ALL, start + VECTOR, ORDER);
        var c1a = FloatVector.fromMemorySegment(S, ALL, start + startRow, ORDER);
        var c1b = FloatVector.fromMemorySegment(S, ALL, start + startRow + VECTOR, ORDER);
        var c2a = FloatVector.fromMemorySegment(S, ALL, start + 2 * startRow, ORDER);
        var c2b = FloatVector.fromMemorySegment(S, ALL, start + 2 * startRow + VECTOR, ORDER);
        var c3a = FloatVector.fromMemorySegment(S, ALL, start + 3 * startRow, ORDER);
        var c3b = FloatVector.fromMemorySegment(S, ALL, start + 3 * startRow + VECTOR, ORDER);
        var c4a = FloatVector.fromMemorySegment(S, ALL, start + 4 * startRow, ORDER);
        var c4b = FloatVector.fromMemorySegment(S, ALL, start + 4 * startRow + VECTOR, ORDER);
        var c5a = FloatVector.fromMemorySegment(S, ALL, start + 5 * startRow, ORDER);
        var c5b = FloatVector.fromMemorySegment(S, ALL, start + 5 * startRow + VECTOR, ORDER);
        var c6a = FloatVector.fromMemorySegment(S, ALL, start + 6 * startRow, ORDER);
        var c6b = FloatVector.fromMemorySegment(S, ALL, start + 6 * startRow + VECTOR, ORDER);
        var c7a = FloatVector.fromMemorySegment(S, ALL, start + 7 * startRow, ORDER);
        var c7b = FloatVector.fromMemorySegment(S, ALL, start + 7 * startRow + VECTOR, ORDER);
        for (int i = 0; i < inner; i++) {
            long p = a + i * aInner;
            long q = b + i * bInner;
            var rightA = FloatVector.fromMemorySegment(S, ALL, q, ORDER);
            var rightB = FloatVector.fromMemorySegment(S, ALL, q + VECTOR, ORDER);
            var left = FloatVector.broadcast(S, ALL.get(FLOAT, p));
            c0a = left.fma(rightA, c0a);
            c0b = left.fma(rightB, c0b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + aRow));
            c1a = left.fma(rightA, c1a);
            c1b = left.fma(rightB, c1b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 2 * aRow));
            c2a = left.fma(rightA, c2a);
            c2b = left.fma(rightB, c2b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 3 * aRow));
            c3a = left.fma(rightA, c3a);
            c3b = left.fma(rightB, c3b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 4 * aRow));
            c4a = left.fma(rightA, c4a);
            c4b = left.fma(rightB, c4b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 5 * aRow));
            c5a = left.fma(rightA, c5a);
            c5b = left.fma(rightB, c5b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 6 * aRow));
            c6a = left.fma(rightA, c6a);
            c6b = left.fma(rightB, c6b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 7 * aRow));
            c7a = left.fma(rightA, c7a);
            c7b = left.fma(rightB, c7b);
        }
        c0a.intoMemorySegment(ALL, c, ORDER);
        c0b.intoMemorySegment(ALL, c + VECTOR, ORDER);
        c1a.intoMemorySegment(ALL, c + cRow, ORDER);
        c1b.intoMemorySegment(ALL, c + cRow + VECTOR, ORDER);
        c2a.intoMemorySegment(ALL, c + 2 * cRow, ORDER);
        c2b.intoMemorySegment(ALL, c + 2 * cRow + VECTOR, ORDER);
        c3a.intoMemorySegment(ALL, c + 3 * cRow, ORDER);
        c3b.intoMemorySegment(ALL, c + 3 * cRow + VECTOR, ORDER);
        c4a.intoMemorySegment(ALL, c + 4 * cRow, ORDER);
        c4b.intoMemorySegment(ALL, c + 4 * cRow + VECTOR, ORDER);
        c5a.intoMemorySegment(ALL, c + 5 * cRow, ORDER);
        c5b.intoMemorySegment(ALL, c + 5 * cRow + VECTOR, ORDER);
        c6a.intoMemorySegment(ALL, c + 6 * cRow, ORDER);
        c6b.intoMemorySegment(ALL, c + 6 * cRow + VECTOR, ORDER);
        c7a.intoMemorySegment(ALL, c + 7 * cRow, ORDER);
        c7b.intoMemorySegment(ALL, c + 7 * cRow + VECTOR, ORDER);
    }

    /** 4 rows of 2 vectors. */
    private static void tile4x2(
            int inner,
            long a,
            long aRow,
            long aInner,
            long b,
            long bInner,
            long start,
            long startRow,
            long c,
            long cRow) {
        a &= ADDRESS;
        aRow &= STRIDE;
        aInner &= STRIDE;
        b &= ADDRESS;
        bInner &= STRIDE;
        start &= ADDRESS;
        startRow &= STRIDE;
        c &= ADDRESS;
        cRow &= STRIDE;
        var c0a = FloatVector.fromMemorySegment(S, ALL, start, ORDER);
        var c0b = FloatVector.fromMemorySegment(S, ALL, start + VECTOR, ORDER);
        var c1a = FloatVector.fromMemorySegment(S, ALL, start + startRow, ORDER);
        var c1b = FloatVector.fromMemorySegment(S, ALL, start + startRow + VECTOR, ORDER);
        var c2a = FloatVector.fromMemorySegment(S, ALL, start + 2 * startRow, ORDER);
        var c2b = FloatVector.fromMemorySegment(S, ALL, start + 2 * startRow + VECTOR, ORDER);
        var c3a = FloatVector.fromMemorySegment(S, ALL, start + 3 * startRow, ORDER);
        var c3b = FloatVector.fromMemorySegment(S, ALL, start + 3 * startRow + VECTOR, ORDER);
        for (int i = 0; i < inner; i++) {
            long p = a + i * aInner;
            long q = b + i * bInner;
            var rightA = FloatVector.fromMemorySegment(S, ALL, q, ORDER);
            var rightB = FloatVector.fromMemorySegment(S, ALL, q + VECTOR, ORDER);
            var left = FloatVector.broadcast(S, ALL.get(FLOAT, p));
            c0a = left.fma(rightA, c0a);
            c0b = left.fma(rightB, c0b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + aRow));
            c1a = left.fma(rightA, c1a);
            c1b = left.fma(rightB, c1b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 2 * aRow));
            c2a = left.fma(rightA, c2a);
            c2b = left.fma(rightB, c2b);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 3 * aRow));
            c3a = left.fma(rightA, c3a);
            c3b = left.fma(rightB, c3b);
        }
        c0a.intoMemorySegment(ALL, c, ORDER);
        c0b.intoMemorySegment(ALL, c + VECTOR, ORDER);
        c1a.intoMemorySegment(ALL, c + cRow, ORDER);
        c1b.intoMemorySegment(ALL, c + cRow + VECTOR, ORDER);
        c2a.intoMemorySegment(ALL, c + 2 * cRow, ORDER);
        c2b.intoMemorySegment(ALL, c + 2 * cRow + VECTOR, ORDER);
        c3a.intoMemorySegment(ALL, c + 3 * cRow, ORDER);
        c3b.intoMemorySegment(ALL, c + 3 * cRow + VECTOR, ORDER);
    }

    /** 8 rows of 1 vector. */
    private static void tile8x1(
            int inner,
            long a,
            long aRow,
            long aInner,
            long b,
            long bInner,
            long start,
            long startRow,
            long c,
            long cRow) {
        a &= ADDRESS;
        aRow &= STRIDE;
        aInner &= STRIDE;
        b &= ADDRESS;
        bInner &= STRIDE;
        start &= ADDRESS;
        startRow &= STRIDE;
        c &= ADDRESS;
        cRow &= STRIDE;
        var c0 = FloatVector.fromMemorySegment(S, ALL, start, ORDER);
        var c1 = FloatVector.fromMemorySegment(S, ALL, start + startRow, ORDER);
        var c2 = FloatVector.fromMemorySegment(S, ALL, start + 2 * startRow, ORDER);
        var c3 = FloatVector.fromMemorySegment(S, ALL, start + 3 * startRow, ORDER);
        var c4 = FloatVector.fromMemorySegment(S, ALL, start + 4 * startRow, ORDER);
        var c5 = FloatVector.fromMemorySegment(S, ALL, start + 5 * startRow, ORDER);
        var c6 = FloatVector.fromMemorySegment(S, ALL, start + 6 * startRow, ORDER);
        var c7 = FloatVector.fromMemorySegment(S, ALL, start + 7 * startRow, ORDER);
        for (int i = 0; i < inner; i++) {
            long p = a + i * aInner;
            long q = b + i * bInner;
            var right = FloatVector.fromMemorySegment(S, ALL, q, ORDER);
            var left = FloatVector.broadcast(S, ALL.get(FLOAT, p));
            c0 = left.fma(right, c0);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + aRow));
            c1 = left.fma(right, c1);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 2 * aRow));
            c2 = left.fma(right, c2);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 3 * aRow));
            c3 = left.fma(right, c3);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 4 * aRow));
            c4 = left.fma(right, c4);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 5 * aRow));
            c5 = left.fma(right, c5);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 6 * aRow));
            c6 = left.fma(right, c6);
            left = FloatVector.broadcast(S, ALL.get(FLOAT, p + 7 * aRow));
            c7 = left.fma(right, c7);
        }
        c0.intoMemorySegment(ALL, c, ORDER);
        c1.intoMemorySegment(ALL, c + cRow, ORDER);
        c2.intoMemorySegment(ALL, c + 2 * cRow, ORDER);
        c3.intoMemorySegment(ALL, c + 3 * cRow, ORDER);
        c4.intoMemorySegment(ALL, c + 4 * cRow, ORDER);
        c5.intoMemorySegment(ALL, c + 5 * cRow, ORDER);
        c6.intoMemorySegment(ALL, c + 6 * cRow, ORDER);
        c7.intoMemorySegment(ALL, c + 7 * cRow, ORDER);
    }
}
