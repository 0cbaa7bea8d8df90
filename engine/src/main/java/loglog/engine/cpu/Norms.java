package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.first;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.set;
import static loglog.engine.cpu.Simd.store;
import static loglog.engine.cpu.Simd.sum;
import static loglog.engine.cpu.Simd.sumInAll;
import static loglog.engine.cpu.Simd.whole;
import static loglog.engine.cpu.Simd.zero;

import jdk.incubator.vector.FloatVector;

/** Normalization of one row of d elements, by address. A row is read twice, the second time from the first-level cache. */
final class Norms {
    private Norms() {}

    /** y = gain * x / rms(x); returns 1 / rms. */
    static float rms(long x, long gain, long y, int d, float epsilon) {
        var squares = zero();
        int i = 0;
        for (; i < whole(d); i += L) {
            var v = load(x + i * BYTES);
            squares = v.fma(v, squares);
        }
        if (i < d) {
            var v = load(x + i * BYTES, first(d - i));
            squares = v.fma(v, squares);
        }
        float inverse = (float) (1 / Math.sqrt(sum(squares) / d + epsilon));
        for (i = 0; i < whole(d); i += L) {
            store(load(x + i * BYTES).mul(inverse).mul(load(gain + i * BYTES)), y + i * BYTES);
        }
        if (i < d) {
            var m = first(d - i);
            store(load(x + i * BYTES, m).mul(inverse).mul(load(gain + i * BYTES, m)), y + i * BYTES, m);
        }
        return inverse;
    }

    /** dx += the norm's gradient, dgain += dy * normalized. */
    static void rmsGradient(long dy, long x, long gain, float inverse, long dx, long dgain, int d) {
        var products = zero(); // of dy * gain * x
        int i = 0;
        for (; i < whole(d); i += L) {
            var g = load(dy + i * BYTES).mul(load(x + i * BYTES));
            products = g.fma(load(gain + i * BYTES), products);
            store(g.fma(FloatVector.broadcast(S, inverse), load(dgain + i * BYTES)), dgain + i * BYTES);
        }
        if (i < d) {
            var m = first(d - i);
            var g = load(dy + i * BYTES, m).mul(load(x + i * BYTES, m));
            products = g.fma(load(gain + i * BYTES, m), products);
            store(g.fma(FloatVector.broadcast(S, inverse), load(dgain + i * BYTES, m)), dgain + i * BYTES, m);
        }
        float pull = -sum(products) * inverse * inverse * inverse / d;
        for (i = 0; i < whole(d); i += L) {
            var through = load(dy + i * BYTES).mul(load(gain + i * BYTES)).mul(inverse);
            through = load(x + i * BYTES).fma(FloatVector.broadcast(S, pull), through);
            store(load(dx + i * BYTES).add(through), dx + i * BYTES);
        }
        if (i < d) {
            var m = first(d - i);
            var through = load(dy + i * BYTES, m).mul(load(gain + i * BYTES, m)).mul(inverse);
            through = load(x + i * BYTES, m).fma(FloatVector.broadcast(S, pull), through);
            store(load(dx + i * BYTES, m).add(through), dx + i * BYTES, m);
        }
    }

    /** y = gain * (x - mean) / deviation + bias; mean and 1 / deviation go to {@code statistics}. */
    static void layer(long x, long gain, long bias, long y, long statistics, int d, float epsilon) {
        var total = zero();
        int i = 0;
        for (; i < whole(d); i += L) {
            total = total.add(load(x + i * BYTES));
        }
        if (i < d) {
            total = total.add(load(x + i * BYTES, first(d - i)));
        }
        float mean = sum(total) / d;
        var squares = zero();
        for (i = 0; i < whole(d); i += L) {
            var v = load(x + i * BYTES).sub(mean);
            squares = v.fma(v, squares);
        }
        if (i < d) {
            var v = load(x + i * BYTES, first(d - i)).sub(mean);
            squares = squares.add(v.mul(v), first(d - i));
        }
        float inverse = (float) (1 / Math.sqrt(sum(squares) / d + epsilon));
        for (i = 0; i < whole(d); i += L) {
            var v = load(x + i * BYTES).sub(mean).mul(inverse);
            store(v.fma(load(gain + i * BYTES), load(bias + i * BYTES)), y + i * BYTES);
        }
        if (i < d) {
            var m = first(d - i);
            var v = load(x + i * BYTES, m).sub(mean).mul(inverse);
            store(v.fma(load(gain + i * BYTES, m), load(bias + i * BYTES, m)), y + i * BYTES, m);
        }
        set(statistics, mean);
        set(statistics + BYTES, inverse);
    }

