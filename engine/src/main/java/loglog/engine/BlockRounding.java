package loglog.engine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ElementFormat}'s rounding of one block by vectors, to the bits of its plain loops. A block that does not fill vectors, or
 * whose greatest size is zero, is no number, or is so extreme that a scale could leave float16 or a product float32's normal range,
 * is left to those: each method says whether it has rounded the block.
 */
final class BlockRounding {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int LANES = FLOATS.length();

    private static final int SIZE = 0x7fffffff;
    private static final int EXPONENT = 0x7f800000;
    private static final int MANTISSA_BITS = 23;
    private static final int LEAST = Float.floatToRawIntBits(1e-30f);
    private static final int GREATEST = Float.floatToRawIntBits(65504); // of float16, in which scales are kept

    private BlockRounding() {}

    /** The bits of the greatest size: as integers, floats without a sign are in their own order, and NaN is above all. */
    private static int largest(float[] x, int from, int count) {
        var most = IntVector.zero(INTS);
        for (int i = from; i < from + count; i += LANES) {
            most = most.max(
                    FloatVector.fromArray(FLOATS, x, i).reinterpretAsInts().and(SIZE));
        }
        return most.reduceLanes(VectorOperators.MAX);
    }

    private static boolean isUsual(int largest, int count) {
        return largest >= LEAST && largest <= GREATEST && count % LANES == 0;
    }

    private static float half(float scale) {
        return Float.float16ToFloat(Float.floatToFloat16(scale));
    }

    /** {@link BlockFormat#Q8_0}: to the nearest integer, halves away from zero. */
    static boolean int8(float[] x, int from, int count) {
        int largest = count % LANES == 0 ? largest(x, from, count) : 0;
        if (!isUsual(largest, count)) {
            return false;
        }
        float d = Float.intBitsToFloat(largest) / 127;
        float inverse = 1 / d;
        float kept = half(d);
        for (int i = from; i < from + count; i += LANES) {
            var scaled = FloatVector.fromArray(FLOATS, x, i).mul(inverse);
            var size = scaled.abs();
            var below = (IntVector) size.convert(VectorOperators.F2I, 0);
            var rest = size.sub(below.convert(VectorOperators.I2F, 0)).mul(2f);
            var integer = below.add(rest.convert(VectorOperators.F2I, 0));
            // The sign goes to the integer, which has no negative zero.
            var sign = scaled.reinterpretAsInts().lanewise(VectorOperators.ASHR, 31);
            var signed = integer.lanewise(VectorOperators.XOR, sign).sub(sign);
            ((FloatVector) signed.convert(VectorOperators.I2F, 0)).mul(kept).intoArray(x, i);
        }
        return true;
    }

    /** {@link BlockFormat#Q4_0}. */
    static boolean int4(float[] x, int from, int count) {
        int largest = count % LANES == 0 ? largest(x, from, count) : 0;
        if (!isUsual(largest, count)) {
            return false;
        }
        int first = from;
        while ((Float.floatToRawIntBits(x[first]) & SIZE) != largest) {
            first++;
        }
        float d = x[first] / -8;
        float inverse = 1 / d;
        float kept = half(d);
        for (int i = from; i < from + count; i += LANES) {
            var scaled = FloatVector.fromArray(FLOATS, x, i).mul(inverse);
            var integer = (IntVector) scaled.add(8.5f).convert(VectorOperators.F2I, 0);
            var signed = integer.min(15).sub(8);
            ((FloatVector) signed.convert(VectorOperators.I2F, 0)).mul(kept).intoArray(x, i);
        }
        return true;
    }

    /** -1, 0 or 1 times a scale; the sum for it has one order, which is not that of vectors. */
    static boolean ternary(float[] x, int from, int count) {
        int largest = count % LANES == 0 ? largest(x, from, count) : 0;
        if (!isUsual(largest, count)) {
            return false;
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.abs(x[i]);
        }
        float scale = half((float) (sum / count));
        if (scale == 0) {
            return false;
        }
        for (int i = from; i < from + count; i += LANES) {
            var ratio = FloatVector.fromArray(FLOATS, x, i).div(scale);
            // A half goes to the even neighbor, zero.
            var one = ratio.abs().compare(VectorOperators.GT, 0.5f);
            var sign = ratio.reinterpretAsInts().and(~SIZE);
            var value = FloatVector.broadcast(FLOATS, scale).reinterpretAsInts().or(sign);
            IntVector.zero(INTS)
                    .blend(value, one.cast(INTS))
                    .reinterpretAsFloats()
                    .intoArray(x, i);
        }
        return true;
    }

    /**
     * Floating-point elements in units of a power of two: {@link ElementFormat#scaled} and {@link ElementFormat#nearest}. Adding and
     * subtracting {@code 2^23} times a value's last place rounds it there, halves to even.
     */
    static boolean floating(
            float[] x, int from, int count, int mantissa, int leastExponent, float greatest, int greatestExponent) {
        int largest = count % LANES == 0 ? largest(x, from, count) : 0;
        if (!isUsual(largest, count)) {
            return false;
        }
        int exponent = Math.getExponent(Float.intBitsToFloat(largest)) - greatestExponent;
        float unit = Math.scalb(1f, exponent);
        float inverse = Math.scalb(1f, -exponent);
        int least = Float.floatToRawIntBits(Math.scalb(1f, leastExponent));
        int toPlace = MANTISSA_BITS - mantissa << MANTISSA_BITS;
        int most = Float.floatToRawIntBits(greatest);
        for (int i = from; i < from + count; i += LANES) {
            var bits = FloatVector.fromArray(FLOATS, x, i).mul(inverse).reinterpretAsInts();
            var size = bits.and(SIZE);
            var place = size.and(EXPONENT).max(least).add(toPlace).reinterpretAsFloats();
            var rounded = size.reinterpretAsFloats()
                    .add(place)
                    .sub(place)
                    .reinterpretAsInts()
                    .min(most);
            rounded.or(bits.and(~SIZE)).reinterpretAsFloats().mul(unit).intoArray(x, i);
        }
        return true;
    }
}
