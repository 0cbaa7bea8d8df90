package loglog.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * What the vector kernels share. Memory is addressed through one segment that spans all of it: bounds checks against a
 * constant cost nothing, checks against each storage's own segment cost a tenth of a kernel.
 *
 * <p>C2 stops inlining a kernel's helpers when the kernel has grown to 8,000 bytecodes, and a vector that is handed to a
 * helper then becomes an object. Long kernels therefore store by the Vector API's own method, which is always inlined.
 *
 * <p>Sums over lanes and exponentials are spelled out: the Vector API leaves the order of its own sums open, and its
 * exponential differs between interpreted and compiled code, which would make results depend on when the compiler ran.
 */
final class Simd {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    static final int L = S.length();
    static final long BYTES = Float.BYTES;

    @SuppressWarnings("restricted")
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final VectorShuffle<Float> BY_8 = L > 8 ? VectorShuffle.iota(S, 8, 1, true) : null;
    private static final VectorShuffle<Float> BY_4 = L > 4 ? VectorShuffle.iota(S, 4, 1, true) : null;
    private static final VectorShuffle<Float> BY_2 = L > 2 ? VectorShuffle.iota(S, 2, 1, true) : null;
    private static final VectorShuffle<Float> BY_1 = VectorShuffle.iota(S, 1, 1, true);

    static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding 1.5 * 2^23 rounds to an integer, which then stands in the low bits. */
    static final float ROUNDER = 12582912f;

    private Simd() {}

    static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(S, ALL, address, ORDER);
    }

    static FloatVector load(long address, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(S, ALL, address, ORDER, mask);
    }

    static void store(FloatVector v, long address) {
        v.intoMemorySegment(ALL, address, ORDER);
    }

    static void store(FloatVector v, long address, VectorMask<Float> mask) {
        v.intoMemorySegment(ALL, address, ORDER, mask);
    }

    static float get(long address) {
        return ALL.get(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, address);
    }

    static void set(long address, float value) {
        ALL.set(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
    }

    static int getInt(long address) {
        return ALL.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    static FloatVector zero() {
        return FloatVector.zero(S);
    }

    static FloatVector all(float value) {
        return FloatVector.broadcast(S, value);
    }

    /** The first {@code count} lanes. */
    static VectorMask<Float> first(int count) {
        return S.indexInRange(0, count);
    }

    /** Elements that whole vectors cover. */
    static int whole(int n) {
        return n & -L;
    }

    /** The sum of all lanes, halves first: the same order in interpreted and compiled code. */
    static float sum(FloatVector v) {
        return sumInAll(v).lane(0);
    }

    /** {@link #sum} in every lane: each adds the same pairs, so that all have the same bits. */
    static FloatVector sumInAll(FloatVector v) {
        if (L > 8) {
            v = v.add(v.rearrange(BY_8));
        }
        if (L > 4) {
            v = v.add(v.rearrange(BY_4));
        }
        if (L > 2) {
            v = v.add(v.rearrange(BY_2));
        }
        return v.add(v.rearrange(BY_1));
    }

    /** The greatest of all lanes, in every lane. */
    static FloatVector greatestInAll(FloatVector v) {
        if (L > 8) {
            v = greater(v, v.rearrange(BY_8));
        }
        if (L > 4) {
            v = greater(v, v.rearrange(BY_4));
        }
        if (L > 2) {
            v = greater(v, v.rearrange(BY_2));
        }
        return greater(v, v.rearrange(BY_1));
    }

    /**
     * The greater of each lane, that of {@code a} where {@code b}'s is no number. The Vector API's own maximum takes care of
     * that and of zeros' signs, in five times the instructions.
     */
    static FloatVector greater(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(VectorOperators.GT, a));
    }

    /**
     * e^x to 2 ulp: x = n ln 2 + r, a polynomial of degree 6 in r (Cephes' expf), and n into the exponent. Below -87 it is
     * about 1e-38, above 88 it stays at e^88.
     */
    static FloatVector exp(FloatVector x) {
        x = x.blend(-87f, x.compare(VectorOperators.LT, -87f)).blend(88f, x.compare(VectorOperators.GT, 88f));
        var rounded = x.fma(all(LOG2_E), all(ROUNDER));
        var n = rounded.sub(ROUNDER);
        var r = n.fma(all(-LN2_HIGH), x);
        r = n.fma(all(-LN2_LOW), r);
        var p = r.fma(all(1.9875691500e-4f), all(1.3981999507e-3f));
        p = p.fma(r, all(8.3334519073e-3f));
        p = p.fma(r, all(4.1665795894e-2f));
        p = p.fma(r, all(1.6666665459e-1f));
        p = p.fma(r, all(5.0000001201e-1f));
        p = p.fma(r.mul(r), r).add(1f);
        var exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /**
     * 2^x to 2 ulp, by a polynomial of degree 6 for the fraction (Cephes' exp2f): shorter than {@link #exp} where a factor
     * for the base can be hidden in another. Below -126 it is 2^-126, above 126 it is 2^126.
     */
    static FloatVector exp2(FloatVector x) {
        return exp2OfNegative(x.blend(126f, x.compare(VectorOperators.GT, 126f)));
    }

    /** {@link #exp2} for x up to 126. */
    static FloatVector exp2OfNegative(FloatVector x) {
        x = x.blend(-126f, x.compare(VectorOperators.LT, -126f));
        var rounded = x.add(ROUNDER);
        var r = x.sub(rounded.sub(ROUNDER));
        var p = r.fma(all(1.535336188e-4f), all(1.339887440e-3f));
        p = p.fma(r, all(9.618437357e-3f));
        p = p.fma(r, all(5.550332471e-2f));
        p = p.fma(r, all(2.402264791e-1f));
        p = p.fma(r, all(6.931472029e-1f));
        p = p.fma(r, all(1f));
        var exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
        return p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    /** 1 / (1 + e^-x). */
    static FloatVector sigmoid(FloatVector x) {
        return all(1f).div(exp2(x.mul(-LOG2_E)).add(1f));
    }
}
