package loglog.laws.precision;

import java.util.Locale;
import java.util.Optional;

/**
 * What a product multiplies: numbers of some kind and so many bits.
 *
 * @param bits of one number; log2 3 of a ternary one
 */
public record Operand(Kind kind, double bits) {
    /** Kinds of numbers. */
    public enum Kind {
        /** float32, and the formats of 16 bits. */
        FLOAT,
        INTEGER,
        /** -1, 0 or 1. */
        TERNARY,
        /** A floating-point format of 8 bits or fewer. */
        SMALL_FLOAT
    }

    public static final Operand FLOAT32 = new Operand(Kind.FLOAT, 32);
    public static final Operand FLOAT16 = new Operand(Kind.FLOAT, 16);
    public static final Operand TERNARY = new Operand(Kind.TERNARY, Math.log(3) / Math.log(2));

    /** Integers of so many bits. */
    public static Operand integer(double bits) {
        return new Operand(Kind.INTEGER, bits);
    }

    /** A floating-point format of 8 bits or fewer. */
    public static Operand smallFloat(double bits) {
        return new Operand(Kind.SMALL_FLOAT, bits);
    }

    /** What a number of bits alone is taken for: floats of 16 and more, integers of 2 and more, ternary below. */
    public static Operand ofBits(double bits) {
        return bits >= 16 ? new Operand(Kind.FLOAT, bits) : bits >= 2 ? integer(bits) : new Operand(Kind.TERNARY, bits);
    }

    /** The format of that name, such as {@code int4}, {@code bf16} or {@code ternary}. */
    public static Optional<Operand> named(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "float32", "fp32", "f32" -> Optional.of(FLOAT32);
            case "float16", "fp16", "f16", "bfloat16", "bf16" -> Optional.of(FLOAT16);
            case "int8" -> Optional.of(integer(8));
            case "int4" -> Optional.of(integer(4));
            case "ternary" -> Optional.of(TERNARY);
            case "fp8" -> Optional.of(smallFloat(8));
            case "fp4" -> Optional.of(smallFloat(4));
            default -> Optional.empty();
        };
    }

    /** Whether nothing was rounded to get there. */
    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    /** {@code int4}, {@code float16}, {@code ternary} or {@code fp8}. */
    @Override
    public String toString() {
        var number = bits == Math.rint(bits) ? "" + (long) bits : "" + bits;
        return switch (kind) {
            case FLOAT -> "float" + number;
            case INTEGER -> "int" + number;
            case TERNARY -> "ternary";
            case SMALL_FLOAT -> "fp" + number;
        };
    }
}
