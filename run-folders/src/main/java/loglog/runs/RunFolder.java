package loglog.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run on disk: {@code run.json} (what was asked), {@code metrics.jsonl} (append only; after a resume a step can occur
 * twice, with the same values, and a last line that a kill cut off is ended first), {@code checkpoint-N} folders, {@code
 * result.json} when it has ended.
 */
public record RunFolder(Path folder) {
    public static final String PREFIX = "checkpoint-";

    public Path runFile() {
        return folder.resolve("run.json");
    }

    public Path metricsFile() {
        return folder.resolve("metrics.jsonl");
    }

    public Path resultFile() {
        return folder.resolve("result.json");
    }

    /** @throws DataException where the file is missing or is no JSON object */
    public ObjectNode read(Path file) {
        try {
            return Json.object(file, "the file", Files.readAllBytes(file));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    public void write(Path file, ObjectNode content) {
        AtomicFile.write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
    }

    /** The newest whole checkpoint. */
    public Optional<Path> newestCheckpoint() {
        return checkpoints().stream().reduce((_, later) -> later);
    }

    /** Whole checkpoints, oldest first. */
    public List<Path> checkpoints() {
        try (var files = Files.list(folder)) {
            return files.filter(f -> step(f) >= 0)
                    .sorted(Comparator.comparingLong(RunFolder::step))
                    .toList();
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
    }

    /** The step in a checkpoint's name; -1 for other files, temporary folders among them. */
    public static long step(Path checkpoint) {
        var name = checkpoint.getFileName().toString();
        return name.matches(PREFIX + "\\d{1,18}") ? Long.parseLong(name.substring(PREFIX.length())) : -1;
    }

    public static void delete(Path tree) {
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the metrics to append to; ends a line that a kill cut off. */
    public FileChannel openMetrics() {
        try {
            var channel = FileChannel.open(
                    metricsFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            channel.position(channel.size());
            if (channel.size() > 0) {
                var last = ByteBuffer.allocate(1);
                channel.read(last, channel.size() - 1);
                if (last.get(0) != '\n') {
                    AtomicFile.writeFully(channel, ByteBuffer.wrap(new byte[] {'\n'}));
                }
            }
            return channel;
        } catch (IOException e) {
            throw DataException.of(metricsFile(), e);
        }
    }

    public void append(FileChannel metrics, ObjectNode row) {
        try {
            var line = (row + "\n").getBytes(StandardCharsets.UTF_8);
            AtomicFile.writeFully(metrics, ByteBuffer.wrap(line));
        } catch (IOException e) {
            throw DataException.of(metricsFile(), e);
        }
    }
}
