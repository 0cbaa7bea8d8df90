package loglog.models.weights;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;

/** The writing side of {@link Safetensors}. */
final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 8 << 20;

    private SafetensorsWriter() {}

    static void write(Path file, Map<String, String> metadata, List<StoredTensor> tensors) {
        var names = new HashSet<String>();
        for (var tensor : tensors) {
            if (tensor.name().equals(SafetensorsHeader.METADATA) || !names.add(tensor.name())) {
                throw DataException.in(file, "two tensors cannot share the name %s", tensor.name());
            }
        }
        var laidOut = new ArrayList<>(tensors);
        // A stable sort, so that the order given is otherwise kept.
        laidOut.sort(Comparator.comparingInt(t -> -t.dtype().bytes()));
        var header = header(metadata, laidOut);
        AtomicFile.write(file, channel -> {
            var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            AtomicFile.writeFully(channel, length.putLong(header.length).flip());
            AtomicFile.writeFully(channel, ByteBuffer.wrap(header));
            for (var tensor : laidOut) {
                writeData(channel, tensor.data());
            }
        });
    }

    private static void writeData(FileChannel channel, MemorySegment data) throws IOException {
        // A buffer spans 2 GiB at most, and the JDK copies a heap buffer whole before it writes it: chunks suit both.
        for (long at = 0; at < data.byteSize(); at += CHUNK_BYTES) {
            var chunk = data.asSlice(at, Math.min(CHUNK_BYTES, data.byteSize() - at));
            AtomicFile.writeFully(channel, bytes(chunk));
        }
    }

    /** Only segments over byte arrays and native memory have a buffer view; other arrays are copied, chunk by chunk. */
    private static ByteBuffer bytes(MemorySegment chunk) {
        return chunk.isNative() || chunk.heapBase().orElse(null) instanceof byte[]
                ? chunk.asByteBuffer()
                : ByteBuffer.wrap(chunk.toArray(ValueLayout.JAVA_BYTE));
    }

    private static byte[] header(Map<String, String> metadata, List<StoredTensor> laidOut) {
        var json = Json.MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            var object = json.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(object::put);
        }
        long offset = 0;
        for (var tensor : laidOut) {
            var entry = json.putObject(tensor.name());
            entry.put("dtype", tensor.dtype().name());
            var shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            var end = offset + tensor.data().byteSize();
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        var bytes = Json.MAPPER.writeValueAsBytes(json);
        // Spaces are allowed at the end; they put the first tensor at a multiple of 8 bytes.
        var padded = Arrays.copyOf(bytes, (bytes.length + 7) / 8 * 8);
        Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
        return padded;
    }
}
