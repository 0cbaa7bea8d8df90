package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.LOG2_E;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.all;
import static loglog.engine.cpu.Simd.exp2OfNegative;
import static loglog.engine.cpu.Simd.getInt;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import loglog.engine.AttentionShape;

/**
 * Attention of one vector of columns over slots, by address; {@code step} bytes from one row to the next. Slots before a
 * column's start have weight zero, exactly, so a column's sums are those of its own slots in their order.
 */
final class ColumnAttention {
    /** Slots whose scores are computed at once; the number of slots is a multiple of it, so a block never wraps around. */
    private static final int BLOCK = 8;

    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);

    /** See {@link Tiles}. */
    private static final long ADDRESS = (1L << 56) - 1;

    private static final long STRIDE = (1L << 28) - 1;

    private ColumnAttention() {}

    private static FloatVector at(long address) {
        return FloatVector.fromMemorySegment(S, ALL, address, ORDER);
    }

    static void attend(
            AttentionShape shape,
            long q,
            long keys,
            long values,
            long starts,
            int slot,
            int slots,
            long scores,
            long out,
            long step,
            long scratch) {
        int first = Integer.MAX_VALUE;
        int last = Integer.MIN_VALUE;
        for (int c = 0; c < L; c++) {
            int start = getInt(starts + c * BYTES);
            first = Math.min(first, start);
            last = Math.max(last, start);
        }
        int width = shape.headWidth();
        int group = shape.heads() / shape.kvHeads();
        long slotBytes = shape.keyWidth() * step;
        for (int head = 0; head < shape.heads(); head++) {
            long of = head / group * width * step;
            long query = q + head * width * step;
            int r = (first & -BLOCK) % slots;
            for (int t = first & -BLOCK; t <= slot; t += BLOCK) {
                scores8(width, query, keys + of + r * slotBytes, slotBytes, step, scores + r * step);
                r = r + BLOCK == slots ? 0 : r + BLOCK;
            }
            weigh(starts, first, last, slot, slots, shape.scale() * LOG2_E, scores, step, scratch);
            long to = out + head * width * step;
            sums(width, first, slot, slots, scores, values + of, slotBytes, step, to);
            divide(to, step, width, scratch);
        }
    }

    /** Scores of eight slots, one after another. */
    private static void scores8(int width, long q, long k, long slotBytes, long step, long to) {
        q &= ADDRESS;
        k &= ADDRESS;
        slotBytes &= STRIDE;
        step &= STRIDE;
        to &= ADDRESS;
        var s0 = FloatVector.zero(S);
        var s1 = FloatVector.zero(S);
        var s2 = FloatVector.zero(S);
        var s3 = FloatVector.zero(S);
        var s4 = FloatVector.zero(S);
        var s5 = FloatVector.zero(S);
        var s6 = FloatVector.zero(S);
        var s7 = FloatVector.zero(S);
        for (int i = 0; i < width; i++) {
            long p = k + i * step;
            var x = FloatVector.fromMemorySegment(S, ALL, q + i * step, ORDER);
            s0 = x.fma(FloatVector.fromMemorySegment(S, ALL, p, ORDER), s0);
            s1 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + slotBytes, ORDER), s1);
            s2 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 2 * slotBytes, ORDER), s2);
            s3 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 3 * slotBytes, ORDER), s3);
            s4 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 4 * slotBytes, ORDER), s4);
            s5 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 5 * slotBytes, ORDER), s5);
            s6 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 6 * slotBytes, ORDER), s6);
            s7 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 7 * slotBytes, ORDER), s7);
        }
        s0.intoMemorySegment(ALL, to, ORDER);
        s1.intoMemorySegment(ALL, to + step, ORDER);
        s2.intoMemorySegment(ALL, to + 2 * step, ORDER);
        s3.intoMemorySegment(ALL, to + 3 * step, ORDER);
        s4.intoMemorySegment(ALL, to + 4 * step, ORDER);
        s5.intoMemorySegment(ALL, to + 5 * step, ORDER);
        s6.intoMemorySegment(ALL, to + 6 * step, ORDER);
        s7.intoMemorySegment(ALL, to + 7 * step, ORDER);
    }

    /** Which columns have slot t. */
    private static VectorMask<Float> have(long starts, int t) {
        return IntVector.fromMemorySegment(INTS, ALL, starts, ORDER)
                .compare(VectorOperators.LE, t)
                .cast(S);
    }

    /** Scores become e^(scale (score - max)), zero where a column does not have the slot; leaves one over their sums. */
    private static void weigh(
            long starts,
            int first,
            int last,
            int slot,
            int slots,
            float sharpness,
            long scores,
            long step,
            long scratch) {
        int begin = first % slots;
        var max = all(Float.NEGATIVE_INFINITY);
        int r = begin;
        int t = first;
        for (; t < last; t++) {
            var x = at(scores + r * step);
            max = max.blend(x, have(starts, t).and(x.compare(VectorOperators.GT, max)));
            r = r + 1 == slots ? 0 : r + 1;
        }
        for (; t <= slot; t++) {
            max = Simd.greater(max, at(scores + r * step));
            r = r + 1 == slots ? 0 : r + 1;
        }
        var total = FloatVector.zero(S);
        r = begin;
        for (t = first; t < last; t++) {
            long to = scores + r * step;
            // A score of a slot that is not the column's may be anything, beyond the largest, too.
            var e = exp2OfNegative(at(to).sub(max).mul(sharpness).min(0f));
            e = FloatVector.zero(S).blend(e, have(starts, t));
            e.intoMemorySegment(ALL, to, ORDER);
            total = total.add(e);
            r = r + 1 == slots ? 0 : r + 1;
        }
        for (; t <= slot; t++) {
            long to = scores + r * step;
            var e = exp2OfNegative(at(to).sub(max).mul(sharpness));
            e.intoMemorySegment(ALL, to, ORDER);
            total = total.add(e);
            r = r + 1 == slots ? 0 : r + 1;
        }
        all(1f).div(total).intoMemorySegment(ALL, scratch, ORDER);
    }

    /** out = the sum over slots of weight times value. */
    private static void sums(
            int width, int first, int slot, int slots, long weights, long values, long slotBytes, long step, long out) {
        int from = first % slots;
        int count = slot - first + 1;
        int before = Math.min(count, slots - from); // the ring's end
        for (int i = 0; i < width; i += 8) {
            long to = out + i * step;
            long v = values + i * step;
            if (i + 8 <= width) {
                sums8(before, weights + from * step, v + from * slotBytes, slotBytes, step, false, to);
                if (before < count) {
                    sums8(count - before, weights, v, slotBytes, step, true, to);
                }
            } else {
                for (int j = 0; j < width - i; j++) {
                    sum(before, weights + from * step, v + j * step + from * slotBytes, slotBytes, step, false, to);
                    if (before < count) {
                        sum(count - before, weights, v + j * step, slotBytes, step, true, to);
                    }
                    to += step;
                }
            }
        }
    }

    private static void sums8(int count, long w, long v, long slotBytes, long step, boolean add, long to) {
        w &= ADDRESS;
        v &= ADDRESS;
        slotBytes &= STRIDE;
        step &= STRIDE;
        to &= ADDRESS;
        var o0 = FloatVector.zero(S);
        var o1 = o0;
        var o2 = o0;
        var o3 = o0;
        var o4 = o0;
        var o5 = o0;
        var o6 = o0;
        var o7 = o0;
        if (add) {
            o0 = FloatVector.fromMemorySegment(S, ALL, to, ORDER);
            o1 = FloatVector.fromMemorySegment(S, ALL, to + step, ORDER);
            o2 = FloatVector.fromMemorySegment(S, ALL, to + 2 * step, ORDER);
            o3 = FloatVector.fromMemorySegment(S, ALL, to + 3 * step, ORDER);
            o4 = FloatVector.fromMemorySegment(S, ALL, to + 4 * step, ORDER);
            o5 = FloatVector.fromMemorySegment(S, ALL, to + 5 * step, ORDER);
            o6 = FloatVector.fromMemorySegment(S, ALL, to + 6 * step, ORDER);
            o7 = FloatVector.fromMemorySegment(S, ALL, to + 7 * step, ORDER);
        }
        for (int t = 0; t < count; t++) {
            long p = v + t * slotBytes;
            var x = FloatVector.fromMemorySegment(S, ALL, w + t * step, ORDER);
            o0 = x.fma(FloatVector.fromMemorySegment(S, ALL, p, ORDER), o0);
            o1 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + step, ORDER), o1);
            o2 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 2 * step, ORDER), o2);
            o3 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 3 * step, ORDER), o3);
            o4 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 4 * step, ORDER), o4);
            o5 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 5 * step, ORDER), o5);
            o6 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 6 * step, ORDER), o6);
            o7 = x.fma(FloatVector.fromMemorySegment(S, ALL, p + 7 * step, ORDER), o7);
        }
        o0.intoMemorySegment(ALL, to, ORDER);
        o1.intoMemorySegment(ALL, to + step, ORDER);
        o2.intoMemorySegment(ALL, to + 2 * step, ORDER);
        o3.intoMemorySegment(ALL, to + 3 * step, ORDER);
        o4.intoMemorySegment(ALL, to + 4 * step, ORDER);
        o5.intoMemorySegment(ALL, to + 5 * step, ORDER);
        o6.intoMemorySegment(ALL, to + 6 * step, ORDER);
        o7.intoMemorySegment(ALL, to + 7 * step, ORDER);
    }

    private static void sum(int count, long w, long v, long slotBytes, long step, boolean add, long to) {
        var o = add ? at(to) : FloatVector.zero(S);
        for (int t = 0; t < count; t++) {
            o = at(w + t * step).fma(at(v + t * slotBytes), o);
        }
        o.intoMemorySegment(ALL, to, ORDER);
    }

    private static void divide(long x, long step, int n, long inverse) {
        var factor = at(inverse);
        for (int i = 0; i < n; i++) {
            at(x + i * step).mul(factor).intoMemorySegment(ALL, x + i * step, ORDER);
        }
    }
}
