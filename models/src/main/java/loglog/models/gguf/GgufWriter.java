package loglog.models.gguf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import loglog.runs.AtomicFile;

/** Writes a GGUF file of version 3: metadata and tensors in the order in which they are given, whole or not at all. */
final class GgufWriter {
    /** @param dimensions the fastest first */
    private record Entry(String name, List<Long> dimensions, GgmlType type, long bytes, Supplier<byte[]> data) {}

    private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    private final List<Entry> tensors = new ArrayList<>();
    private long keys;

    private static byte[] little(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] little(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static void string(ByteArrayOutputStream to, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeBytes(little((long) bytes.length));
        to.writeBytes(bytes);
    }

    private void key(String key, int type) {
        keys++;
        string(metadata, key);
        metadata.writeBytes(little(type));
    }

    GgufWriter text(String key, String value) {
        key(key, GgufFile.STRING);
        string(metadata, value);
        return this;
    }

    GgufWriter integer(String key, int value) {
        key(key, GgufFile.UINT32);
        metadata.writeBytes(little(value));
        return this;
    }

    GgufWriter real(String key, double value) {
        key(key, GgufFile.FLOAT32);
        metadata.writeBytes(little(Float.floatToRawIntBits((float) value)));
        return this;
    }

    GgufWriter flag(String key, boolean value) {
        key(key, GgufFile.BOOL);
        metadata.write(value ? 1 : 0);
        return this;
    }

    GgufWriter texts(String key, List<String> values) {
        array(key, GgufFile.STRING, values.size());
        values.forEach(value -> string(metadata, value));
        return this;
    }

    GgufWriter integers(String key, int[] values) {
        array(key, GgufFile.INT32, values.length);
        for (int value : values) {
            metadata.writeBytes(little(value));
        }
        return this;
    }

    private void array(String key, int of, int count) {
        key(key, GgufFile.ARRAY);
        metadata.writeBytes(little(of));
        metadata.writeBytes(little((long) count));
    }

    /** @param data is asked for once, when the tensor is written */
    void tensor(String name, List<Long> shape, GgmlType type, Supplier<byte[]> data) {
        long elements = shape.stream().reduce(1L, Math::multiplyExact);
        tensors.add(new Entry(name, shape.reversed(), type, type.bytes(elements), data));
    }

    private static long aligned(long at) {
        return (at + GgufFile.ALIGNMENT - 1) / GgufFile.ALIGNMENT * GgufFile.ALIGNMENT;
    }

    /** @return bytes written */
    long write(Path file) {
        var header = new ByteArrayOutputStream();
        header.writeBytes(little(GgufFile.MAGIC));
        header.writeBytes(little(GgufFile.VERSION));
        header.writeBytes(little((long) tensors.size()));
        header.writeBytes(little(keys));
        header.writeBytes(metadata.toByteArray());
        long offset = 0;
        for (var tensor : tensors) {
            string(header, tensor.name());
            header.writeBytes(little(tensor.dimensions().size()));
            tensor.dimensions().forEach(d -> header.writeBytes(little(d)));
            header.writeBytes(little(tensor.type().number()));
            header.writeBytes(little(offset));
            offset = aligned(offset + tensor.bytes());
        }
        header.writeBytes(new byte[(int) (aligned(header.size()) - header.size())]);
        AtomicFile.write(file, channel -> {
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header.toByteArray()));
            for (var tensor : tensors) {
                AtomicFile.writeFully(channel, ByteBuffer.wrap(tensor.data().get()));
                AtomicFile.writeFully(channel, ByteBuffer.allocate((int) (aligned(tensor.bytes()) - tensor.bytes())));
            }
        });
        return header.size() + offset;
    }
}
