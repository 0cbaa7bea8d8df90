package loglog.laws.precision;

import java.util.OptionalDouble;

/**
 * A proxy of energy: picojoules of operations in 45 nm at 0.9 V (Horowitz, Computing's energy problem, ISSCC 2014, figure 1.1.9). It
 * compares formats; no machine of today takes these joules.
 *
 * <p>Published are sums of int8 0.03, int32 0.1, float16 0.4 and float32 0.9, products of int8 0.2, int32 3.1, float16 1.1 and float32
 * 3.7, and 1300 to 2600 for 64 bits of DRAM. Two rules derive the rest. A product of integers grows with the product of both numbers'
 * bits: from int8 it gives 3.2 for int32. A product with -1, 0 or 1 takes a sum alone. Products of floats of 8 bits or fewer have no
 * figure: those of float16 and float32 do not follow one rule of bits.
 */
public final class EnergyProxy {
    private static final double ADD_INT32 = 0.1;
    private static final double ADD_FLOAT32 = 0.9;
    private static final double MULTIPLY_INT8 = 0.2;
    private static final double MULTIPLY_FLOAT16 = 1.1;
    private static final double MULTIPLY_FLOAT32 = 3.7;
    private static final double BYTES_OF_ACCESS = 8;
    private static final double DRAM_LOW = 1300 / BYTES_OF_ACCESS;
    private static final double DRAM_HIGH = 2600 / BYTES_OF_ACCESS;

    private EnergyProxy() {}

    /**
     * A weight times an input, added to a sum: int32 sums of integers, float32 sums of all else. Where one of both is a float, the other
     * is made a float of as many bits first, which is not counted. Empty where no figure is published or derived.
     */
    public static OptionalDouble product(Operand weight, Operand input) {
        if (weight.isFloat() || input.isFloat()) {
            double bits = Math.max(weight.isFloat() ? weight.bits() : 0, input.isFloat() ? input.bits() : 0);
            boolean isSum = isTernary(weight) || isTernary(input);
            return OptionalDouble.of((isSum ? 0 : bits > 16 ? MULTIPLY_FLOAT32 : MULTIPLY_FLOAT16) + ADD_FLOAT32);
        }
        if (weight.kind() == Operand.Kind.SMALL_FLOAT || input.kind() == Operand.Kind.SMALL_FLOAT) {
            return OptionalDouble.empty();
        }
        boolean isSum = isTernary(weight) || isTernary(input);
        return OptionalDouble.of((isSum ? 0 : MULTIPLY_INT8 * weight.bits() * input.bits() / (8 * 8)) + ADD_INT32);
    }

    private static boolean isTernary(Operand operand) {
        return operand.kind() == Operand.Kind.TERNARY;
    }

    /** What the scales of a block add: its sum is multiplied with each scale that there is, as float32, and added. */
    public static double scales(Operand weight, Operand input) {
        return ((weight.isFloat() ? 0 : 1) + (input.isFloat() ? 0 : 1)) * MULTIPLY_FLOAT32 + ADD_FLOAT32;
    }

    /** Bytes read from DRAM, at the least. */
    public static double memoryLow(double bytes) {
        return bytes * DRAM_LOW;
    }

    /** Bytes read from DRAM, at the most. */
    public static double memoryHigh(double bytes) {
        return bytes * DRAM_HIGH;
    }
}
