package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.set;
import static loglog.engine.cpu.Simd.store;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/**
 * Copies one head of rows, turned by their positions' angles and scaled, by address. Attention turns queries and keys
 * while it packs them, so that the rotation costs no pass over memory of its own.
 */
final class Rope {
    /** Where a head is as wide as a vector: the two halves change places, and both take the same angle. */
    private static final VectorShuffle<Float> SWAP = VectorShuffle.iota(S, L / 2, 1, true);

    private static final VectorShuffle<Float> LOW_TWICE = VectorShuffle.fromOp(S, i -> i % (L / 2));
    private static final VectorShuffle<Float> HIGH_TWICE = VectorShuffle.fromOp(S, i -> L / 2 + i % (L / 2));
    private static final FloatVector SIGN = Simd.all(1).blend(-1, S.indexInRange(0, L / 2));

    private Rope() {}

    /**
     * to = scale * turn(from) for each row, by {@code direction} 1 (forwards) or -1 (back). Strides are in bytes; a row of
     * angles has the cosines, then the sines. Loops run down the rows: a head is a vector or two wide, and a loop over so few
     * costs more than what it does.
     */
    static void turn(
            long from,
            long fromStride,
            long to,
            long toStride,
            long angles,
            long anglesStride,
            int rows,
            int width,
            float direction,
            float scale) {
        int half = width / 2;
        if (width == L) {
            for (int r = 0; r < rows; r++) {
                turnOneVector(from + r * fromStride, to + r * toStride, angles + r * anglesStride, direction, scale);
            }
        } else if (half % L == 0) {
            for (long at = 0; at < half * BYTES; at += L * BYTES) {
                turnHalves(
                        from + at,
                        fromStride,
                        to + at,
                        toStride,
                        angles + at,
                        anglesStride,
                        rows,
                        half,
                        direction,
                        scale);
            }
        } else {
            for (int r = 0; r < rows; r++) {
                turnOneByOne(
                        from + r * fromStride, to + r * toStride, angles + r * anglesStride, half, direction, scale);
            }
        }
    }

    private static void turnOneByOne(long from, long to, long angles, int half, float direction, float scale) {
        for (int i = 0; i < half; i++) {
            float cos = get(angles + i * BYTES) * scale;
            float sin = get(angles + (half + i) * BYTES) * direction * scale;
            float a = get(from + i * BYTES);
            float b = get(from + (half + i) * BYTES);
            set(to + i * BYTES, a * cos - b * sin);
            set(to + (half + i) * BYTES, b * cos + a * sin);
        }
    }

    private static void turnOneVector(long from, long to, long angles, float direction, float scale) {
        var x = FloatVector.fromMemorySegment(S, ALL, from, ORDER);
        var table = FloatVector.fromMemorySegment(S, ALL, angles, ORDER);
        var sin = table.rearrange(HIGH_TWICE).mul(SIGN).mul(direction);
        var turned = x.rearrange(SWAP).mul(sin).add(x.mul(table.rearrange(LOW_TWICE)));
        turned.mul(scale).intoMemorySegment(ALL, to, ORDER);
    }

    /** One vector of each half. */
    private static void turnHalves(
            long from,
            long fromStride,
            long to,
            long toStride,
            long angles,
            long anglesStride,
            int rows,
            int half,
            float direction,
            float scale) {
        long second = half * BYTES;
        for (int r = 0; r < rows; r++, from += fromStride, to += toStride, angles += anglesStride) {
            var cos = load(angles).mul(scale);
            var sin = load(angles + second).mul(direction * scale);
            var a = load(from);
            var b = load(from + second);
            store(a.mul(cos).sub(b.mul(sin)), to);
            store(b.mul(cos).add(a.mul(sin)), to + second);
        }
    }

    /** to = scale * from for each row; strides in bytes. */
    static void scale(long from, long fromStride, long to, long toStride, int rows, int width, float scale) {
        int i = 0;
        for (; i < Simd.whole(width); i += L) {
            scaleVectors(from + i * BYTES, fromStride, to + i * BYTES, toStride, rows, scale);
        }
        for (; i < width; i++) {
            for (int r = 0; r < rows; r++) {
                set(to + r * toStride + i * BYTES, get(from + r * fromStride + i * BYTES) * scale);
            }
        }
    }

    private static void scaleVectors(long from, long fromStride, long to, long toStride, int rows, float scale) {
        for (int r = 0; r < rows; r++) {
            store(load(from + r * fromStride).mul(scale), to + r * toStride);
        }
    }

    /** to = scale * from, one row. */
    static void scale(long from, long to, int width, float scale) {
        int i = 0;
        for (; i < Simd.whole(width); i += L) {
            store(load(from + i * BYTES).mul(scale), to + i * BYTES);
        }
        for (; i < width; i++) {
            set(to + i * BYTES, get(from + i * BYTES) * scale);
        }
    }
}
