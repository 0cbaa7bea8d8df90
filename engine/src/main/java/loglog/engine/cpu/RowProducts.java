package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.all;
import static loglog.engine.cpu.Simd.first;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.store;
import static loglog.engine.cpu.Simd.sum;
import static loglog.engine.cpu.Simd.whole;
import static loglog.engine.cpu.Simd.zero;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import loglog.engine.Tensor;

/**
 * Products of one row with a matrix, by address: what a token of its own costs. Each weight is read once for one multiply-add, so
 * that it is the reading that has to be fast; oneDNN packs the matrix first. Kernels leave a vector for each row, whose lanes are
 * summed afterwards: with the sums in them, C2 made vectors objects.
 */
final class RowProducts {
    /** Rows between two passes of sums. */
    static final int ROWS = 64;

    /** Rows of each quarter of the matrix between two passes. */
    private static final int QUARTER = ROWS / 4;

    /** Bytes between the vectors of rows that are computed together. */
    private static final long APART = QUARTER * L * BYTES;

    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, S.vectorShape());

    /** The bits of an int that are its second bfloat16. */
    private static final int UPPER = 0xffff_0000;

    private final Arena arena;
    private final long vectors;
    private int capacity;
    private long parted;

    RowProducts(Arena arena) {
        this.arena = arena;
        vectors = HostStorage.allocate(arena, (long) ROWS * L).segment().address();
    }

    /** Room for the vectors of {@link #ROWS} rows. */
    long vectors() {
        return vectors;
    }

    /** y [count] = the sums of the vectors' lanes. */
    void sums(int count, long y) {
        sums(vectors, count, y);
    }

    private static void sums(long vectors, int count, long y) {
        for (int r = 0; r < count; r++) {
            Simd.set(y + r * BYTES, sum(load(vectors + (long) r * L * BYTES)));
        }
    }

    /** y [rows] = w x, for w [rows, n] of a stride in bytes, x [n]. */
    void outFirst(long w, long stride, int rows, int n, long x, long y) {
        int quarter = n % L == 0 ? rows / 4 : 0;
        for (int r = 0; r < quarter; r += QUARTER) {
            int count = Math.min(QUARTER, quarter - r);
            for (int i = 0; i < count; i++) {
                four(w + (r + i) * stride, quarter * stride, n, x, vectors + (long) i * L * BYTES);
            }
            fourSums(count, quarter, y + r * BYTES);
        }
        for (int r = 4 * quarter; r < rows; r += ROWS) {
            int count = Math.min(ROWS, rows - r);
            for (int i = 0; i < count; i++) {
                single(w + (r + i) * stride, n, x, vectors + (long) i * L * BYTES);
            }
            sums(count, y + r * BYTES);
        }
    }

    /** {@link #outFirst(long, long, int, int, long, long)} for w [rows, n] in bfloat16; sums are of even and of odd columns. */
    void outFirst(Tensor w, FloatRows floats, long x, long y) {
        int n = w.cols();
        long stride = w.stride() * BYTES;
        int quarter = n % (2 * L) == 0 ? w.rows() / 4 : 0;
        if (quarter > 0) {
            part(x, n);
        }
        for (int r = 0; r < quarter; r += QUARTER) {
            int count = Math.min(QUARTER, quarter - r);
            for (int i = 0; i < count; i++) {
                long at = CpuKernels.row(w, r + i);
                fourOfHalves(at, quarter * stride, n, parted, vectors + (long) i * L * BYTES);
            }
            fourSums(count, quarter, y + r * BYTES);
        }
        for (int r = 4 * quarter; r < w.rows(); r += ROWS) {
            int count = Math.min(ROWS, w.rows() - r);
            for (int i = 0; i < count; i++) {
                single(floats.read(w, r + i, 0), n, x, vectors + (long) i * L * BYTES);
            }
            sums(count, y + r * BYTES);
        }
    }

    /** x [n] into its even and then its odd elements. */
    private void part(long x, int n) {
        if (n > capacity) {
            capacity = n;
            parted = HostStorage.allocate(arena, n).segment().address();
        }
        long odd = parted + n / 2 * BYTES;
        for (int i = 0; i < n / 2; i++) {
            Simd.set(parted + i * BYTES, Simd.get(x + 2L * i * BYTES));
            Simd.set(odd + i * BYTES, Simd.get(x + (2L * i + 1) * BYTES));
        }
    }

    /** The sums of {@code count} rows of each quarter, which are as many rows apart in y. */
    private void fourSums(int count, int quarter, long y) {
        for (int q = 0; q < 4; q++) {
            sums(vectors + q * APART, count, y + (long) q * quarter * BYTES);
        }
    }

    private static void single(long w, int n, long x, long to) {
        if (n % L == 0) {
            one(w, n, x, to);
        } else {
            masked(w, n, x, to);
        }
    }

    private static void one(long w, int n, long x, long to) {
        // The first product apart: where a row is one vector, a loop that is gone through once made it an object.
        var a = FloatVector.fromMemorySegment(S, ALL, w, ORDER).mul(FloatVector.fromMemorySegment(S, ALL, x, ORDER));
        for (int i = L; i < n; i += L) {
            a = FloatVector.fromMemorySegment(S, ALL, w + i * BYTES, ORDER)
                    .fma(FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER), a);
        }
        a.intoMemorySegment(ALL, to, ORDER);
    }

    /** Apart from the rest: compiled code boxes the last part of a vector on every call. */
    private static void masked(long w, int n, long x, long to) {
        var a = zero();
        int i = 0;
        for (; i < whole(n); i += L) {
            a = load(w + i * BYTES).fma(load(x + i * BYTES), a);
        }
        var m = first(n - i);
        a = load(w + i * BYTES, m).fma(load(x + i * BYTES, m), a);
        a.intoMemorySegment(ALL, to, ORDER);
    }

    /**
     * Four rows, and two sums of each: a multiply-add waits for the one before it. The rows are a quarter of the matrix apart, so that
     * memory is read in four long runs, which the processor fetches in advance; of neighbors, each run would be a row.
     */
    private static void four(long w, long stride, int n, long x, long to) {
        var a0 = zero();
        var a1 = zero();
        var a2 = zero();
        var a3 = zero();
        var b0 = zero();
        var b1 = zero();
        var b2 = zero();
        var b3 = zero();
        int i = 0;
        for (; i + 2 * L <= n; i += 2 * L) {
            long at = w + i * BYTES;
            var x0 = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER);
            var x1 = FloatVector.fromMemorySegment(S, ALL, x + (i + L) * BYTES, ORDER);
            a0 = FloatVector.fromMemorySegment(S, ALL, at, ORDER).fma(x0, a0);
            b0 = FloatVector.fromMemorySegment(S, ALL, at + L * BYTES, ORDER).fma(x1, b0);
            at += stride;
            a1 = FloatVector.fromMemorySegment(S, ALL, at, ORDER).fma(x0, a1);
            b1 = FloatVector.fromMemorySegment(S, ALL, at + L * BYTES, ORDER).fma(x1, b1);
            at += stride;
            a2 = FloatVector.fromMemorySegment(S, ALL, at, ORDER).fma(x0, a2);
            b2 = FloatVector.fromMemorySegment(S, ALL, at + L * BYTES, ORDER).fma(x1, b2);
            at += stride;
            a3 = FloatVector.fromMemorySegment(S, ALL, at, ORDER).fma(x0, a3);
            b3 = FloatVector.fromMemorySegment(S, ALL, at + L * BYTES, ORDER).fma(x1, b3);
        }
        if (i < n) {
            long at = w + i * BYTES;
            var x0 = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER);
            a0 = FloatVector.fromMemorySegment(S, ALL, at, ORDER).fma(x0, a0);
            a1 = FloatVector.fromMemorySegment(S, ALL, at + stride, ORDER).fma(x0, a1);
            a2 = FloatVector.fromMemorySegment(S, ALL, at + 2 * stride, ORDER).fma(x0, a2);
            a3 = FloatVector.fromMemorySegment(S, ALL, at + 3 * stride, ORDER).fma(x0, a3);
        }
        a0.add(b0).intoMemorySegment(ALL, to, ORDER);
        a1.add(b1).intoMemorySegment(ALL, to + APART, ORDER);
        a2.add(b2).intoMemorySegment(ALL, to + 2 * APART, ORDER);
        a3.add(b3).intoMemorySegment(ALL, to + 3 * APART, ORDER);
    }

    /** {@link #four} of rows in bfloat16, for x parted: two elements share an int, and become floats by a shift and by a mask. */
    private static void fourOfHalves(long w, long stride, int n, long x, long to) {
        var a0 = zero();
        var a1 = zero();
        var a2 = zero();
        var a3 = zero();
        var b0 = zero();
        var b1 = zero();
        var b2 = zero();
        var b3 = zero();
        long odd = x + n / 2 * BYTES;
        for (int i = 0; i < n / 2; i += L) {
            long at = w + i * BYTES;
            var x0 = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER);
            var x1 = FloatVector.fromMemorySegment(S, ALL, odd + i * BYTES, ORDER);
            var v = IntVector.fromMemorySegment(INTS, ALL, at, ORDER);
            a0 = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x0, a0);
            b0 = v.and(UPPER).reinterpretAsFloats().fma(x1, b0);
            at += stride;
            v = IntVector.fromMemorySegment(INTS, ALL, at, ORDER);
            a1 = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x0, a1);
            b1 = v.and(UPPER).reinterpretAsFloats().fma(x1, b1);
            at += stride;
            v = IntVector.fromMemorySegment(INTS, ALL, at, ORDER);
            a2 = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x0, a2);
            b2 = v.and(UPPER).reinterpretAsFloats().fma(x1, b2);
            at += stride;
            v = IntVector.fromMemorySegment(INTS, ALL, at, ORDER);
            a3 = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x0, a3);
            b3 = v.and(UPPER).reinterpretAsFloats().fma(x1, b3);
        }
        a0.add(b0).intoMemorySegment(ALL, to, ORDER);
        a1.add(b1).intoMemorySegment(ALL, to + APART, ORDER);
        a2.add(b2).intoMemorySegment(ALL, to + 2 * APART, ORDER);
        a3.add(b3).intoMemorySegment(ALL, to + 3 * APART, ORDER);
    }

    /** y [columns] = x w, for w [n, columns] of a stride in bytes, x [n]. */
    static void inFirst(long w, long stride, int n, int columns, long x, long y) {
        int c = 0;
        for (; c + 4 * L <= columns; c += 4 * L) {
            fourDown(w + c * BYTES, stride, n, x, y + c * BYTES);
        }
        for (; c + 2 * L <= columns; c += 2 * L) {
            twoDown(w + c * BYTES, stride, n, x, y + c * BYTES);
        }
        for (; c + L <= columns; c += L) {
            oneDown(w + c * BYTES, stride, n, x, y + c * BYTES);
        }
        if (c < columns) {
            lastDown(w + c * BYTES, stride, n, columns - c, x, y + c * BYTES);
        }
    }

    private static void oneDown(long w, long stride, int n, long x, long y) {
        var a = zero();
        for (int i = 0; i < n; i++) {
            a = FloatVector.fromMemorySegment(S, ALL, w + i * stride, ORDER)
                    .fma(FloatVector.broadcast(S, Simd.get(x + i * BYTES)), a);
        }
        a.intoMemorySegment(ALL, y, ORDER);
    }

    private static void lastDown(long w, long stride, int n, int columns, long x, long y) {
        var m = first(columns);
        var a = zero();
        for (int i = 0; i < n; i++) {
            a = load(w + i * stride, m).fma(all(Simd.get(x + i * BYTES)), a);
        }
        store(a, y, m);
    }

    /** Two vectors of columns, and of each the sums of even and of odd rows. */
    private static void twoDown(long w, long stride, int n, long x, long y) {
        var a0 = zero();
        var a1 = zero();
        var b0 = zero();
        var b1 = zero();
        int i = 0;
        for (; i + 2 <= n; i += 2) {
            long at = w + i * stride;
            var f = all(Simd.get(x + i * BYTES));
            var g = all(Simd.get(x + (i + 1) * BYTES));
            a0 = FloatVector.fromMemorySegment(S, ALL, at, ORDER).fma(f, a0);
            a1 = FloatVector.fromMemorySegment(S, ALL, at + L * BYTES, ORDER).fma(f, a1);
            at += stride;
            b0 = FloatVector.fromMemorySegment(S, ALL, at, ORDER).fma(g, b0);
            b1 = FloatVector.fromMemorySegment(S, ALL, at + L * BYTES, ORDER).fma(g, b1);
        }
        if (i < n) {
            var f = all(Simd.get(x + i * BYTES));
            a0 = load(w + i * stride).fma(f, a0);
            a1 = load(w + i * stride + L * BYTES).fma(f, a1);
        }
        a0.add(b0).intoMemorySegment(ALL, y, ORDER);
        a1.add(b1).intoMemorySegment(ALL, y + L * BYTES, ORDER);
    }

    private static void fourDown(long w, long stride, int n, long x, long y) {
        var a0 = zero();
        var a1 = zero();
        var a2 = zero();
        var a3 = zero();
        for (int i = 0; i < n; i++) {
            long at = w + i * stride;
            var f = all(Simd.get(x + i * BYTES));
            a0 = FloatVector.fromMemorySegment(S, ALL, at, ORDER).fma(f, a0);
            a1 = FloatVector.fromMemorySegment(S, ALL, at + L * BYTES, ORDER).fma(f, a1);
            a2 = FloatVector.fromMemorySegment(S, ALL, at + 2 * L * BYTES, ORDER)
                    .fma(f, a2);
            a3 = FloatVector.fromMemorySegment(S, ALL, at + 3 * L * BYTES, ORDER)
                    .fma(f, a3);
        }
        a0.intoMemorySegment(ALL, y, ORDER);
        a1.intoMemorySegment(ALL, y + L * BYTES, ORDER);
        a2.intoMemorySegment(ALL, y + 2 * L * BYTES, ORDER);
        a3.intoMemorySegment(ALL, y + 3 * L * BYTES, ORDER);
    }
}
