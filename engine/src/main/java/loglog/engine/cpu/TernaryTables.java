package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of a row's integers times weights of -1, 0 and 1, looked up instead of multiplied: two weights of 2 bits are an index of 4 bits
 * into the nine sums that two of the row's integers can give. A vector of 32 lanes of 16 bits holds the table twice, so that an
 * index's fifth bit, the next weight's, does not matter; one instruction looks up 32 rows of the matrix. The tables are made once for
 * all rows.
 */
final class TernaryTables {
    /** Where a vector holds the table twice. */
    static final boolean SUPPORTED = L == 16;

    private static final VectorSpecies<Short> H = VectorSpecies.of(short.class, S.vectorShape());
    private static final long SHORT = Short.BYTES;

    /** Bytes of a vector of shorts. */
    private static final long VECTOR = H.vectorByteSize();

    /** The first and the second weight of the pair that is a lane's index. */
    private static final ShortVector FIRST = weight(0);

    private static final ShortVector SECOND = weight(2);

    private final Arena arena;
    private int capacity;
    private long tables;

    TernaryTables(Arena arena) {
        this.arena = arena;
    }

    private static ShortVector weight(int shift) {
        var weights = new short[H.length()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (short) ((i >> shift & 3) - 1);
        }
        return ShortVector.fromArray(H, weights, 0);
    }

    /** Makes the tables of a row of shorts [cols], for an even number of columns. */
    void make(long row, int cols) {
        if (cols > capacity) {
            capacity = cols;
            tables = HostStorage.allocate(arena, cols / 2 * VECTOR / Float.BYTES)
                    .segment()
                    .address();
        }
        for (int pair = 0; pair < cols / 2; pair++) {
            long at = row + pair * 2 * SHORT;
            FIRST.mul(ShortVector.broadcast(H, ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, at)))
                    .add(SECOND.mul(ShortVector.broadcast(H, ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + SHORT))))
                    .intoMemorySegment(ALL, tables + pair * VECTOR, ORDER);
        }
    }

    /**
     * Of each block of {@code length} columns the sums for the rows of a panel, to {@code sums} [blocks, 32] shorts.
     *
     * @param q the panel's weights: 32 rows of 8 columns in a vector
     */
    void sums(long q, int blocks, int length, long sums) {
        for (int b = 0; b < blocks; b++) {
            long table = tables + (long) b * (length / 2) * VECTOR;
            var p = ShortVector.zero(H);
            for (int c = 0; c < length / 8; c++) {
                var v = ShortVector.fromMemorySegment(H, ALL, q, ORDER);
                var s = v.selectFrom(ShortVector.fromMemorySegment(H, ALL, table, ORDER));
                var u = v.lanewise(VectorOperators.LSHR, 4)
                        .selectFrom(ShortVector.fromMemorySegment(H, ALL, table + VECTOR, ORDER));
                s = s.add(v.lanewise(VectorOperators.LSHR, 8)
                        .selectFrom(ShortVector.fromMemorySegment(H, ALL, table + 2 * VECTOR, ORDER)));
                u = u.add(v.lanewise(VectorOperators.LSHR, 12)
                        .selectFrom(ShortVector.fromMemorySegment(H, ALL, table + 3 * VECTOR, ORDER)));
                p = p.add(s.add(u));
                q += VECTOR;
                table += 4 * VECTOR;
            }
            p.intoMemorySegment(ALL, sums + b * VECTOR, ORDER);
        }
    }
}
