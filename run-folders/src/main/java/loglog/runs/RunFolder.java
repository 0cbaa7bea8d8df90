package loglog.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run on disk: {@code run.json} (what was asked), {@code metrics.jsonl} (append only; after a resume a step can occur
 * twice, with the same values, and a last line that a kill cut off is taken out first), {@code checkpoint-N} folders, {@code
 * result.json} when it has ended.
 */
public record RunFolder(Path folder) {
    public static final String PREFIX = "checkpoint-";

    /** SHA-256 of a JSON file's content without this key, as the shortest JSON in the order of its keys. */
    public static final String SEAL = "sha256";

    /** What is wrong with a file that is not what was written. */
    public static final String NOT_AS_WRITTEN = "found another content than was written, by its " + SEAL;

    /** The end of the names under which damaged files and folders are set aside: nothing reads them. */
    public static final String DAMAGED = ".damaged";

    private static final String TEMPORARY = ".tmp";

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
            if (!Files.isDirectory(folder)) {
                throw DataException.in(
                        folder,
                        "found %s, expected the folder of a run",
                        Files.exists(folder) ? "a file" : "no such folder");
            }
            throw DataException.of(file, e);
        }
    }

    /**
     * What was asked, as the newest format has it.
     *
     * @throws DataException where {@code run.json} is missing or is no JSON object
     */
    public ObjectNode asked() {
        return OlderFormats.upgraded(read(runFile()));
    }

    /** As {@link #read}, of a file that has to be what was written. */
    public ObjectNode readAsWritten(Path file) {
        var json = read(file);
        if (!isAsWritten(json)) {
            throw DataException.in(file, NOT_AS_WRITTEN);
        }
        return json;
    }

    public void write(Path file, ObjectNode content) {
        AtomicFile.write(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
    }

    /**
     * Writes a file with its own digest in it, so that {@link #isAsWritten} tells whether it is still what was written.
     *
     * @param content gets the key {@link #SEAL}
     */
    public void writeSealed(Path file, ObjectNode content) {
        content.remove(SEAL);
        content.put(SEAL, Digests.of(content.toString()));
        write(file, content);
    }

    /** Whether a file's content is what {@link #writeSealed} wrote; true where it has no digest. */
    public static boolean isAsWritten(ObjectNode content) {
        var rest = content.deepCopy();
        var seal = rest.remove(SEAL);
        return seal == null || seal.asString("").equals(Digests.of(rest.toString()));
    }

    /** The newest whole checkpoint. */
    public Optional<Path> newestCheckpoint() {
        return checkpoints().stream().reduce((_, later) -> later);
    }

    /** Whole checkpoints, oldest first. */
    public List<Path> checkpoints() {
        return list(folder).stream()
                .filter(f -> step(f) >= 0)
                .sorted(Comparator.comparingLong(RunFolder::step))
                .toList();
    }

    private static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw DataException.of(folder, e);
        } catch (UncheckedIOException e) {
            throw DataException.of(folder, e.getCause());
        }
    }

    /**
     * Removes what processes that were killed left half-written: files and folders named {@code .NAME.tmp}. Only for who has
     * the run's lock.
     */
    public void removeTemporary() {
        for (var file : list(folder)) {
            var name = file.getFileName().toString();
            if (name.startsWith(".") && name.endsWith(TEMPORARY)) {
                delete(file);
            }
        }
    }

    /** The name under which a file of the run is written before it is renamed to its own. */
    public static Path temporary(Path target) {
        return target.resolveSibling("." + target.getFileName() + TEMPORARY);
    }

    /** Removes a folder of the run at once, as far as other processes and a kill can tell: it is renamed first. */
    public static void discard(Path tree) {
        var temporary = temporary(tree);
        try {
            if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
                delete(temporary);
            }
            Files.move(tree, temporary, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw DataException.of(tree, e);
        }
        delete(temporary);
    }

    /**
     * Moves the run to the folder {@code aside} beside it, under a name of its own there. Only for who has the run's lock.
     *
     * @return where it is now
     */
    public Path setAside() {
        try {
            var aside = Files.createDirectories(folder.resolveSibling("aside"));
            int number = 1;
            while (Files.exists(aside.resolve(folder.getFileName() + "-" + number))) {
                number++;
            }
            return Files.move(folder, aside.resolve(folder.getFileName() + "-" + number));
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
    }

    /** The step in a checkpoint's name; -1 for other files, temporary folders among them. */
    public static long step(Path checkpoint) {
        var name = checkpoint.getFileName().toString();
        return name.matches(PREFIX + "\\d{1,18}") ? Long.parseLong(name.substring(PREFIX.length())) : -1;
    }

    /** Deletes a file, or a folder with all that is in it. */
    public static void delete(Path tree) {
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw DataException.of(tree, e);
        } catch (UncheckedIOException e) {
            throw DataException.of(tree, e.getCause());
        }
    }

    /** Opens the metrics to append to; a line that a kill cut off goes, its step is trained again. */
    public FileChannel openMetrics() {
        try {
            var channel = FileChannel.open(
                    metricsFile(), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                AtomicFile.truncateToLines(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return channel;
        } catch (IOException e) {
            throw DataException.of(metricsFile(), e);
        }
    }

    /** Appends a row; all of it or, where the disk is full, nothing. */
    public void append(FileChannel metrics, ObjectNode row) {
        try {
            AtomicFile.append(metrics, (row + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DataException.of(metricsFile(), e);
        }
    }
}
