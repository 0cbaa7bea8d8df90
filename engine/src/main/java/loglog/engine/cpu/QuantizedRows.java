package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.zero;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import loglog.engine.BlockFormat;
import loglog.engine.QuantizedMatrix;
import loglog.engine.Tensor;

/**
 * Products of one row with a matrix in blocks: integers times integers. The Vector API has no dot product of bytes, so lanes are of 16
 * bits, each with a row of the matrix of its own ({@link QuantizedMatrix}), and meet one of the row's integers in all lanes. The sum
 * of a whole block of 4 bits (32 x 8 x 127) or of 2 (256 x 127) fits into 16 bits, and so do two products of 8 bits. Sums of a block
 * are exact; they become floats where they meet the two scales. Ternary weights are looked up instead where vectors are long enough
 * ({@link TernaryTables}). Their sums are passed on in memory: vectors handed to a helper can become objects.
 */
final class QuantizedRows {
    /** Where two rows of a panel 16 apart do not fill whole vectors, the plain kernels compute. */
    static final boolean SUPPORTED = L >= 4 && L <= 16;

    private static final int PANEL = QuantizedMatrix.PANEL;
    private static final int HALF_PANEL = PANEL / 2;
    private static final long SECOND = HALF_PANEL * BYTES;
    private static final long SHORT = Short.BYTES;

    /** Bytes of a panel's row of shorts. */
    private static final long SHORTS = PANEL * SHORT;

