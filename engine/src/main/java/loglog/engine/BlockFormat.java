package loglog.engine;

/**
 * Formats in which a row's values come in blocks that share a scale, as ggml has them, bit for bit ({@code ggml-quants.c}, {@code
 * quantize_row_*_ref}): a value is the scale, a float16, times a small integer.
 */
public enum BlockFormat {
    /** 32 values of 8 bits: -127 to 127 times the greatest size over 127; 8.5 bits a value. */
    Q8_0(32, 34, 0, 2) {
        @Override
        int place(int i) {
            return i;
        }

        @Override
        int integer(int bits, int i) {
            return (byte) bits;
        }

        @Override
        float scale(float[] x, int from) {
            return largest(x, from) / 127;
        }

        @Override
        int integer(float scaled) {
            return nearest(scaled);
        }

        @Override
        void put(int integer, int i, byte[] to, int quants) {
            to[quants + i] = (byte) integer;
        }
    },

    /** 32 values of 4 bits: -8 to 7 times an eighth of the value of greatest size, negated; 4.5 bits a value. */
    Q4_0(32, 18, 0, 2) {
        @Override
        int place(int i) {
            return i % 16;
        }

        @Override
        int integer(int bits, int i) {
            return (bits >> i / 16 * 4 & 15) - 8;
        }

        @Override
        float scale(float[] x, int from) {
            float most = 0;
            float signed = 0;
            for (int i = from; i < from + length(); i++) {
                if (Math.abs(x[i]) > most) {
                    most = Math.abs(x[i]);
                    signed = x[i];
                }
            }
            return signed / -8;
        }

        @Override
        int integer(float scaled) {
            return Math.min(15, (int) (scaled + 8.5f)) - 8;
        }

        @Override
        void put(int integer, int i, byte[] to, int quants) {
            to[quants + i % 16] |= (byte) (integer + 8 << i / 16 * 4);
        }
    },

    /** 256 values of -1, 0 or 1 times the greatest size; 2.0625 bits a value. Meant for weights that were trained for it. */
    TQ2_0(256, 66, 64, 0) {
        @Override
        int place(int i) {
            return i / 128 * 32 + i % 32;
        }

        @Override
        int integer(int bits, int i) {
            return (bits >> i % 128 / 32 * 2 & 3) - 1;
        }

        @Override
        float scale(float[] x, int from) {
            return largest(x, from);
        }

        @Override
        int integer(float scaled) {
            return nearest(scaled);
        }

        @Override
        void put(int integer, int i, byte[] to, int quants) {
            to[quants + place(i)] |= (byte) (integer + 1 << i % 128 / 32 * 2);
        }
    };

    private final int length;
    private final int bytes;
    private final int scaleAt;
    private final int quantsAt;

    BlockFormat(int length, int bytes, int scaleAt, int quantsAt) {
        this.length = length;
        this.bytes = bytes;
        this.scaleAt = scaleAt;
        this.quantsAt = quantsAt;
    }

    /** Values of a block. */
    public int length() {
        return length;
    }

    /** Bytes of a block, its scale's two included. */
    public int bytes() {
        return bytes;
    }

    /** Bytes of a block's integers. */
    public int integerBytes() {
        return bytes - Short.BYTES;
    }

    /** Cells that the blocks of a row of {@code cols} values take, where the next row begins a cell. */
    public int cells(int cols) {
        return Math.ceilDiv(Math.multiplyExact(blocks(cols), bytes), Integer.BYTES);
    }

    /** Bits of an integer. */
    public int integerBits() {
        return Byte.SIZE * integerBytes() / length;
    }

    /** What its integers are greater by where they stand without a sign; 0 where they have one. */
    public int offset() {
        return -integer(0, 0);
    }

    /** Bits of a value, its share of the scale included. */
    public double bits() {
        return 8.0 * bytes / length;
    }

    /** Which of a block's bytes of integers holds value i. */
    abstract int place(int i);

    /** Value i of a block in units of its scale, from the byte that holds it. */
    abstract int integer(int bits, int i);

    abstract float scale(float[] x, int from);

    /** The integer for a value in units of its block's scale. */
    abstract int integer(float scaled);

    /** Adds the integer of value i to a block's, which began as zeros. */
    abstract void put(int integer, int i, byte[] to, int quants);

    /**
     * Blocks of rows of values.
     *
     * @param values a multiple of {@link #length()}
     */
    public byte[] quantize(float[] values) {
        var to = new byte[Math.multiplyExact(blocks(values.length), bytes)];
        for (int b = 0; b < values.length / length; b++) {
            float d = scale(values, b * length);
            float inverse = d == 0 ? 0 : 1 / d;
            short half = Float.floatToFloat16(d);
            to[b * bytes + scaleAt] = (byte) half;
            to[b * bytes + scaleAt + 1] = (byte) (half >> 8);
            for (int i = 0; i < length; i++) {
                put(integer(values[b * length + i] * inverse), i, to, b * bytes + quantsAt);
            }
        }
        return to;
    }

    /** The values of whole blocks. */
    public float[] dequantize(byte[] blocks) {
        var values = new float[blocks.length / bytes * length];
        for (int b = 0; b < blocks.length / bytes; b++) {
            float d = scaleOf(blocks, b);
            for (int i = 0; i < length; i++) {
                values[b * length + i] = d * integer(blocks[b * bytes + quantsAt + place(i)], i);
            }
        }
        return values;
    }

    /** What quantizing leaves of values. */
    public float[] rounded(float[] values) {
        return dequantize(quantize(values));
    }

    /** Rounds one block where it stands, to what {@link #rounded} gives. */
    void round(float[] block) {
        float d = scale(block, 0);
        float inverse = d == 0 ? 0 : 1 / d;
        float kept = Float.float16ToFloat(Float.floatToFloat16(d));
        for (int i = 0; i < length; i++) {
            block[i] = kept * integer(block[i] * inverse);
        }
    }

    /** The scale of block b. */
    public float scaleOf(byte[] blocks, int b) {
        int at = b * bytes + scaleAt;
        return Float.float16ToFloat((short) (blocks[at] & 0xff | blocks[at + 1] << 8));
    }

    /** Value i of block b in units of its scale. */
    public int integer(byte[] blocks, int b, int i) {
        return integer(blocks[b * bytes + quantsAt + place(i)], i);
    }

    private int blocks(int values) {
        if (values % length != 0) {
            throw new IllegalArgumentException(
                    values + " values do not fill blocks of " + length + ", which " + this + " has");
        }
        return values / length;
    }

    float largest(float[] x, int from) {
        float most = 0;
        for (int i = from; i < from + length; i++) {
            most = Math.max(most, Math.abs(x[i]));
        }
        return most;
    }

    /** To the nearest integer, halves away from zero, as C's roundf. */
    static int nearest(float x) {
        float size = Math.abs(x);
        int below = (int) size;
        int integer = below + (int) (2 * (size - below));
        return x < 0 ? -integer : integer;
    }
}