    /**
     * {@code sum = x + delta}, then {@link #layer} of it, for rows of whole vectors: the sum is made in the first of three
     * passes, and mean and deviation stay in all lanes, never numbers of their own: 0.86 of the time.
     */
    static void layerOfSum(
            long x, long delta, long sum, long gain, long bias, long y, long statistics, int d, float epsilon) {
        var total = FloatVector.zero(S);
        for (int i = 0; i < d; i += L) {
            var v = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER)
                    .add(FloatVector.fromMemorySegment(S, ALL, delta + i * BYTES, ORDER));
            v.intoMemorySegment(ALL, sum + i * BYTES, ORDER);
            total = total.add(v);
        }
        var mean = sumInAll(total).div(d);
        var squares = FloatVector.zero(S);
        for (int i = 0; i < d; i += L) {
            var v = FloatVector.fromMemorySegment(S, ALL, sum + i * BYTES, ORDER)
                    .sub(mean);
            squares = v.fma(v, squares);
        }
        var deviation = sumInAll(squares).div(d).add(epsilon).sqrt();
        var inverse = FloatVector.broadcast(S, 1).div(deviation);
        for (int i = 0; i < d; i += L) {
            FloatVector.fromMemorySegment(S, ALL, sum + i * BYTES, ORDER)
                    .sub(mean)
                    .mul(inverse)
                    .fma(
                            FloatVector.fromMemorySegment(S, ALL, gain + i * BYTES, ORDER),
                            FloatVector.fromMemorySegment(S, ALL, bias + i * BYTES, ORDER))
                    .intoMemorySegment(ALL, y + i * BYTES, ORDER);
        }
        set(statistics, mean.lane(0));
        set(statistics + BYTES, inverse.lane(0));
    }

    /** dx += the norm's gradient, dgain += dy * normalized, dbias += dy. */
    static void layerGradient(long dy, long x, long gain, long statistics, long dx, long dgain, long dbias, int d) {
        float mean = get(statistics);
        float inverse = get(statistics + BYTES);
        var totals = zero(); // of dy * gain
        var products = zero(); // of dy * gain * normalized
        int i = 0;
        for (; i < whole(d); i += L) {
            var v = FloatVector.fromMemorySegment(S, ALL, dy + i * BYTES, ORDER);
            var g = v.mul(FloatVector.fromMemorySegment(S, ALL, gain + i * BYTES, ORDER));
            var normalized = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER)
                    .sub(mean)
                    .mul(inverse);
            totals = totals.add(g);
            products = g.fma(normalized, products);
            v.fma(normalized, FloatVector.fromMemorySegment(S, ALL, dgain + i * BYTES, ORDER))
                    .intoMemorySegment(ALL, dgain + i * BYTES, ORDER);
            v.add(FloatVector.fromMemorySegment(S, ALL, dbias + i * BYTES, ORDER))
                    .intoMemorySegment(ALL, dbias + i * BYTES, ORDER);
        }
        float total = sum(totals);
        float product = sum(products);
        // One by one: a masked tail's vectors, joined to the loop's, were objects for each row.
        for (; i < d; i++) {
            float v = get(dy + i * BYTES);
            float g = v * get(gain + i * BYTES);
            float normalized = (get(x + i * BYTES) - mean) * inverse;
            total += g;
            product += g * normalized;
            set(dgain + i * BYTES, get(dgain + i * BYTES) + v * normalized);
            set(dbias + i * BYTES, get(dbias + i * BYTES) + v);
        }
        float a = total / d;
        float b = product / d;
        layerGradientThrough(dy, x, gain, mean, inverse, a, b, dx, d);
    }

    /** The second reading of the row. */
    private static void layerGradientThrough(
            long dy, long x, long gain, float mean, float inverse, float a, float b, long dx, int d) {
        int i = 0;
        for (; i < whole(d); i += L) {
            var g = FloatVector.fromMemorySegment(S, ALL, dy + i * BYTES, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, ALL, gain + i * BYTES, ORDER));
            var normalized = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER)
                    .sub(mean)
                    .mul(inverse);
            var through = g.sub(a).sub(normalized.mul(b));
            through.fma(FloatVector.broadcast(S, inverse), FloatVector.fromMemorySegment(S, ALL, dx + i * BYTES, ORDER))
                    .intoMemorySegment(ALL, dx + i * BYTES, ORDER);
        }
        if (i < d) {
            var m = first(d - i);
            var g = load(dy + i * BYTES, m).mul(load(gain + i * BYTES, m));
            var normalized = load(x + i * BYTES, m).sub(mean).mul(inverse);
            var through = g.sub(a).sub(normalized.mul(b));
            store(through.fma(FloatVector.broadcast(S, inverse), load(dx + i * BYTES, m)), dx + i * BYTES, m);
        }
    }
}
