package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.all;
import static loglog.engine.cpu.Simd.first;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.set;
import static loglog.engine.cpu.Simd.store;
import static loglog.engine.cpu.Simd.whole;
import static loglog.engine.cpu.Simd.zero;

import loglog.engine.AdamWStep;

/** Kernels over runs of n elements, by address. */
final class Elementwise {
    private Elementwise() {}

    /** y = a x + b y. */
    static void scaleAdd(float a, long x, float b, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            store(load(x + i * BYTES).fma(all(a), load(y + i * BYTES).mul(b)), y + i * BYTES);
        }
        for (; i < n; i++) {
            set(y + i * BYTES, Math.fma(get(x + i * BYTES), a, get(y + i * BYTES) * b));
        }
    }

    /** y += a x for each row y, {@code stride} bytes apart; the loops run down the rows, of which there are more. */
    static void addToRows(float a, long x, long y, long stride, int rows, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var added = load(x + i * BYTES).mul(a);
            long at = y + i * BYTES;
            for (int r = 0; r < rows; r++) {
                store(load(at + r * stride).add(added), at + r * stride);
            }
        }
        for (; i < n; i++) {
            float added = get(x + i * BYTES) * a;
            for (int r = 0; r < rows; r++) {
                set(y + r * stride + i * BYTES, get(y + r * stride + i * BYTES) + added);
            }
        }
    }

    /** Row r of y is {@code factors[r]} times row r of x; strides in bytes. */
    static void scaleRows(long x, long xRow, long factors, long y, long yRow, int rows, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            for (int r = 0; r < rows; r++) {
                store(load(x + r * xRow + i * BYTES).mul(get(factors + r * BYTES)), y + r * yRow + i * BYTES);
            }
        }
        for (; i < n; i++) {
            for (int r = 0; r < rows; r++) {
                set(y + r * yRow + i * BYTES, get(x + r * xRow + i * BYTES) * get(factors + r * BYTES));
            }
        }
    }

    /** y += x. */
    static void add(long x, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            store(load(x + i * BYTES).add(load(y + i * BYTES)), y + i * BYTES);
        }
        if (i < n) {
            var m = first(n - i);
            store(load(x + i * BYTES, m).add(load(y + i * BYTES, m)), y + i * BYTES, m);
        }
    }

    /** y = a + b. */
    static void add(long a, long b, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            store(load(a + i * BYTES).add(load(b + i * BYTES)), y + i * BYTES);
        }
        for (; i < n; i++) {
            set(y + i * BYTES, get(a + i * BYTES) + get(b + i * BYTES));
        }
    }

    /**
     * y += the sum of rows, each n wide, with Kahan's compensation: the gradient of the keys' bias is zero but for rounding,
     * and Adam makes a full step of whatever is left there.
     */
    static void addColumnSums(long x, int rows, long stride, long y, int n) {
        int i = 0;
        for (; i + 4 * L <= n; i += 4 * L) {
            addFourColumnSums(x + i * BYTES, rows, stride, y + i * BYTES);
        }
        for (; i < whole(n); i += L) {
            var total = load(y + i * BYTES);
            var lost = zero();
            long at = x + i * BYTES;
            for (int r = 0; r < rows; r++, at += stride * BYTES) {
                var term = load(at).sub(lost);
                var next = total.add(term);
                lost = next.sub(total).sub(term);
                total = next;
            }
            store(total, y + i * BYTES);
        }
        for (; i < n; i++) {
            double total = get(y + i * BYTES);
            for (int r = 0; r < rows; r++) {
                total += get(x + (r * stride + i) * BYTES);
            }
            set(y + i * BYTES, (float) total);
        }
    }

    /** Four vectors side by side: each waits for itself four times a row. */
    private static void addFourColumnSums(long x, int rows, long stride, long y) {
        var total0 = load(y);
        var total1 = load(y + L * BYTES);
        var total2 = load(y + 2 * L * BYTES);
        var total3 = load(y + 3 * L * BYTES);
        var lost0 = zero();
        var lost1 = zero();
        var lost2 = zero();
        var lost3 = zero();
        for (int r = 0; r < rows; r++, x += stride * BYTES) {
            var term0 = load(x).sub(lost0);
            var term1 = load(x + L * BYTES).sub(lost1);
            var term2 = load(x + 2 * L * BYTES).sub(lost2);
            var term3 = load(x + 3 * L * BYTES).sub(lost3);
            var next0 = total0.add(term0);
            var next1 = total1.add(term1);
            var next2 = total2.add(term2);
            var next3 = total3.add(term3);
            lost0 = next0.sub(total0).sub(term0);
            lost1 = next1.sub(total1).sub(term1);
            lost2 = next2.sub(total2).sub(term2);
            lost3 = next3.sub(total3).sub(term3);
            total0 = next0;
            total1 = next1;
            total2 = next2;
            total3 = next3;
        }
        total0.intoMemorySegment(ALL, y, ORDER);
        total1.intoMemorySegment(ALL, y + L * BYTES, ORDER);
        total2.intoMemorySegment(ALL, y + 2 * L * BYTES, ORDER);
        total3.intoMemorySegment(ALL, y + 3 * L * BYTES, ORDER);
    }

    /** y = a b. */
    static void multiply(long a, long b, long y, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            store(load(a + i * BYTES).mul(load(b + i * BYTES)), y + i * BYTES);
        }
        for (; i < n; i++) {
            set(y + i * BYTES, get(a + i * BYTES) * get(b + i * BYTES));
        }
    }

    /** Floats are summed within blocks, blocks in double precision: the error does not grow with n. */
    private static final int BLOCK = 64 * L;

    static double sum(long x, int n) {
        double total = 0;
        int i = 0;
        while (i < whole(n)) {
            int end = Math.min(i + BLOCK, whole(n));
            var block = zero();
            for (; i < end; i += L) {
                block = block.add(load(x + i * BYTES));
            }
            total += Simd.sum(block);
        }
        for (; i < n; i++) {
            total += get(x + i * BYTES);
        }
        return total;
    }

    static double sumOfSquares(long x, int n) {
        double total = 0;
        int i = 0;
        while (i < whole(n)) {
            int end = Math.min(i + BLOCK, whole(n));
            var block = zero();
            for (; i < end; i += L) {
                var v = load(x + i * BYTES);
                block = v.fma(v, block);
            }
            total += Simd.sum(block);
        }
        for (; i < n; i++) {
            total += (double) get(x + i * BYTES) * get(x + i * BYTES);
        }
        return total;
    }

    static void adamW(AdamWStep step, float scale, long p, long g, long m, long v, int n) {
        float b1 = step.beta1();
        float b2 = step.beta2();
        float kept = 1 - step.decay();
        float rate = step.rate() / step.correction1();
        float c2 = 1 / step.correction2();
        float epsilon = step.epsilon();
        int i = 0;
        for (; i < whole(n); i += L) {
            long at = i * BYTES;
            var gradient = load(g + at).mul(scale);
            var first = load(m + at).mul(b1).add(gradient.mul(1 - b1));
            var second = load(v + at).mul(b2).add(gradient.mul(gradient).mul(1 - b2));
            store(first, m + at);
            store(second, v + at);
            var root = second.mul(c2).sqrt().add(epsilon);
            store(load(p + at).mul(kept).sub(first.mul(rate).div(root)), p + at);
        }
        for (; i < n; i++) {
            long at = i * BYTES;
            float gradient = get(g + at) * scale;
            float first = get(m + at) * b1 + gradient * (1 - b1);
            float second = get(v + at) * b2 + gradient * gradient * (1 - b2);
            set(m + at, first);
            set(v + at, second);
            float root = (float) Math.sqrt(second * c2) + epsilon;
            set(p + at, get(p + at) * kept - first * rate / root);
        }
    }

    static void nesterov(float momentum, float scale, long g, long m, long out, int n) {
        int i = 0;
        for (; i < whole(n); i += L) {
            var gradient = load(g + i * BYTES).mul(scale);
            var moved = load(m + i * BYTES).fma(all(momentum), gradient);
            store(moved, m + i * BYTES);
            store(moved.fma(all(momentum), gradient), out + i * BYTES);
        }
        for (; i < n; i++) {
            float gradient = get(g + i * BYTES) * scale;
            float moved = Math.fma(get(m + i * BYTES), momentum, gradient);
            set(m + i * BYTES, moved);
            set(out + i * BYTES, Math.fma(moved, momentum, gradient));
        }
    }
}
