package loglog.hex.selfplay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import loglog.hex.network.PolicyValueNet;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;

/** A player's weights as they were at a step of its run: {@code agent-STEP.safetensors}. */
public final class AgentFile {
    private static final String PREFIX = "agent-";
    private static final String SUFFIX = ".safetensors";
    private static final int LARGEST_HEADER = 1 << 20;

    private AgentFile() {}

    /** The agents of a run, from the first to the last. */
    public static List<Path> of(Path run) {
        try (var files = Files.list(run)) {
            return files.filter(f -> step(f) >= 0)
                    .sorted(Comparator.comparingLong(AgentFile::step))
                    .toList();
        } catch (IOException e) {
            throw DataException.of(run, e);
        }
    }

    /** The last agent of a run. */
    public static Optional<Path> newest(Path run) {
        return of(run).stream().reduce((_, later) -> later);
    }

    /** The step in an agent's name; -1 for other files. */
    public static long step(Path file) {
        var name = file.getFileName().toString();
        return name.matches(PREFIX + "\\d{1,18}\\.safetensors")
                ? Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length()))
                : -1;
    }

    /** Keeps a player as it is at a step. */
    public static void write(Path run, long step, PolicyValueNet net) {
        var header = Json.MAPPER.createObjectNode();
        long at = 0;
        var weights = net.weights();
        for (var weight : weights.entrySet()) {
            var node = header.putObject(weight.getKey()).put("dtype", "F32");
            node.putArray("shape")
                    .add(weight.getValue().rows())
                    .add(weight.getValue().cols());
            long end = at + 4 * weight.getValue().size();
            node.putArray("data_offsets").add(at).add(end);
            at = end;
        }
        var text = header.toString();
        text += " ".repeat(Math.floorMod(-text.length(), 8));
        var bytes = ByteBuffer.allocate(Math.toIntExact(8 + text.length() + at)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length()).put(text.getBytes(StandardCharsets.UTF_8));
        for (var name : weights.keySet()) {
            for (float value : net.weight(name)) {
                bytes.putFloat(value);
            }
        }
        AtomicFile.write(run.resolve(PREFIX + step + SUFFIX), bytes.array());
    }

    /**
     * Reads a player's weights into a network of the run's shape.
     *
     * @throws DataException where the file is none, or of another network
     */
    public static void read(Path file, PolicyValueNet net) {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        long length = bytes.remaining() < 8 ? -1 : bytes.getLong();
        if (length < 2 || length > LARGEST_HEADER || length > bytes.remaining()) {
            throw DataException.in(file, "found no header of safetensors, expected a network's weights");
        }
        var text = new byte[(int) length];
        bytes.get(text);
        var header = Json.object(file, "the header", text);
        var data = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        for (var weight : net.weights().entrySet()) {
            var offsets = header.path(weight.getKey()).path("data_offsets");
            long from = offsets.path(0).longValue(-1);
            var values = new float[Math.toIntExact(weight.getValue().size())];
            long end = from + 4L * values.length;
            if (from < 0 || end != offsets.path(1).longValue(-1) || end > data.capacity()) {
                throw DataException.in(
                        file, "%s: found another shape, expected %d numbers", weight.getKey(), values.length);
            }
            data.slice((int) from, 4 * values.length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            net.weight(weight.getKey(), values);
        }
    }
}
