package loglog.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Formats that values are rounded to in training, in blocks that share a scale, while they stay floats in memory ("fake
 * quantization"). The last block of a row that does not fill its blocks is shorter.
 */
public enum ElementFormat {
    /** {@link BlockFormat#Q8_0}: 32 values, a float16 scale. */
    INT8(32, 8, 16) {
        @Override
        void round(float[] block, int count) {
            BlockFormat.Q8_0.round(block);
        }

        @Override
        boolean roundByVectors(float[] values, int from, int count) {
            return BlockRounding.int8(values, from, count);
        }
    },

    /** {@link BlockFormat#Q4_0}: 32 values, a float16 scale. */
    INT4(32, 4, 16) {
        @Override
        void round(float[] block, int count) {
            BlockFormat.Q4_0.round(block);
        }

        @Override
        boolean roundByVectors(float[] values, int from, int count) {
            return BlockRounding.int4(values, from, count);
        }
    },

    /**
     * -1, 0 or 1 times the block's mean size (BitNet b1.58, arXiv 2402.17764, equations 1 to 3), in blocks of 256 values with a float16
     * scale, so that {@link BlockFormat#TQ2_0} holds what is left of them.
     */
    TERNARY(256, 1.585, 16) {
        @Override
        void round(float[] block, int count) {
            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += Math.abs(block[i]);
            }
            float scale = Float.float16ToFloat(Float.floatToFloat16((float) (sum / count)));
            for (int i = 0; i < count; i++) {
                block[i] = scale == 0 ? 0 : scale * (int) Math.clamp(Math.rint(block[i] / scale), -1, 1);
            }
        }

        @Override
        boolean roundByVectors(float[] values, int from, int count) {
            return BlockRounding.ternary(values, from, count);
        }
    },

    /** MXFP8: e4m3 (without infinities, 448 at most), 32 values, a power of two as scale (OCP Microscaling Formats 1.0). */
    FP8(32, 8, 8) {
        @Override
        void round(float[] block, int count) {
            scaled(block, count, 8);
        }

        @Override
        float element(float value) {
            return nearest(value, 3, -6, 448);
        }

        @Override
        boolean roundByVectors(float[] values, int from, int count) {
            return BlockRounding.floating(values, from, count, 3, -6, 448, 8);
        }
    },

    /** MXFP4: e2m1 (0, 0.5, 1, 1.5, 2, 3, 4, 6), 32 values, a power of two as scale (OCP Microscaling Formats 1.0). */
    FP4(32, 4, 8) {
        @Override
        void round(float[] block, int count) {
            scaled(block, count, 2);
        }

        @Override
        float element(float value) {
            return nearest(value, 1, 0, 6);
        }

        @Override
        boolean roundByVectors(float[] values, int from, int count) {
            return BlockRounding.floating(values, from, count, 1, 0, 6, 2);
        }
    };

    private static final int LEAST_SCALE = -127;

    private final int length;
    private final double bits;
    private final int scaleBits;

    ElementFormat(int length, double bits, int scaleBits) {
        this.length = length;
        this.bits = bits;
        this.scaleBits = scaleBits;
    }

    /** As study files and options name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All of their words. */
    public static List<String> words() {
        return Arrays.stream(values()).map(ElementFormat::word).toList();
    }

    /** The format of that word. */
    public static Optional<ElementFormat> find(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }

    /** Bits of an element, of three values log2 3; without its share of the scale. */
    public double bits() {
        return bits;
    }

    /** Bits of a value, its share of the scale of a whole block included. */
    public double storedBits() {
        return (this == TERNARY ? 2 : bits) + (double) scaleBits / length;
    }

    /** Values of a block. */
    public int length() {
        return length;
    }

    /** Rounds a block where it stands; beyond {@code count} it holds zeros. */
    abstract void round(float[] block, int count);

    /** Rounds a block where it stands in an array, to the same bits; or leaves it and says so. */
    abstract boolean roundByVectors(float[] values, int from, int count);

    /** A value in units of the block's scale, of the formats that are floating point. */
    float element(float value) {
        throw new IllegalStateException(this + " has no floating-point elements");
    }

    /**
     * Rounds rows where they stand.
     *
     * @param values [rows, cols]
     * @param down whether blocks run down the columns instead of along the rows
     */
    public void round(float[] values, int rows, int cols, boolean down) {
        var block = new float[length];
        int lines = down ? cols : rows;
        int each = down ? rows : cols;
        int step = down ? cols : 1;
        for (int line = 0; line < lines; line++) {
            int start = down ? line : line * cols;
            for (int from = 0; from < each; from += length) {
                int count = Math.min(length, each - from);
                int at = start + from * step;
                if (down || !roundByVectors(values, at, count)) {
                    gather(values, at, step, count, block);
                    // A block of a row that vectors left stays what it is; one of a column has not met them yet.
                    if (!down || !roundByVectors(block, 0, count)) {
                        roundOneByOne(block, count);
                    }
                    for (int i = 0; i < count; i++) {
                        values[at + i * step] = block[i];
                    }
                }
            }
        }
    }

    private static void gather(float[] values, int at, int step, int count, float[] block) {
        for (int i = 0; i < count; i++) {
            block[i] = values[at + i * step];
        }
        Arrays.fill(block, count, block.length, 0);
    }

    /** A block that begins an array, by plain loops. */
    void roundOneByOne(float[] block, int count) {
        float sum = 0;
        for (int i = 0; i < count; i++) {
            sum += block[i];
        }
        if (Float.isNaN(sum)) {
            Arrays.fill(block, sum); // integers would hide that training has diverged
        } else {
            round(block, count);
        }
    }

    /** Section 6.3 of the specification: the scale has the greatest size's exponent less the format's own greatest. */
    void scaled(float[] block, int count, int greatestExponent) {
        float most = 0;
        for (int i = 0; i < count; i++) {
            most = Math.max(most, Math.abs(block[i]));
        }
        if (most == 0) {
            return;
        }
        int exponent = Math.max(LEAST_SCALE, Math.getExponent(most) - greatestExponent);
        for (int i = 0; i < count; i++) {
            block[i] = Math.scalb(element(Math.scalb(block[i], -exponent)), exponent);
        }
    }

    /** The nearest value of so many bits of mantissa, halves to even; what is too great becomes the greatest. */
    static float nearest(float value, int mantissa, int leastExponent, float greatest) {
        int exponent = Math.max(Math.getExponent(value), leastExponent) - mantissa;
        double rounded = Math.scalb(Math.rint(Math.scalb((double) value, -exponent)), exponent);
        return (float) Math.clamp(rounded, -greatest, greatest);
    }
}
