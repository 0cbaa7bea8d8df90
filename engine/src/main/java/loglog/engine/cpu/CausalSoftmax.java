package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.exp;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Softmax of a block of scores and its gradient, by address, for causal attention. Scores stand as [keys, queries]: a vector
 * is one key's score for L queries, so that sums and maxima over a query's keys need no sum within a vector, and a loop
 * runs over keys, of which there are many. A column beyond the block's queries is computed and never read.
 */
final class CausalSoftmax {
    /**
     * For the L keys from a vector's first query on: key t is hidden from the queries before it. Row t of {@link #HIDING} is
     * added to its scores, of {@link #KEEPING} multiplies what becomes of them.
     */
    private static final long HIDING = triangle(Float.NEGATIVE_INFINITY, 0);

    private static final long KEEPING = triangle(0, 1);

    /** Keys that are summed before the sum is added to the whole: the error grows with this and their number. */
    private static final int RUN = 32;

    private CausalSoftmax() {}

    private static long triangle(float before, float after) {
        long rows = HostStorage.allocate(Arena.global(), (long) L * L).segment().address();
        for (int t = 0; t < L; t++) {
            for (int query = 0; query < L; query++) {
                Simd.set(rows + ((long) t * L + query) * BYTES, query < t ? before : after);
            }
        }
        return rows;
    }

    /**
     * Scores to probabilities, in place: query i, at position {@code from + i}, sees the keys up to its position; those
     * after it become zero.
     *
     * @param x [end, stride], the first {@code queries} columns of it; a multiple of L columns can be written
     * @param scratch room for {@link #SCRATCH_CELLS}, from one loop to the next: in one method of several loops with an
     *     exponential, C2 stops inlining and vectors become objects
     */
    static void forward(long x, int stride, int from, int queries, int end, long scratch) {
        long row = stride * BYTES;
        for (int i = 0; i < queries; i += L) {
            // The first `whole` keys are seen by all L queries, those from there to `seen` by some.
            int whole = from + i;
            int seen = Math.min(whole + L, end);
            long column = x + i * BYTES;
            hide(column + whole * row, row, seen - whole);
            max(column, row, seen, scratch);
            exponentials(column, row, seen, scratch);
            scale(column, row, seen, scratch);
            keep(column + whole * row, row, seen - whole);
            clear(column, row, seen, end);
        }
    }

    static final int SCRATCH_CELLS = L;

    private static void hide(long x, long stride, int keys) {
        for (int key = 0; key < keys; key++) {
            FloatVector.fromMemorySegment(S, ALL, x + key * stride, ORDER)
                    .add(FloatVector.fromMemorySegment(S, ALL, HIDING + key * L * BYTES, ORDER))
                    .intoMemorySegment(ALL, x + key * stride, ORDER);
        }
    }

    private static void keep(long x, long stride, int keys) {
        for (int key = 0; key < keys; key++) {
            FloatVector.fromMemorySegment(S, ALL, x + key * stride, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, ALL, KEEPING + key * L * BYTES, ORDER))
                    .intoMemorySegment(ALL, x + key * stride, ORDER);
        }
    }

    private static void max(long x, long stride, int keys, long to) {
        var max = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        for (int key = 0; key < keys; key++) {
            var score = FloatVector.fromMemorySegment(S, ALL, x + key * stride, ORDER);
            max = max.blend(score, score.compare(VectorOperators.GT, max));
        }
        max.intoMemorySegment(ALL, to, ORDER);
    }

    /** x = e^(x - max), and the sums in the maxima's place. */
    private static void exponentials(long x, long stride, int keys, long maxima) {
        var max = FloatVector.fromMemorySegment(S, ALL, maxima, ORDER);
        var total = FloatVector.zero(S);
        for (int from = 0; from < keys; from += RUN) {
            int end = Math.min(from + RUN, keys);
            var run = FloatVector.zero(S);
            for (int key = from; key < end; key++) {
                var e = exp(FloatVector.fromMemorySegment(S, ALL, x + key * stride, ORDER)
                        .sub(max));
                e.intoMemorySegment(ALL, x + key * stride, ORDER);
                run = run.add(e);
            }
            total = total.add(run);
        }
        total.intoMemorySegment(ALL, maxima, ORDER);
    }

    private static void scale(long x, long stride, int keys, long totals) {
        var factor = FloatVector.broadcast(S, 1).div(FloatVector.fromMemorySegment(S, ALL, totals, ORDER));
        for (int key = 0; key < keys; key++) {
            FloatVector.fromMemorySegment(S, ALL, x + key * stride, ORDER)
                    .mul(factor)
                    .intoMemorySegment(ALL, x + key * stride, ORDER);
        }
    }

    private static void clear(long x, long stride, int from, int to) {
        for (int key = from; key < to; key++) {
            FloatVector.zero(S).intoMemorySegment(ALL, x + key * stride, ORDER);
        }
    }

    /** {@code ds = p (dp - sum(p dp))}, the sum over a query's keys; ds may be dp. Shapes as in {@link #forward}. */
    static void gradient(long p, long dp, long ds, int stride, int from, int queries, int end) {
        for (int i = 0; i < queries; i += L) {
            int seen = Math.min(from + i + L, end);
            long column = i * BYTES;
            gradient(p + column, dp + column, ds + column, stride * BYTES, seen);
            clear(ds + column, stride * BYTES, seen, end);
        }
    }

    private static void gradient(long p, long dp, long ds, long stride, int seen) {
        var products = FloatVector.zero(S);
        for (int from = 0; from < seen; from += RUN) {
            int end = Math.min(from + RUN, seen);
            var run = FloatVector.zero(S);
            for (int key = from; key < end; key++) {
                var gradient = FloatVector.fromMemorySegment(S, ALL, dp + key * stride, ORDER);
                run = FloatVector.fromMemorySegment(S, ALL, p + key * stride, ORDER)
                        .fma(gradient, run);
            }
            products = products.add(run);
        }
        for (int key = 0; key < seen; key++) {
            FloatVector.fromMemorySegment(S, ALL, p + key * stride, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, ALL, dp + key * stride, ORDER)
                            .sub(products))
                    .intoMemorySegment(ALL, ds + key * stride, ORDER);
        }
    }
}
