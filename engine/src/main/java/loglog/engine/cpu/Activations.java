package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.all;
import static loglog.engine.cpu.Simd.first;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.sigmoid;
import static loglog.engine.cpu.Simd.store;
import static loglog.engine.cpu.Simd.whole;

import jdk.incubator.vector.FloatVector;

/** Activations of one row of n elements, by address. */
final class Activations {
    /** (1 + tanh u) / 2 = sigmoid(2 u), so gelu(x) = x sigmoid(x (A + B x^2)). */
    private static final float A = (float) (2 * Math.sqrt(2 / Math.PI));

    private static final float B = (float) (2 * Math.sqrt(2 / Math.PI) * 0.044715);

    private Activations() {}

    private static FloatVector geluGate(FloatVector x) {
        return sigmoid(x.mul(x).fma(all(B), all(A)).mul(x));
    }

    private static FloatVector gelu(FloatVector x) {
        return x.mul(geluGate(x));
    }

    /** s + x s (1 - s) (A + 3 B x^2). */
    private static FloatVector geluSlope(FloatVector x) {
        var s = geluGate(x);
        var inner = x.mul(x).fma(all(3 * B), all(A)).mul(x);
        return s.mul(all(1f).sub(s)).fma(inner, s);
    }

    /** x += bias, y = gelu(x). */
    static void gelu(long x, long bias, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var v = load(x + i * BYTES).add(load(bias + i * BYTES));
            store(v, x + i * BYTES);
            store(gelu(v), y + i * BYTES);
        }
        if (i < n) {
            var m = first(n - i);
            var v = load(x + i * BYTES, m).add(load(bias + i * BYTES, m));
            store(v, x + i * BYTES, m);
            store(gelu(v), y + i * BYTES, m);
        }
    }

    /** y = gelu(x). */
    static void gelu(long x, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            store(gelu(load(x + i * BYTES)), y + i * BYTES);
        }
        if (i < n) {
            var m = first(n - i);
            store(gelu(load(x + i * BYTES, m)), y + i * BYTES, m);
        }
    }

    static void geluGradient(long x, long dy, long dx, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var slope = geluSlope(load(x + i * BYTES));
            load(dy + i * BYTES).mul(slope).intoMemorySegment(ALL, dx + i * BYTES, ORDER);
        }
        if (i < n) {
            var m = first(n - i);
            store(load(dy + i * BYTES, m).mul(geluSlope(load(x + i * BYTES, m))), dx + i * BYTES, m);
        }
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
}
