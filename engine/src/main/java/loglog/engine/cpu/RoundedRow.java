package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.ROUNDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.load;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import loglog.engine.BlockFormat;

/**
 * A row of floats as integers of -127 to 127 in blocks that share a scale, as llama.cpp rounds a row before it meets blocks of
 * weights; here scales stay float32. The nearest integer, ties to even. What has no finite size has no finite scale, so that it shows
 * in what is computed from it.
 */
final class RoundedRow {
    /** Blocks of nothing greater are zeros: one over their scale could be infinite. */
    private static final float SMALLEST = 1e-30f;

    private static final int SIZE_BITS = 0x7fffffff;

    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, S.vectorShape());
    private static final VectorSpecies<Short> HALF =
            VectorSpecies.of(short.class, VectorShape.forBitSize(Math.clamp(Short.SIZE * L, 64, 512)));

    private final Arena arena;
    private int capacity;
    private long integers;
    private long scales;
    private long offsets;

    RoundedRow(Arena arena) {
        this.arena = arena;
    }

    /** [cols] shorts. */
    long integers() {
        return integers;
    }

    /** [blocks] floats. */
    long scales() {
        return scales;
    }

    /** [blocks] shorts: what the format's integers without a sign make a block's products too great by, negated, modulo 2^16. */
    long offsets() {
        return offsets;
    }

    /** What multiplies a block's values, for the greatest size among them. */
    static float inverse(float most) {
        return most >= SMALLEST && most <= Float.MAX_VALUE ? 127 / most : 0;
    }

    /** Rounds x [cols] in blocks as long as the format's. */
    void round(BlockFormat format, long x, int cols) {
        if (cols > capacity) {
            capacity = cols;
            integers = HostStorage.allocate(arena, 3L * cols).segment().address();
            scales = integers + cols * BYTES;
            offsets = scales + cols * BYTES;
        }
        int length = format.length();
        int offset = format.offset();
        for (int b = 0; b < cols / length; b++) {
            long from = x + (long) b * length * BYTES;
            long to = integers + (long) b * length * Short.BYTES;
            var sizes = IntVector.zero(I);
            for (int i = 0; i < length; i += L) {
                // As integers, sizes are in the same order, with infinity and what is no number above all others.
                sizes = sizes.max(load(from + i * BYTES).reinterpretAsInts().and(SIZE_BITS));
            }
            float most = Float.intBitsToFloat(sizes.reduceLanes(VectorOperators.MAX));
            float inverse = inverse(most);
            var sum = IntVector.zero(I);
            for (int i = 0; i < length; i += L) {
                var n = load(from + i * BYTES).mul(inverse).add(ROUNDER).reinterpretAsInts();
                n = n.sub(Float.floatToRawIntBits(ROUNDER));
                sum = sum.add(n);
                ((ShortVector) n.convertShape(VectorOperators.I2S, HALF, 0))
                        .intoMemorySegment(ALL, to + (long) i * Short.BYTES, ORDER);
            }
            Simd.set(scales + b * BYTES, most / 127);
            short tooGreat = (short) (-offset * sum.reduceLanes(VectorOperators.ADD));
            ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, offsets + (long) b * Short.BYTES, tooGreat);
        }
    }
}
