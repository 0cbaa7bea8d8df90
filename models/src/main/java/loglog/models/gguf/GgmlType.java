package loglog.models.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import loglog.engine.BlockFormat;
import loglog.models.weights.Dtype;
import loglog.models.weights.StoredTensor;
import loglog.runs.DataException;

/** How ggml stores a tensor's values: the types that Loglog reads and writes. */
public enum GgmlType {
    F32(0, 0, Dtype.F32, null),
    F16(1, 1, Dtype.F16, null),
    BF16(30, 32, Dtype.BF16, null),
    Q8_0(8, 7, null, BlockFormat.Q8_0),
    Q4_0(2, 2, null, BlockFormat.Q4_0),
    TQ2_0(35, 37, null, BlockFormat.TQ2_0);

    private final int number;
    private final int fileType;
    private final Dtype dtype;
    private final BlockFormat blocks;

    GgmlType(int number, int fileType, Dtype dtype, BlockFormat blocks) {
        this.number = number;
        this.fileType = fileType;
        this.dtype = dtype;
        this.blocks = blocks;
    }

    /** {@code enum ggml_type}. */
    int number() {
        return number;
    }

    /** {@code enum llama_ftype} of a file whose matrices mostly have this type. */
    int fileType() {
        return fileType;
    }

    /** The blocks of a quantized type; empty for one whose values stand alone. */
    public Optional<BlockFormat> blocks() {
        return Optional.ofNullable(blocks);
    }

    /** As options name it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Bits of a value. */
    public double bits() {
        return blocks == null ? 8 * dtype.bytes() : blocks.bits();
    }

    /** Whether rows of so many values can be stored. */
    boolean fits(long columns) {
        return blocks == null || columns % blocks.length() == 0;
    }

    /** Bytes of so many values, which fill their blocks. */
    long bytes(long elements) {
        return blocks == null ? elements * dtype.bytes() : elements / blocks.length() * blocks.bytes();
    }

    /** The bytes of rows of values. */
    byte[] encode(float[] values) {
        if (blocks != null) {
            return blocks.quantize(values);
        }
        var stored = StoredTensor.ofFloats("", values, values.length).as(dtype);
        return stored.data().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    /** The values of what {@link #encode} made. */
    float[] decode(byte[] bytes) {
        if (blocks != null) {
            return blocks.dequantize(bytes);
        }
        if (this == F32) {
            var values = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        }
        var shape = java.util.List.of((long) bytes.length / dtype.bytes());
        return new StoredTensor("", dtype, shape, java.lang.foreign.MemorySegment.ofArray(bytes)).floats();
    }

    /**
     * The type of that name, such as {@code q8_0}.
     *
     * @param what names the setting in the error, such as {@code --type}
     * @throws DataException naming all types, where there is none
     */
    public static GgmlType named(String what, String name) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(name.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new DataException("%s: found %s, expected %s".formatted(what, name, labels())));
    }

    static Optional<GgmlType> numbered(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /** All names, as a sentence has them. */
    static String labels() {
        var all = Arrays.stream(values()).map(GgmlType::label).toList();
        return all.stream().limit(all.size() - 1).collect(Collectors.joining(", ")) + " or " + all.getLast();
    }
}
