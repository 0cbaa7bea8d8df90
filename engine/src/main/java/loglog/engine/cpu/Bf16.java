package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** From float32 to bfloat16: its upper half, rounded to nearest, ties to even; NaN stays NaN. */
final class Bf16 {
    static final long SHORT_BYTES = Short.BYTES;

    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, S.vectorShape());
    static final VectorSpecies<Short> SHORTS =
            VectorSpecies.of(short.class, VectorShape.forBitSize(S.vectorBitSize() / 2));

    private static final int MAGNITUDE = 0x7fff_ffff;
    private static final int INFINITY = 0x7f80_0000;
    /** Half of the last place that stays, less one: with the last bit added, ties go to even. */
    private static final int HALF = 0x7fff;

    private static final int NAN = 0x7fc0;

    private Bf16() {}

    static short round(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits & MAGNITUDE) > INFINITY ? NAN : bits + HALF + (bits >>> 16 & 1) >>> 16);
    }

    /** {@code n} values from one address to another. */
    static void round(long from, long to, int n) {
        int i = 0;
        for (; i < Simd.whole(n); i += L) {
            roundVector(from + i * BYTES, to + i * SHORT_BYTES);
        }
        for (; i < n; i++) {
            ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, to + i * SHORT_BYTES, round(Simd.get(from + i * BYTES)));
        }
    }

    /** {@code n} values in bfloat16 from one address to another, as float32. */
    static void expand(long from, long to, int n) {
        int i = 0;
        for (; i < Simd.whole(n); i += L) {
            expandVector(from + i * SHORT_BYTES, to + i * BYTES);
        }
        for (; i < n; i++) {
            int bits = ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, from + i * SHORT_BYTES);
            Simd.set(to + i * BYTES, Float.intBitsToFloat(bits << 16));
        }
    }

    /** {@link #round(long, long, int)} of rows; strides in bytes. The loops run down the rows: a head is a vector or two wide. */
    static void roundRows(long from, long fromRow, long to, long toRow, int rows, int n) {
        for (int i = 0; i < Simd.whole(n); i += L) {
            for (int r = 0; r < rows; r++) {
                roundVector(from + r * fromRow + i * BYTES, to + r * toRow + i * SHORT_BYTES);
            }
        }
        int rest = Simd.whole(n);
        for (int r = 0; r < rows && rest < n; r++) {
            round(from + r * fromRow + rest * BYTES, to + r * toRow + rest * SHORT_BYTES, n - rest);
        }
    }

    /** {@link #expand} of rows, as {@link #roundRows}. */
    static void expandRows(long from, long fromRow, long to, long toRow, int rows, int n) {
        for (int i = 0; i < Simd.whole(n); i += L) {
            for (int r = 0; r < rows; r++) {
                expandVector(from + r * fromRow + i * SHORT_BYTES, to + r * toRow + i * BYTES);
            }
        }
        int rest = Simd.whole(n);
        for (int r = 0; r < rows && rest < n; r++) {
            expand(from + r * fromRow + rest * SHORT_BYTES, to + r * toRow + rest * BYTES, n - rest);
        }
    }

    private static void expandVector(long from, long to) {
        ((IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, from, ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_S2I, INTS, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .intoMemorySegment(ALL, to, ORDER);
    }

    private static void roundVector(long from, long to) {
        var bits = IntVector.fromMemorySegment(INTS, ALL, from, ORDER);
        var odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
        var rounded = bits.add(odd).add(HALF).lanewise(VectorOperators.LSHR, 16);
        var nan = bits.and(MAGNITUDE).compare(VectorOperators.GT, INFINITY);
        ((ShortVector) rounded.blend(NAN, nan).convertShape(VectorOperators.I2S, SHORTS, 0))
                .intoMemorySegment(ALL, to, ORDER);
    }
}
