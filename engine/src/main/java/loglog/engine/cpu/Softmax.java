package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.all;
import static loglog.engine.cpu.Simd.exp;
import static loglog.engine.cpu.Simd.first;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.greater;
import static loglog.engine.cpu.Simd.greatestInAll;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.set;
import static loglog.engine.cpu.Simd.store;
import static loglog.engine.cpu.Simd.sum;
import static loglog.engine.cpu.Simd.whole;
import static loglog.engine.cpu.Simd.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Softmax of rows of n elements, by address. */
final class Softmax {
    private Softmax() {}

    static float max(long x, int n) {
        var max = all(Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i < whole(n); i += L) {
            max = greater(max, load(x + i * BYTES));
        }
        if (i < n) {
            var m = first(n - i);
            max = greater(max, all(Float.NEGATIVE_INFINITY).blend(load(x + i * BYTES, m), m));
        }
        return greatestInAll(max).lane(0);
    }

    /** x = e^(x - max); returns the sum. */
    static float exponentials(long x, int n, float max) {
        var total = zero();
        int i = 0;
        for (; i < whole(n); i += L) {
            var e = exp(
                    FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER).sub(max));
            e.intoMemorySegment(ALL, x + i * BYTES, ORDER);
            total = total.add(e);
        }
        if (i < n) {
            var m = first(n - i);
            var e = exp(load(x + i * BYTES, m).sub(max));
            store(e, x + i * BYTES, m);
            total = total.add(e, m);
        }
        return sum(total);
    }

    /** The sum of e^(x - max). */
    static float sumOfExponentials(long x, int n, float max) {
        var total = zero();
        int i = 0;
        for (; i < whole(n); i += L) {
            total = total.add(exp(load(x + i * BYTES).sub(max)));
        }
        if (i < n) {
            var m = first(n - i);
            total = total.add(exp(load(x + i * BYTES, m).sub(max)), m);
        }
        return sum(total);
    }

    static void scale(long x, int n, float factor) {
        int i = 0;
        for (; i < whole(n); i += L) {
            FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER)
                    .mul(factor)
                    .intoMemorySegment(ALL, x + i * BYTES, ORDER);
        }
        if (i < n) {
            var m = first(n - i);
            store(load(x + i * BYTES, m).mul(factor), x + i * BYTES, m);
        }
    }

    static void fill(long x, int from, int to, float value) {
        int i = from;
        for (; i + L <= to; i += L) {
            store(all(value), x + i * BYTES);
        }
        for (; i < to; i++) {
            set(x + i * BYTES, value);
        }
    }

    /** Softmax in place. */
    static void softmax(long x, int n) {
        scale(x, n, 1 / exponentials(x, n, max(x, n)));
    }

    /** Softmax in place of rows of n elements, {@code stride} bytes apart. */
    static void softmax(long x, long stride, int rows, int n) {
        if (n <= L) {
            oneVector(x, stride, rows, first(n));
        } else if (n <= 2 * L) {
            twoVectors(x, stride, rows, first(n - L));
        } else {
            for (int r = 0; r < rows; r++) {
                softmax(x + r * stride, n);
            }
        }
    }

    /** Rows of the lanes of m, which stay in registers; to the same bits as longer ones. */
    private static void oneVector(long x, long stride, int rows, VectorMask<Float> m) {
        var none = all(Float.NEGATIVE_INFINITY);
        for (int r = 0; r < rows; r++, x += stride) {
            var v = none.blend(FloatVector.fromMemorySegment(S, ALL, x, ORDER, m), m);
            v = zero().blend(exp(v.sub(greatestInAll(v))), m);
            v.mul(1 / sum(v)).intoMemorySegment(ALL, x, ORDER, m);
        }
    }

    /**
     * Rows of a vector and the lanes of m; three loops, since two exponentials in one are more than the compiler inlines.
     */
    private static void twoVectors(long x, long stride, int rows, VectorMask<Float> m) {
        long second = L * BYTES;
        var none = all(Float.NEGATIVE_INFINITY);
        for (int r = 0; r < rows; r++) {
            long at = x + r * stride;
            var a = FloatVector.fromMemorySegment(S, ALL, at, ORDER);
            var b = none.blend(FloatVector.fromMemorySegment(S, ALL, at + second, ORDER, m), m);
            var max = greatestInAll(greater(greater(none, a), b));
            a.sub(max).intoMemorySegment(ALL, at, ORDER);
            b.sub(max).intoMemorySegment(ALL, at + second, ORDER, m);
        }
        var lanes = S.maskAll(true);
        for (int i = 0; i < 2; i++) {
            for (int r = 0; r < rows; r++) {
                long at = x + r * stride + i * second;
                exp(FloatVector.fromMemorySegment(S, ALL, at, ORDER, lanes)).intoMemorySegment(ALL, at, ORDER, lanes);
            }
            lanes = m;
        }
        for (int r = 0; r < rows; r++) {
            long at = x + r * stride;
            var a = FloatVector.fromMemorySegment(S, ALL, at, ORDER);
            var b = FloatVector.fromMemorySegment(S, ALL, at + second, ORDER, m);
            float factor = 1 / sum(a.add(b));
            a.mul(factor).intoMemorySegment(ALL, at, ORDER);
            b.mul(factor).intoMemorySegment(ALL, at + second, ORDER, m);
        }
    }

    /** The loss at {@code target}, in nats; the logits stay. */
    static float loss(long logits, int n, int target) {
        float max = max(logits, n);
        return loss(get(logits + target * BYTES), max, sumOfExponentials(logits, n, max));
    }

    /** The loss at {@code target}; the logits become scale * (softmax - onehot). */
    static float lossAndGradient(long logits, int n, int target, float scale) {
        float atTarget = get(logits + target * BYTES);
        float max = max(logits, n);
        float total = exponentials(logits, n, max);
        scale(logits, n, scale / total);
        set(logits + target * BYTES, get(logits + target * BYTES) - scale);
        return loss(atTarget, max, total);
    }

    private static float loss(float atTarget, float max, float total) {
        return (float) (StrictMath.log(total) + ((double) max - atTarget));
    }
}
