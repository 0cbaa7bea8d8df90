package loglog.models.weights;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.runs.DataException;

/**
 * A safetensors file, mapped into memory: eight bytes of header length (little endian), a JSON header that gives each
 * tensor's type, shape and place, then the tensors' bytes without gaps
 * (<a href="https://github.com/huggingface/safetensors#format">the format</a>). The header is checked in full before a
 * tensor is handed out. Closing it unmaps the file; its tensors cannot be read after that.
 */
public final class Safetensors implements WeightSource {
    private final Path file;
    private final Arena arena;
    private final Map<String, String> metadata;
    private final Map<String, StoredTensor> tensors;

    private Safetensors(Path file, Arena arena, Map<String, String> metadata, Map<String, StoredTensor> tensors) {
        this.file = file;
        this.arena = arena;
        this.metadata = Collections.unmodifiableMap(metadata);
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Opens and checks a file.
     *
     * @throws DataException naming the file and the finding, where it is missing or breaks the format
     */
    public static Safetensors open(Path file) {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            var header = SafetensorsHeader.read(file, mapped);
            var data = mapped.asSlice(header.dataStart());
            var tensors = new LinkedHashMap<String, StoredTensor>();
            header.entries().forEach((name, entry) -> tensors.put(name, entry.tensor(name, data)));
            return new Safetensors(file, arena, header.metadata(), tensors);
        } catch (IOException e) {
            arena.close();
            throw DataException.of(file, e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Writes a file atomically. Tensors are laid out by element size, largest first, and otherwise in the order given,
     * so that every one is aligned.
     *
     * @throws DataException where a name occurs twice or the file cannot be written
     */
    public static void write(Path file, Map<String, String> metadata, List<StoredTensor> tensors) {
        SafetensorsWriter.write(file, metadata, tensors);
    }

    /** The header's {@code __metadata__}; empty where there is none. */
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Set<String> names() {
        return tensors.keySet();
    }

    @Override
    public StoredTensor tensor(String name) {
        var tensor = tensors.get(name);
        if (tensor == null) {
            throw DataException.in(file, "there is no tensor %s among its %d tensors", name, tensors.size());
        }
        return tensor;
    }

    @Override
    public Optional<String> alias(String name) {
        return Optional.ofNullable(metadata.get(name));
    }

    @Override
    public void close() {
        arena.close();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
