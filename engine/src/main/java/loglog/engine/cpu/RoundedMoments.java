package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.load;
import static loglog.engine.cpu.Simd.store;
import static loglog.engine.cpu.Simd.whole;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import loglog.engine.AdamWStep;

/**
 * {@link Elementwise#adamW} whose moments are in bfloat16. They are rounded up or down at odds of the distance, so that a sum of
 * many small changes is right on average (arXiv 1502.02551, section 4). The odds are thrown by the step's number and the element's place
 * alone: neither lanes nor a stop between two steps change a bit.
 */
final class RoundedMoments {
    private static final int LOW = 0xffff;
    private static final int GOLDEN = 0x9e37_79b9;
    private static final int MIX1 = 0x85eb_ca6b;
    private static final int MIX2 = 0xc2b2_ae35;

    private RoundedMoments() {}

    /** Bits of chance: the lower half for the first moment, the upper for the second (MurmurHash3's last steps). */
    static int chance(long step, int place) {
        int x = place * GOLDEN ^ (int) step * MIX1;
        x = (x ^ x >>> 16) * MIX1;
        x = (x ^ x >>> 13) * MIX2;
        return x ^ x >>> 16;
    }

    /** Upper half of a float after up to 16 bits of chance are added to what is cut off; exact values stay. */
    static short round(float value, int chance) {
        return (short) (Float.floatToRawIntBits(value) + (chance & LOW) >>> 16);
    }

    static float expand(short value) {
        return Float.intBitsToFloat(value << 16);
    }

    private static IntVector chances(long step, int place) {
        var x = IntVector.broadcast(Bf16.INTS, place)
                .addIndex(1)
                .mul(GOLDEN)
                .lanewise(VectorOperators.XOR, (int) step * MIX1);
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16))
                .mul(MIX1);
        x = x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 13))
                .mul(MIX2);
        return x.lanewise(VectorOperators.XOR, x.lanewise(VectorOperators.LSHR, 16));
    }

    private static FloatVector expanded(long from) {
        return ((IntVector) ShortVector.fromMemorySegment(Bf16.SHORTS, ALL, from, ORDER)
                        .convertShape(VectorOperators.ZERO_EXTEND_S2I, Bf16.INTS, 0))
                .lanewise(VectorOperators.LSHL, 16)
                .reinterpretAsFloats();
    }

    private static void round(FloatVector values, IntVector chances, long to) {
        var bits = values.reinterpretAsInts().add(chances).lanewise(VectorOperators.LSHR, 16);
        ((ShortVector) bits.convertShape(VectorOperators.I2S, Bf16.SHORTS, 0)).intoMemorySegment(ALL, to, ORDER);
    }

    /** @param place number of the first element, which the odds are thrown by */
    static void adamW(AdamWStep step, float scale, long p, long g, long m, long v, int place, int n) {
        float b1 = step.beta1();
        float b2 = step.beta2();
        float kept = 1 - step.decay();
        float rate = step.rate() / step.correction1();
        float c2 = 1 / step.correction2();
        float epsilon = step.epsilon();
        int i = 0;
        for (; i < whole(n); i += L) {
            long at = i * BYTES;
            long half = i * Bf16.SHORT_BYTES;
            var gradient = load(g + at).mul(scale);
            var first = expanded(m + half).mul(b1).add(gradient.mul(1 - b1));
            var second = expanded(v + half).mul(b2).add(gradient.mul(gradient).mul(1 - b2));
            var chances = chances(step.step(), place + i);
            round(first, chances.and(LOW), m + half);
            round(second, chances.lanewise(VectorOperators.LSHR, 16), v + half);
            var root = second.mul(c2).sqrt().add(epsilon);
            store(load(p + at).mul(kept).sub(first.mul(rate).div(root)), p + at);
        }
        for (; i < n; i++) {
            long at = i * BYTES;
            long half = i * Bf16.SHORT_BYTES;
            float gradient = Simd.get(g + at) * scale;
            float first = expand(ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, m + half)) * b1 + gradient * (1 - b1);
            float second =
                    expand(ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, v + half)) * b2 + gradient * gradient * (1 - b2);
            int chance = chance(step.step(), place + i);
            ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, m + half, round(first, chance));
            ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, v + half, round(second, chance >>> 16));
            float root = (float) Math.sqrt(second * c2) + epsilon;
            Simd.set(p + at, Simd.get(p + at) * kept - first * rate / root);
        }
    }
}