    private static final VectorSpecies<Short> H = VectorSpecies.of(short.class, S.vectorShape());
    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, S.vectorShape());
    private static final VectorSpecies<Byte> B =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, S.vectorBitSize() / 2)));

    private final Arena arena;
    private final RoundedRow rounded;
    private final TernaryTables tables;
    private final long last;
    private int capacity;
    private long sums;

    QuantizedRows(Arena arena) {
        this.arena = arena;
        rounded = new RoundedRow(arena);
        tables = new TernaryTables(arena);
        last = HostStorage.allocate(arena, PANEL).segment().address();
    }

    /** Room for a panel's sums of blocks, [blocks, PANEL] shorts. */
    private long sums(int blocks) {
        if (blocks > capacity) {
            capacity = blocks;
            sums = HostStorage.allocate(arena, blocks * SHORTS / Float.BYTES)
                    .segment()
                    .address();
        }
        return sums;
    }

    /** y [1, rows] = w x, x [1, cols]. */
    void multiply(QuantizedMatrix w, Tensor x, Tensor y) {
        var format = w.format();
        rounded.round(format, address(x), w.cols());
        long row = rounded.integers();
        long scales = rounded.scales();
        long offsets = rounded.offsets();
        int blocks = w.cols() / format.length();
        boolean looksUp = format == BlockFormat.TQ2_0 && TernaryTables.SUPPORTED;
        if (looksUp) {
            tables.make(row, w.cols());
        }
        for (int p = 0; p < w.integers().rows(); p++) {
            int count = Math.min(PANEL, w.rows() - p * PANEL);
            long whole = address(y) + (long) p * PANEL * BYTES;
            long to = count == PANEL ? whole : last;
            for (int part = 0; part < HALF_PANEL; part += L) {
                long q = CpuKernels.row(w.integers(), p);
                long d = CpuKernels.row(w.scales(), p) + part * BYTES;
                long at = to + part * BYTES;
                switch (format) {
                    case Q8_0 -> eightBits(q + 2 * part, d, blocks, row, scales, at);
                    case Q4_0 -> fourBits(q + 2 * part * SHORT, d, blocks, row, scales, offsets, at);
                    case TQ2_0 -> {
                        long from = q + 2 * part * SHORT;
                        if (looksUp) {
                            tables.sums(from, blocks, format.length(), sums(blocks));
                        } else {
                            ternary(from, blocks, row, offsets, sums(blocks));
                        }
                        scaled(sums, d, blocks, scales, at);
                    }
                }
            }
            for (int r = 0; r < count && count < PANEL; r++) {
                Simd.set(whole + r * BYTES, get(last + r * BYTES));
            }
        }
    }

    private static short getShort(long address) {
        return ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address);
    }

    /** L rows to {@code y}, and the L rows 16 below them. */
    private static void eightBits(long q, long d, int blocks, long x, long scales, long y) {
        var a = zero();
        var a2 = zero();
        for (int b = 0; b < blocks; b++) {
            var even = IntVector.zero(I);
            var odd = IntVector.zero(I);
            long atQ = q + b * 32L * PANEL;
            long atX = x + b * 32L * SHORT;
            for (int c = 0; c < 32; c += 2) {
                var v = (ShortVector) ByteVector.fromMemorySegment(B, ALL, atQ + (long) c * PANEL, ORDER)
                        .convertShape(VectorOperators.B2S, H, 0);
                var u = (ShortVector) ByteVector.fromMemorySegment(B, ALL, atQ + (c + 1L) * PANEL, ORDER)
                        .convertShape(VectorOperators.B2S, H, 0);
                var p = v.mul(ShortVector.broadcast(H, getShort(atX + c * SHORT)))
                        .add(u.mul(ShortVector.broadcast(H, getShort(atX + (c + 1) * SHORT))))
                        .reinterpretAsInts();
                even = even.add(p.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
                odd = odd.add(p.lanewise(VectorOperators.ASHR, 16));
            }
            float scale = get(scales + b * BYTES);
            long atD = d + (long) b * PANEL * BYTES;
            a = ((FloatVector) even.convertShape(VectorOperators.I2F, S, 0))
                    .fma(FloatVector.fromMemorySegment(S, ALL, atD, ORDER).mul(scale), a);
            a2 = ((FloatVector) odd.convertShape(VectorOperators.I2F, S, 0))
                    .fma(
                            FloatVector.fromMemorySegment(S, ALL, atD + SECOND, ORDER)
                                    .mul(scale),
                            a2);
        }
        a.intoMemorySegment(ALL, y, ORDER);
        a2.intoMemorySegment(ALL, y + SECOND, ORDER);
    }

    /** As {@link #eightBits}; sums wrap around and come back into range with the offset. */
    private static void fourBits(long q, long d, int blocks, long x, long scales, long offsets, long y) {
        var a = zero();
        var a2 = zero();
        for (int b = 0; b < blocks; b++) {
            var p = ShortVector.broadcast(H, getShort(offsets + b * SHORT));
            long atQ = q + b * 8L * SHORTS;
            long atX = x + b * 32L * SHORT;
            for (int c = 0; c < 8; c++) {
                var v = ShortVector.fromMemorySegment(H, ALL, atQ + c * SHORTS, ORDER);
                long at = atX + c * 4 * SHORT;
                p = p.add(v.and((short) 15).mul(ShortVector.broadcast(H, getShort(at))));
                p = p.add(v.lanewise(VectorOperators.LSHR, 4)
                        .and((short) 15)
                        .mul(ShortVector.broadcast(H, getShort(at + SHORT))));
                p = p.add(v.lanewise(VectorOperators.LSHR, 8)
                        .and((short) 15)
                        .mul(ShortVector.broadcast(H, getShort(at + 2 * SHORT))));
                p = p.add(v.lanewise(VectorOperators.LSHR, 12).mul(ShortVector.broadcast(H, getShort(at + 3 * SHORT))));
            }
            // The ending of scaled, where short blocks of 4 bits can lose a seventh of their speed on the way through
            // memory.
            float scale = get(scales + b * BYTES);
            long atD = d + (long) b * PANEL * BYTES;
            var sums = p.reinterpretAsInts();
            var even = sums.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
            var odd = sums.lanewise(VectorOperators.ASHR, 16);
            a = ((FloatVector) even.convertShape(VectorOperators.I2F, S, 0))
                    .fma(FloatVector.fromMemorySegment(S, ALL, atD, ORDER).mul(scale), a);
            a2 = ((FloatVector) odd.convertShape(VectorOperators.I2F, S, 0))
                    .fma(
                            FloatVector.fromMemorySegment(S, ALL, atD + SECOND, ORDER)
                                    .mul(scale),
                            a2);
        }
        a.intoMemorySegment(ALL, y, ORDER);
        a2.intoMemorySegment(ALL, y + SECOND, ORDER);
    }

    /** L rows to {@code y}, and the L rows 16 below them: their blocks' sums [blocks, 2 L] times both scales. */
    private static void scaled(long sums, long d, int blocks, long scales, long y) {
        var a = zero();
        var a2 = zero();
        for (int b = 0; b < blocks; b++) {
            var p = IntVector.fromMemorySegment(I, ALL, sums + b * 2L * L * SHORT, ORDER);
            float scale = get(scales + b * BYTES);
            long atD = d + (long) b * PANEL * BYTES;
            var even = p.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
            var odd = p.lanewise(VectorOperators.ASHR, 16);
            a = ((FloatVector) even.convertShape(VectorOperators.I2F, S, 0))
                    .fma(FloatVector.fromMemorySegment(S, ALL, atD, ORDER).mul(scale), a);
            a2 = ((FloatVector) odd.convertShape(VectorOperators.I2F, S, 0))
                    .fma(
                            FloatVector.fromMemorySegment(S, ALL, atD + SECOND, ORDER)
                                    .mul(scale),
                            a2);
        }
        a.intoMemorySegment(ALL, y, ORDER);
        a2.intoMemorySegment(ALL, y + SECOND, ORDER);
    }

    static void ternary(long q, int blocks, long x, long offsets, long sums) {
        for (int b = 0; b < blocks; b++) {
            var p = ShortVector.broadcast(H, getShort(offsets + b * SHORT));
            long atQ = q + b * 32L * SHORTS;
            long atX = x + b * 256L * SHORT;
            for (int part = 0; part < 8; part++) {
                // A sum of its own for 32 columns and a short loop, which C2 unrolls whole: a fifth quicker than one
                // for all.
                var s = ShortVector.zero(H);
                for (int c = 0; c < 4; c++) {
                    var v = ShortVector.fromMemorySegment(H, ALL, atQ + c * SHORTS, ORDER);
                    long at = atX + c * 8 * SHORT;
                    s = s.add(v.and((short) 3).mul(ShortVector.broadcast(H, getShort(at))));
                    s = s.add(v.lanewise(VectorOperators.LSHR, 2)
                            .and((short) 3)
                            .mul(ShortVector.broadcast(H, getShort(at + SHORT))));
                    s = s.add(v.lanewise(VectorOperators.LSHR, 4)
                            .and((short) 3)
                            .mul(ShortVector.broadcast(H, getShort(at + 2 * SHORT))));
                    s = s.add(v.lanewise(VectorOperators.LSHR, 6)
                            .and((short) 3)
                            .mul(ShortVector.broadcast(H, getShort(at + 3 * SHORT))));
                    s = s.add(v.lanewise(VectorOperators.LSHR, 8)
                            .and((short) 3)
                            .mul(ShortVector.broadcast(H, getShort(at + 4 * SHORT))));
                    s = s.add(v.lanewise(VectorOperators.LSHR, 10)
                            .and((short) 3)
                            .mul(ShortVector.broadcast(H, getShort(at + 5 * SHORT))));
                    s = s.add(v.lanewise(VectorOperators.LSHR, 12)
                            .and((short) 3)
                            .mul(ShortVector.broadcast(H, getShort(at + 6 * SHORT))));
                    s = s.add(v.lanewise(VectorOperators.LSHR, 14)
                            .mul(ShortVector.broadcast(H, getShort(at + 7 * SHORT))));
                }
                p = p.add(s);
                atQ += 4 * SHORTS;
                atX += 32 * SHORT;
            }
            p.intoMemorySegment(ALL, sums + b * 2L * L * SHORT, ORDER);
        }
    }
}
