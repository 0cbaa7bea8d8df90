package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.exp2OfNegative;
import static loglog.engine.cpu.Simd.greater;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;

/**
 * Softmax of a block of 2 L queries and its gradient, by address, for causal attention. Scores stand as [keys, queries]: a
 * vector is one key's score for L queries, so that sums and maxima over a query's keys need no sum within a vector, and a
 * loop runs over keys, of which there are many. The first query's place is {@code from}, and there are {@code from + 2 L}
 * keys, a query seeing those up to its own place.
 */
final class CausalSoftmax {
    private static final int QUERIES = 2 * L;

    private static final long ROW = QUERIES * BYTES;

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
     * Scores to {@code 2^(score - max)}, in place: softmax's exponentials, of scores that were divided by ln 2 when they were
     * made. They are zero for keys that a query does not see. One over each query's sum of them comes apart, since what is
     * made of them is smaller than they are, and can be multiplied by that.
     *
     * @param x [from + 2 L, 2 L]
     * @param factors [1, 2 L]
     */
    static void forward(long x, int from, long factors) {
        for (int i = 0; i < QUERIES; i += L) {
            // The first `whole` keys are seen by all L queries, those from there to `seen` by some.
            int whole = from + i;
            int seen = whole + L;
            long column = x + i * BYTES;
            hide(column + whole * ROW);
            max(column, seen, factors + i * BYTES);
            exponentials(column, seen, factors + i * BYTES);
            keep(column + whole * ROW);
            clear(column, seen, from + QUERIES);
        }
    }

    private static void hide(long x) {
        for (int key = 0; key < L; key++) {
            FloatVector.fromMemorySegment(S, ALL, x + key * ROW, ORDER)
                    .add(FloatVector.fromMemorySegment(S, ALL, HIDING + key * L * BYTES, ORDER))
                    .intoMemorySegment(ALL, x + key * ROW, ORDER);
        }
    }

    private static void keep(long x) {
        for (int key = 0; key < L; key++) {
            FloatVector.fromMemorySegment(S, ALL, x + key * ROW, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, ALL, KEEPING + key * L * BYTES, ORDER))
                    .intoMemorySegment(ALL, x + key * ROW, ORDER);
        }
    }

    private static void max(long x, int keys, long to) {
        var max = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        for (int key = 0; key < keys; key++) {
            max = greater(max, FloatVector.fromMemorySegment(S, ALL, x + key * ROW, ORDER));
        }
        max.intoMemorySegment(ALL, to, ORDER);
    }

    /** x = 2^(x - max), and one over the sums in the maxima's place. */
    private static void exponentials(long x, int keys, long maxima) {
        var max = FloatVector.fromMemorySegment(S, ALL, maxima, ORDER);
        var total = FloatVector.zero(S);
        for (int from = 0; from < keys; from += RUN) {
            int end = Math.min(from + RUN, keys);
            var run = FloatVector.zero(S);
            for (int key = from; key < end; key++) {
                var e = exp2OfNegative(FloatVector.fromMemorySegment(S, ALL, x + key * ROW, ORDER)
                        .sub(max));
                e.intoMemorySegment(ALL, x + key * ROW, ORDER);
                run = run.add(e);
            }
            total = total.add(run);
        }
        FloatVector.broadcast(S, 1).div(total).intoMemorySegment(ALL, maxima, ORDER);
    }

    private static void clear(long x, int from, int to) {
        for (int key = from; key < to; key++) {
            FloatVector.zero(S).intoMemorySegment(ALL, x + key * ROW, ORDER);
        }
    }

    /**
     * {@code ds = e (g - f sum(e g))} in g's place, the sum over a query's keys: with {@code p = f e} the probabilities and
     * {@code g = f dp} their gradient, that is {@code p (dp - sum(p dp))}.
     *
     * @param e as {@link #forward} left it, with its factors f
     */
    static void gradient(long e, long g, int from, long factors) {
        for (int i = 0; i < QUERIES; i += L) {
            int seen = from + i + L;
            long column = i * BYTES;
            gradient(e + column, g + column, factors + column, seen);
            clear(g + column, seen, from + QUERIES);
        }
    }

    private static void gradient(long e, long g, long factors, int seen) {
        var sum = FloatVector.zero(S);
        for (int from = 0; from < seen; from += RUN) {
            int end = Math.min(from + RUN, seen);
            var run = FloatVector.zero(S);
            for (int key = from; key < end; key++) {
                run = FloatVector.fromMemorySegment(S, ALL, e + key * ROW, ORDER)
                        .fma(FloatVector.fromMemorySegment(S, ALL, g + key * ROW, ORDER), run);
            }
            sum = sum.add(run);
        }
        sum = sum.mul(FloatVector.fromMemorySegment(S, ALL, factors, ORDER));
        for (int key = 0; key < seen; key++) {
            FloatVector.fromMemorySegment(S, ALL, e + key * ROW, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, ALL, g + key * ROW, ORDER)
                            .sub(sum))
                    .intoMemorySegment(ALL, g + key * ROW, ORDER);
        }
    }
}
