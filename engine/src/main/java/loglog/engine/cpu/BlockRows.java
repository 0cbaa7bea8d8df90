package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.zero;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import loglog.engine.BlockFormat;
import loglog.engine.Tensor;

/**
 * Rows of keys and values in ggml's blocks of 8 bits, as they are made and read: a float16 scale, then 32 integers. Integers become
 * floats in registers and meet the query's or the weights' floats, which are not rounded.
 */
final class BlockRows {
    /** With fewer lanes there is no vector of as many bytes, and the plain kernels compute. */
    static final boolean SUPPORTED = L == 8 || L == 16;

    private static final int LENGTH = BlockFormat.Q8_0.length();
    private static final long BLOCK = BlockFormat.Q8_0.bytes();
    private static final long SCALE = Short.BYTES;
    private static final int SIZE_BITS = 0x7fffffff;
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, S.vectorShape());
    private static final VectorSpecies<Byte> B =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(SUPPORTED ? 8 * L : 64));

    private BlockRows() {}

    /** Where in a row the block begins whose first value is in column {@code column}. */
    static long place(int column) {
        return column / LENGTH * BLOCK;
    }

    private static float scale(long block) {
        return Float.float16ToFloat(ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, block));
    }

    /** x [n, cols] into blocks; the bits of {@link BlockFormat#quantize}. */
    static void quantize(Tensor x, Tensor blocks) {
        for (int r = 0; r < x.rows(); r++) {
            long from = CpuKernels.row(x, r);
            long to = CpuKernels.row(blocks, r);
            for (int b = 0; b < x.cols() / LENGTH; b++) {
                quantize(from + (long) b * LENGTH * BYTES, to + b * BLOCK);
            }
        }
    }

    private static void quantize(long from, long to) {
        var sizes = IntVector.zero(I);
        for (int i = 0; i < LENGTH; i += L) {
            sizes = sizes.max(load(from + i * BYTES).reinterpretAsInts().and(SIZE_BITS));
        }
        float d = Float.intBitsToFloat(sizes.reduceLanes(VectorOperators.MAX)) / 127;
        float inverse = d == 0 ? 0 : 1 / d;
        ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, to, Float.floatToFloat16(d));
        for (int i = 0; i < LENGTH; i += L) {
            var v = load(from + i * BYTES).mul(inverse);
            var size = v.reinterpretAsInts().and(SIZE_BITS).reinterpretAsFloats();
            var n = (IntVector) size.convertShape(VectorOperators.F2I, I, 0);
            // Halves away from zero.
            var rest = size.sub((FloatVector) n.convertShape(VectorOperators.I2F, S, 0));
            n = n.add((IntVector) rest.add(rest).convertShape(VectorOperators.F2I, I, 0));
            var sign = v.reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
            n = n.lanewise(VectorOperators.XOR, sign).sub(sign);
            ((ByteVector) n.convertShape(VectorOperators.I2B, B, 0)).intoMemorySegment(ALL, to + SCALE + i, ORDER);
        }
    }

    /** y [n] = w x, for rows w [n, width] in blocks of a stride in bytes, x [width]. */
    static void outFirst(RowProducts rows, long w, long stride, int n, int width, long x, long y) {
        for (int r = 0; r < n; r += RowProducts.ROWS) {
            int count = Math.min(RowProducts.ROWS, n - r);
            for (int i = 0; i < count; i++) {
                dot(w + (r + i) * stride, width / LENGTH, x, rows.vectors() + (long) i * L * BYTES);
            }
            rows.sums(count, y + r * BYTES);
        }
    }

    private static void dot(long w, int blocks, long x, long to) {
        var a = zero();
        for (int b = 0; b < blocks; b++) {
            long at = w + b * BLOCK;
            long atX = x + (long) b * LENGTH * BYTES;
            var p = zero();
            for (int i = 0; i < LENGTH; i += 2 * L) {
                var low = (FloatVector) ByteVector.fromMemorySegment(B, ALL, at + SCALE + i, ORDER)
                        .convertShape(VectorOperators.B2F, S, 0);
                var high = (FloatVector) ByteVector.fromMemorySegment(B, ALL, at + SCALE + i + L, ORDER)
                        .convertShape(VectorOperators.B2F, S, 0);
                p = low.fma(FloatVector.fromMemorySegment(S, ALL, atX + i * BYTES, ORDER), p);
                p = high.fma(FloatVector.fromMemorySegment(S, ALL, atX + (i + L) * BYTES, ORDER), p);
            }
            a = p.fma(FloatVector.broadcast(S, scale(at)), a);
        }
        a.intoMemorySegment(ALL, to, ORDER);
    }

    /** y [width] = x w, for rows w [n, width] in blocks of a stride in bytes, x [n]. */
    static void inFirst(long w, long stride, int n, int width, long x, long y) {
        for (int b = 0; b < width / LENGTH; b++) {
            for (int i = 0; i < LENGTH; i += 2 * L) {
                down(w + b * BLOCK, i, stride, n, x, y + ((long) b * LENGTH + i) * BYTES);
            }
        }
    }

    /** Two vectors of a block's columns, and of each the sums of even and of odd rows. */
    private static void down(long block, int from, long stride, int n, long x, long y) {
        var a0 = zero();
        var a1 = zero();
        var b0 = zero();
        var b1 = zero();
        int i = 0;
        for (; i + 2 <= n; i += 2) {
            long at = block + i * stride;
            var f = FloatVector.broadcast(S, get(x + i * BYTES) * scale(at));
            at += SCALE + from;
            a0 = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, at, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .fma(f, a0);
            a1 = ((FloatVector)
                            ByteVector.fromMemorySegment(B, ALL, at + L, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .fma(f, a1);
            at += stride - SCALE - from;
            f = FloatVector.broadcast(S, get(x + (i + 1) * BYTES) * scale(at));
            at += SCALE + from;
            b0 = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, at, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .fma(f, b0);
            b1 = ((FloatVector)
                            ByteVector.fromMemorySegment(B, ALL, at + L, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .fma(f, b1);
        }
        if (i < n) {
            long at = block + i * stride;
            var f = FloatVector.broadcast(S, get(x + i * BYTES) * scale(at));
            at += SCALE + from;
            a0 = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, at, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .fma(f, a0);
            a1 = ((FloatVector)
                            ByteVector.fromMemorySegment(B, ALL, at + L, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .fma(f, a1);
        }
        a0.add(b0).intoMemorySegment(ALL, y, ORDER);
        a1.add(b1).intoMemorySegment(ALL, y + L * BYTES, ORDER);
    }
}
