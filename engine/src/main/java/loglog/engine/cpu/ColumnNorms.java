package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.get;

import jdk.incubator.vector.FloatVector;

/** Norms of one vector of columns, d elements each, {@code step} bytes from one element to the next. x becomes x + delta. */
final class ColumnNorms {
    private ColumnNorms() {}

    private static FloatVector at(long address) {
        return FloatVector.fromMemorySegment(S, ALL, address, ORDER);
    }

    private static void add(long x, long delta, long step, int d) {
        for (int i = 0; i < d; i++) {
            at(x + i * step).add(at(delta + i * step)).intoMemorySegment(ALL, x + i * step, ORDER);
        }
    }

    static void rms(long x, long delta, long gain, long y, long step, int d, float epsilon) {
        if (delta != 0) {
            add(x, delta, step, d);
        }
        var squares = FloatVector.zero(S);
        for (int i = 0; i < d; i++) {
            var v = at(x + i * step);
            squares = v.fma(v, squares);
        }
        var inverse = FloatVector.broadcast(S, 1f)
                .div(squares.div((float) d).add(epsilon).sqrt());
        for (int i = 0; i < d; i++) {
            at(x + i * step).mul(inverse).mul(get(gain + i * BYTES)).intoMemorySegment(ALL, y + i * step, ORDER);
        }
    }

    static void layer(long x, long delta, long gain, long bias, long y, long step, int d, float epsilon) {
        if (delta != 0) {
            add(x, delta, step, d);
        }
        var total = FloatVector.zero(S);
        for (int i = 0; i < d; i++) {
            total = total.add(at(x + i * step));
        }
        var mean = total.div((float) d);
        var squares = FloatVector.zero(S);
        for (int i = 0; i < d; i++) {
            var v = at(x + i * step).sub(mean);
            squares = v.fma(v, squares);
        }
        var inverse = FloatVector.broadcast(S, 1f)
                .div(squares.div((float) d).add(epsilon).sqrt());
        for (int i = 0; i < d; i++) {
            var v = at(x + i * step).sub(mean).mul(inverse);
            v.mul(get(gain + i * BYTES)).add(get(bias + i * BYTES)).intoMemorySegment(ALL, y + i * step, ORDER);
        }
    }
}
