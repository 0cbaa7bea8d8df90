package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.LOG2_E;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.all;
import static loglog.engine.cpu.Simd.exp2;
import static loglog.engine.cpu.Simd.first;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.greater;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.set;
import static loglog.engine.cpu.Simd.sigmoid;
import static loglog.engine.cpu.Simd.store;
import static loglog.engine.cpu.Simd.whole;
import static loglog.engine.cpu.Simd.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Activations of one row of n elements, by address. */
final class Activations {
    /** (1 + tanh u) / 2 = sigmoid(2 u), so gelu(x) = x sigmoid(x (A + B x^2)). */
    private static final float A = (float) (2 * Math.sqrt(2 / Math.PI));

    private static final float B = (float) (2 * Math.sqrt(2 / Math.PI) * 0.044715);

    private Activations() {}

    /** y = gelu(x + bias), x = gelu'(x + bias). */
    static void gelu(long x, long bias, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var v = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER);
            v = v.add(FloatVector.fromMemorySegment(S, ALL, bias + i * BYTES, ORDER));
            var s = geluGate(v);
            geluSlope(v, s).intoMemorySegment(ALL, x + i * BYTES, ORDER);
            v.mul(s).intoMemorySegment(ALL, y + i * BYTES, ORDER);
        }
        if (i < n) {
            var m = first(n - i);
            var v = load(x + i * BYTES, m).add(load(bias + i * BYTES, m));
            var s = geluGate(v);
            store(geluSlope(v, s), x + i * BYTES, m);
            store(v.mul(s), y + i * BYTES, m);
        }
    }

    /** y = gelu(x), of whole vectors. */
    static void gelu(long x, long y, int n) {
        for (int i = 0; i < n; i += L) {
            var v = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER);
            v.mul(geluGate(v)).intoMemorySegment(ALL, y + i * BYTES, ORDER);
        }
    }

    private static FloatVector geluGate(FloatVector x) {
        var power = x.mul(x).fma(all(-B * LOG2_E), all(-A * LOG2_E)).mul(x);
        return all(1f).div(exp2(power).add(1f));
    }

    /** s + x s (1 - s) (A + 3 B x^2), s the gate. */
    private static FloatVector geluSlope(FloatVector x, FloatVector s) {
        var inner = x.mul(x).fma(all(3 * B), all(A)).mul(x);
        return s.mul(all(1f).sub(s)).fma(inner, s);
    }

    /** y = silu(gate) up. */
    static void swiGlu(long gate, long up, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var v = load(gate + i * BYTES);
            store(v.mul(sigmoid(v)).mul(load(up + i * BYTES)), y + i * BYTES);
        }
        if (i < n) {
            var m = first(n - i);
            var v = load(gate + i * BYTES, m);
            store(v.mul(sigmoid(v)).mul(load(up + i * BYTES, m)), y + i * BYTES, m);
        }
    }

    static void swiGluGradient(long gate, long up, long dy, long dgate, long dup, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var v = load(gate + i * BYTES);
            var d = load(dy + i * BYTES);
            var s = sigmoid(v);
            var silu = v.mul(s);
            store(d.mul(silu), dup + i * BYTES);
            store(d.mul(load(up + i * BYTES)).mul(silu.fma(all(1f).sub(s), s)), dgate + i * BYTES);
        }
        if (i < n) {
            var m = first(n - i);
            var v = load(gate + i * BYTES, m);
            var d = load(dy + i * BYTES, m);
            var s = sigmoid(v);
            var silu = v.mul(s);
            store(d.mul(silu), dup + i * BYTES, m);
            store(d.mul(load(up + i * BYTES, m)).mul(silu.fma(all(1f).sub(s), s)), dgate + i * BYTES, m);
        }
    }

    /** sum = x + delta + bias, y = max(sum, 0); x may be 0 for none. */
    static void relu(long x, long delta, long bias, long sum, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var s = load(delta + i * BYTES).add(load(bias + i * BYTES));
            if (x != 0) {
                s = s.add(load(x + i * BYTES));
            }
            store(s, sum + i * BYTES);
            store(greater(zero(), s), y + i * BYTES);
        }
        for (; i < n; i++) {
            float s = get(delta + i * BYTES) + get(bias + i * BYTES);
            if (x != 0) {
                s += get(x + i * BYTES);
            }
            set(sum + i * BYTES, s);
            set(y + i * BYTES, s > 0 ? s : 0);
        }
    }

    /** dsum += dy where y > 0. */
    static void reluGradient(long y, long dy, long dsum, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var positive = load(y + i * BYTES).compare(VectorOperators.GT, 0);
            store(load(dsum + i * BYTES).add(load(dy + i * BYTES), positive), dsum + i * BYTES);
        }
        for (; i < n; i++) {
            if (get(y + i * BYTES) > 0) {
                set(dsum + i * BYTES, get(dsum + i * BYTES) + get(dy + i * BYTES));
            }
        }
    }
}
