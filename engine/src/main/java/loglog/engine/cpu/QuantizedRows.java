package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.store;
import static loglog.engine.cpu.Simd.zero;

import java.lang.foreign.Arena;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import loglog.engine.BlockFormat;
import loglog.engine.QuantizedMatrix;
import loglog.engine.Tensor;

/**
 * Products of one row with a matrix in blocks. Integers become floats in registers and meet the row's floats: the Vector API has no
 * dot product of bytes, and this way the row is not rounded. Where integers are kept without a sign (4 bits, ternary), what they are
 * too great by is taken off by a block's sum of the row, made once for all rows of the matrix.
 */
final class QuantizedRows {
    /** Without a species of as many bytes as there are floats in a vector, the plain kernels compute. */
    static final boolean SUPPORTED = L >= 8;

    /** A block of 32 is two vectors, which stand below without a loop: with one, C2 took twice as long. */
    private static final boolean FOURS = L == 16;

    private static final VectorSpecies<Byte> B =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(SUPPORTED ? 8 * L : 64));
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, S.vectorShape());

    private final Arena arena;
    private final RowProducts rows;
    private HostStorage sums;

    QuantizedRows(Arena arena, RowProducts rows) {
        this.arena = arena;
        this.rows = rows;
    }

    /** y [1, rows] = w x, x [1, cols]. */
    void multiply(QuantizedMatrix w, Tensor x, Tensor y) {
        long q = HostStorage.address(w.integers());
        long qStride = w.integers().stride() * BYTES;
        long d = HostStorage.address(w.scales());
        long dStride = w.scales().stride() * BYTES;
        long row = HostStorage.address(x);
        int blocks = w.cols() / w.format().length();
        long offsets = w.format() == BlockFormat.Q8_0 ? 0 : offsets(w, row, blocks);
        for (int r = 0; r < w.rows(); r += RowProducts.ROWS) {
            int count = Math.min(RowProducts.ROWS, w.rows() - r);
            int done = FOURS
                    ? fours(w.format(), q + r * qStride, qStride, d + r * dStride, dStride, blocks, row, offsets, count)
                    : 0;
            for (int i = done; i < count; i += 2) {
                long atQ = q + (r + i) * qStride;
                long atD = d + (r + i) * dStride;
                // Of an odd number the last row is its own second.
                boolean two = i + 1 < count;
                long q2 = two ? atQ + qStride : atQ;
                long d2 = two ? atD + dStride : atD;
                long to = rows.vectors() + (long) i * L * BYTES;
                switch (w.format()) {
                    case Q8_0 -> eightBits(atQ, q2, atD, d2, blocks, row, to);
                    case Q4_0 -> fourBits(atQ, q2, atD, d2, blocks, row, offsets, to);
                    case TQ2_0 -> ternary(atQ, q2, atD, d2, blocks, row, offsets, to);
                }
            }
            rows.sums(count, HostStorage.address(y) + r * BYTES);
        }
    }

    /** As many of the rows as there are fours of, in the formats that gain by it; returns how many. */
    private int fours(
            BlockFormat format,
            long q,
            long qStride,
            long d,
            long dStride,
            int blocks,
            long x,
            long offsets,
            int count) {
        if (format == BlockFormat.TQ2_0) {
            return 0;
        }
        int whole = count & -4;
        for (int i = 0; i < whole; i += 4) {
            long to = rows.vectors() + (long) i * L * BYTES;
            if (format == BlockFormat.Q8_0) {
                fourOfEightBits(q + i * qStride, qStride, d + i * dStride, dStride, blocks, x, to);
            } else {
                fourOfFourBits(q + i * qStride, qStride, d + i * dStride, dStride, blocks, x, offsets, to);
            }
        }
        return whole;
    }

    /** For each block a vector whose lanes sum to what the unsigned integers' products are too great by, negated. */
    private long offsets(QuantizedMatrix w, long x, int blocks) {
        if (sums == null || sums.cells() < (long) blocks * L) {
            sums = HostStorage.allocate(arena, (long) blocks * L);
        }
        long to = sums.segment().address();
        int length = w.format().length();
        float by = w.format() == BlockFormat.Q4_0 ? -8 : -1;
        for (int b = 0; b < blocks; b++) {
            var a = zero();
            for (int i = 0; i < length; i += L) {
                a = a.add(load(x + ((long) b * length + i) * BYTES));
            }
            store(a.mul(by), to + (long) b * L * BYTES);
        }
        return to;
    }

    /** Two rows; the sums of each go to two vectors. */
    private static void eightBits(long q, long q2, long d, long d2, int blocks, long x, long to) {
        var a = zero();
        var a2 = zero();
        for (int b = 0; b < blocks; b++) {
            var p = zero();
            var p2 = zero();
            for (int i = 0; i < 32; i += L) {
                long at = b * 32L + i;
                var v = FloatVector.fromMemorySegment(S, ALL, x + at * BYTES, ORDER);
                var w = (FloatVector)
                        ByteVector.fromMemorySegment(B, ALL, q + at, ORDER).convertShape(VectorOperators.B2F, S, 0);
                var w2 = (FloatVector)
                        ByteVector.fromMemorySegment(B, ALL, q2 + at, ORDER).convertShape(VectorOperators.B2F, S, 0);
                p = w.fma(v, p);
                p2 = w2.fma(v, p2);
            }
            a = p.fma(FloatVector.broadcast(S, get(d + b * BYTES)), a);
            a2 = p2.fma(FloatVector.broadcast(S, get(d2 + b * BYTES)), a2);
        }
        a.intoMemorySegment(ALL, to, ORDER);
        a2.intoMemorySegment(ALL, to + L * BYTES, ORDER);
    }

    /** Four rows, whose blocks meet each vector of the row once it is loaded. */
    private static void fourOfEightBits(long q, long qStride, long d, long dStride, int blocks, long x, long to) {
        var a0 = zero();
        var a1 = zero();
        var a2 = zero();
        var a3 = zero();
        for (int b = 0; b < blocks; b++) {
            long atQ = q + b * 32L;
            long atD = d + b * BYTES;
            var v = FloatVector.fromMemorySegment(S, ALL, x + b * 32L * BYTES, ORDER);
            var u = FloatVector.fromMemorySegment(S, ALL, x + (b * 32L + L) * BYTES, ORDER);
            FloatVector p;
            p = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, atQ, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .mul(v);
            p = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, atQ + L, ORDER)
                            .convertShape(VectorOperators.B2F, S, 0))
                    .fma(u, p);
            a0 = p.fma(FloatVector.broadcast(S, get(atD)), a0);
            atQ += qStride;
            atD += dStride;
            p = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, atQ, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .mul(v);
            p = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, atQ + L, ORDER)
                            .convertShape(VectorOperators.B2F, S, 0))
                    .fma(u, p);
            a1 = p.fma(FloatVector.broadcast(S, get(atD)), a1);
            atQ += qStride;
            atD += dStride;
            p = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, atQ, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .mul(v);
            p = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, atQ + L, ORDER)
                            .convertShape(VectorOperators.B2F, S, 0))
                    .fma(u, p);
            a2 = p.fma(FloatVector.broadcast(S, get(atD)), a2);
            atQ += qStride;
            atD += dStride;
            p = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, atQ, ORDER).convertShape(VectorOperators.B2F, S, 0))
                    .mul(v);
            p = ((FloatVector) ByteVector.fromMemorySegment(B, ALL, atQ + L, ORDER)
                            .convertShape(VectorOperators.B2F, S, 0))
                    .fma(u, p);
            a3 = p.fma(FloatVector.broadcast(S, get(atD)), a3);
        }
        a0.intoMemorySegment(ALL, to, ORDER);
        a1.intoMemorySegment(ALL, to + 1 * L * BYTES, ORDER);
        a2.intoMemorySegment(ALL, to + 2 * L * BYTES, ORDER);
        a3.intoMemorySegment(ALL, to + 3 * L * BYTES, ORDER);
    }

    private static void fourOfFourBits(
            long q, long qStride, long d, long dStride, int blocks, long x, long offsets, long to) {
        var a0 = zero();
        var a1 = zero();
        var a2 = zero();
        var a3 = zero();
        for (int b = 0; b < blocks; b++) {
            long atQ = q + b * 16L;
            long atD = d + b * BYTES;
            var offset = FloatVector.fromMemorySegment(S, ALL, offsets + (long) b * L * BYTES, ORDER);
            var low = FloatVector.fromMemorySegment(S, ALL, x + b * 32L * BYTES, ORDER);
            var high = FloatVector.fromMemorySegment(S, ALL, x + (b * 32L + L) * BYTES, ORDER);
            IntVector w;
            FloatVector p;
            w = (IntVector) ByteVector.fromMemorySegment(B, ALL, atQ, ORDER).convertShape(VectorOperators.B2I, I, 0);
            p = ((FloatVector) w.and(15).convertShape(VectorOperators.I2F, S, 0)).fma(low, offset);
            w = w.lanewise(VectorOperators.LSHR, 4).and(15);
            p = ((FloatVector) w.convertShape(VectorOperators.I2F, S, 0)).fma(high, p);
            a0 = p.fma(FloatVector.broadcast(S, get(atD)), a0);
            atQ += qStride;
            atD += dStride;
            w = (IntVector) ByteVector.fromMemorySegment(B, ALL, atQ, ORDER).convertShape(VectorOperators.B2I, I, 0);
            p = ((FloatVector) w.and(15).convertShape(VectorOperators.I2F, S, 0)).fma(low, offset);
            w = w.lanewise(VectorOperators.LSHR, 4).and(15);
            p = ((FloatVector) w.convertShape(VectorOperators.I2F, S, 0)).fma(high, p);
            a1 = p.fma(FloatVector.broadcast(S, get(atD)), a1);
            atQ += qStride;
            atD += dStride;
            w = (IntVector) ByteVector.fromMemorySegment(B, ALL, atQ, ORDER).convertShape(VectorOperators.B2I, I, 0);
            p = ((FloatVector) w.and(15).convertShape(VectorOperators.I2F, S, 0)).fma(low, offset);
            w = w.lanewise(VectorOperators.LSHR, 4).and(15);
            p = ((FloatVector) w.convertShape(VectorOperators.I2F, S, 0)).fma(high, p);
            a2 = p.fma(FloatVector.broadcast(S, get(atD)), a2);
            atQ += qStride;
            atD += dStride;
            w = (IntVector) ByteVector.fromMemorySegment(B, ALL, atQ, ORDER).convertShape(VectorOperators.B2I, I, 0);
            p = ((FloatVector) w.and(15).convertShape(VectorOperators.I2F, S, 0)).fma(low, offset);
            w = w.lanewise(VectorOperators.LSHR, 4).and(15);
            p = ((FloatVector) w.convertShape(VectorOperators.I2F, S, 0)).fma(high, p);
            a3 = p.fma(FloatVector.broadcast(S, get(atD)), a3);
        }
        a0.intoMemorySegment(ALL, to, ORDER);
        a1.intoMemorySegment(ALL, to + 1 * L * BYTES, ORDER);
        a2.intoMemorySegment(ALL, to + 2 * L * BYTES, ORDER);
        a3.intoMemorySegment(ALL, to + 3 * L * BYTES, ORDER);
    }

    private static void fourBits(long q, long q2, long d, long d2, int blocks, long x, long offsets, long to) {
        var a = zero();
        var a2 = zero();
        for (int b = 0; b < blocks; b++) {
            var p = FloatVector.fromMemorySegment(S, ALL, offsets + (long) b * L * BYTES, ORDER);
            var p2 = p;
            for (int i = 0; i < 16; i += L) {
                var low = FloatVector.fromMemorySegment(S, ALL, x + (b * 32L + i) * BYTES, ORDER);
                var high = FloatVector.fromMemorySegment(S, ALL, x + (b * 32L + 16 + i) * BYTES, ORDER);
                var w = (IntVector) ByteVector.fromMemorySegment(B, ALL, q + b * 16L + i, ORDER)
                        .convertShape(VectorOperators.B2I, I, 0);
                var w2 = (IntVector) ByteVector.fromMemorySegment(B, ALL, q2 + b * 16L + i, ORDER)
                        .convertShape(VectorOperators.B2I, I, 0);
                p = ((FloatVector) w.and(15).convertShape(VectorOperators.I2F, S, 0)).fma(low, p);
                p2 = ((FloatVector) w2.and(15).convertShape(VectorOperators.I2F, S, 0)).fma(low, p2);
                w = w.lanewise(VectorOperators.LSHR, 4).and(15);
                w2 = w2.lanewise(VectorOperators.LSHR, 4).and(15);
                p = ((FloatVector) w.convertShape(VectorOperators.I2F, S, 0)).fma(high, p);
                p2 = ((FloatVector) w2.convertShape(VectorOperators.I2F, S, 0)).fma(high, p2);
            }
            a = p.fma(FloatVector.broadcast(S, get(d + b * BYTES)), a);
            a2 = p2.fma(FloatVector.broadcast(S, get(d2 + b * BYTES)), a2);
        }
        a.intoMemorySegment(ALL, to, ORDER);
        a2.intoMemorySegment(ALL, to + L * BYTES, ORDER);
    }

    private static void ternary(long q, long q2, long d, long d2, int blocks, long x, long offsets, long to) {
        var a = zero();
        var a2 = zero();
        for (int b = 0; b < blocks; b++) {
            var p = FloatVector.fromMemorySegment(S, ALL, offsets + (long) b * L * BYTES, ORDER);
            var p2 = p;
            for (int i = 0; i < 64; i += L) {
                long from = x + (b * 256L + i / 32 * 128 + i % 32) * BYTES;
                var w = (IntVector) ByteVector.fromMemorySegment(B, ALL, q + b * 64L + i, ORDER)
                        .convertShape(VectorOperators.B2I, I, 0);
                var w2 = (IntVector) ByteVector.fromMemorySegment(B, ALL, q2 + b * 64L + i, ORDER)
                        .convertShape(VectorOperators.B2I, I, 0);
                for (int n = 0; n < 4; n++) {
                    var v = FloatVector.fromMemorySegment(S, ALL, from + n * 32L * BYTES, ORDER);
                    p = ((FloatVector) w.and(3).convertShape(VectorOperators.I2F, S, 0)).fma(v, p);
                    p2 = ((FloatVector) w2.and(3).convertShape(VectorOperators.I2F, S, 0)).fma(v, p2);
                    w = w.lanewise(VectorOperators.LSHR, 2);
                    w2 = w2.lanewise(VectorOperators.LSHR, 2);
                }
            }
            a = p.fma(FloatVector.broadcast(S, get(d + b * BYTES)), a);
            a2 = p2.fma(FloatVector.broadcast(S, get(d2 + b * BYTES)), a2);
        }
        a.intoMemorySegment(ALL, to, ORDER);
        a2.intoMemorySegment(ALL, to + L * BYTES, ORDER);
    }
}
