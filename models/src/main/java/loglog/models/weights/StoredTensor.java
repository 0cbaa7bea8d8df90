package loglog.models.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import loglog.runs.DataException;

/**
 * A tensor as a file holds it: row-major, little endian, contiguous. Read from a file, {@code data} is a view of the
 * mapped file, which may be unaligned and lives as long as the {@link Safetensors} that it came from.
 *
 * @param data exactly {@code elements() * dtype.bytes()} bytes
 */
public record StoredTensor(String name, Dtype dtype, List<Long> shape, MemorySegment data) {
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public StoredTensor {
        shape = List.copyOf(shape);
        var bytes = Math.multiplyExact(product(shape), dtype.bytes());
        if (data.byteSize() != bytes) {
            throw new IllegalArgumentException("tensor %s: %s %s takes %d bytes, but %d are given"
                    .formatted(name, dtype, shape, bytes, data.byteSize()));
        }
    }

    /** A float32 tensor over a segment of native order, which is not copied. */
    public static StoredTensor ofFloats(String name, MemorySegment data, long... shape) {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new UnsupportedOperationException("weights are stored little endian, and this processor is not");
        }
        return new StoredTensor(name, Dtype.F32, Arrays.stream(shape).boxed().toList(), data);
    }

    /** A float32 tensor over a Java array, which is not copied. */
    public static StoredTensor ofFloats(String name, float[] data, long... shape) {
        return ofFloats(name, MemorySegment.ofArray(data), shape);
    }

    /** An int64 tensor over a Java array, which is not copied. */
    public static StoredTensor ofLongs(String name, long[] data, long... shape) {
        return new StoredTensor(name, Dtype.I64, Arrays.stream(shape).boxed().toList(), MemorySegment.ofArray(data));
    }

    public long elements() {
        return product(shape);
    }

    /**
     * The same values in another floating-point type, in memory of its own. Rounds to nearest, ties to even.
     *
     * @throws DataException where either type is no floating-point type
     */
    public StoredTensor as(Dtype target) {
        requireFloat(target);
        requireFloat(dtype);
        if (elements() > (Integer.MAX_VALUE - 8) / target.bytes()) {
            throw new DataException(
                    "tensor %s: %d elements are too many to convert at once".formatted(name, elements()));
        }
        var bytes = MemorySegment.ofArray(new byte[Math.toIntExact(elements() * target.bytes())]);
        for (long i = 0; i < elements(); i++) {
            switch (target) {
                case F32 -> bytes.set(FLOAT, 4 * i, (float) doubleAt(i));
                case F64 -> bytes.set(DOUBLE, 8 * i, doubleAt(i));
                case F16 -> bytes.set(SHORT, 2 * i, Float.floatToFloat16((float) doubleAt(i)));
                case BF16 -> bytes.set(SHORT, 2 * i, bfloat16((float) doubleAt(i)));
                default -> throw new AssertionError(target);
            }
        }
        return new StoredTensor(name, target, shape, bytes);
    }

    /**
     * Writes the values as float32 of native order into {@code destination}.
     *
     * @param destination at least {@code 4 * elements()} bytes
     * @throws DataException where the type is no floating-point type
     */
    public void copyFloatsTo(MemorySegment destination) {
        requireFloat(dtype);
        var elements = elements();
        switch (dtype) {
            case F32 -> MemorySegment.copy(data, FLOAT, 0, destination, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, elements);
            case F16 -> {
                for (long i = 0; i < elements; i++) {
                    var value = Float.float16ToFloat(data.get(SHORT, 2 * i));
                    destination.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i, value);
                }
            }
            case BF16 -> {
                for (long i = 0; i < elements; i++) {
                    // bfloat16 is the upper half of float32.
                    destination.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * i, data.get(SHORT, 2 * i) << 16);
                }
            }
            case F64 -> {
                for (long i = 0; i < elements; i++) {
                    destination.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i, (float) data.get(DOUBLE, 8 * i));
                }
            }
            default -> throw new AssertionError(dtype);
        }
    }

    /** The values as float32, in an array of their own; throws as {@link #copyFloatsTo}. */
    public float[] floats() {
        var result = new float[Math.toIntExact(elements())];
        copyFloatsTo(MemorySegment.ofArray(result));
        return result;
    }

    /**
     * The values of an integer or boolean tensor, in an array of their own; U64 as its two's complement.
     *
     * @throws DataException where the type is no integer
     */
    public long[] longs() {
        var result = new long[Math.toIntExact(elements())];
        for (int i = 0; i < result.length; i++) {
            result[i] = switch (dtype) {
                case BOOL, U8 -> data.get(ValueLayout.JAVA_BYTE, i) & 0xff;
                case I8 -> data.get(ValueLayout.JAVA_BYTE, i);
                case U16 -> data.get(SHORT, 2L * i) & 0xffff;
                case I16 -> data.get(SHORT, 2L * i);
                case U32 -> data.get(INT, 4L * i) & 0xffffffffL;
                case I32 -> data.get(INT, 4L * i);
                case U64, I64 -> data.get(LONG, 8L * i);
                default -> throw new DataException("tensor %s: found %s, expected integers".formatted(name, dtype));
            };
        }
        return result;
    }

    private double doubleAt(long i) {
        return switch (dtype) {
            case F32 -> data.get(FLOAT, 4 * i);
            case F64 -> data.get(DOUBLE, 8 * i);
            case F16 -> Float.float16ToFloat(data.get(SHORT, 2 * i));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, 2 * i) << 16);
            default -> throw new AssertionError(dtype);
        };
    }

    private void requireFloat(Dtype type) {
        if (!type.isFloat()) {
            throw new DataException("tensor %s: found %s, expected F32, F64, F16 or BF16".formatted(name, type));
        }
    }

    private static short bfloat16(float value) {
        var bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> 16 | 0x40); // rounding could turn a NaN into an infinity
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    static long product(List<Long> shape) {
        long product = 1;
        for (var size : shape) {
            product = Math.multiplyExact(product, size);
        }
        return product;
    }
}
