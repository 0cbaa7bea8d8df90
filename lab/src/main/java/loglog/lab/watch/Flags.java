package loglog.lab.watch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.Problem;
import tools.jackson.core.JacksonException;

/**
 * {@code flags.jsonl} of a run's folder: a line when a flag is raised, and one with the same number when it ends or is known
 * better. Append only; lines that cannot be read are passed over.
 *
 * @param flags as the last line of each has it, by number
 * @param problem which line is no flag; empty where all are, one that a kill cut off at the
 *     end excepted
 */
public record Flags(List<Flag> flags, Optional<Problem> problem) {
    /** The file's name. */
    public static final String FILE = "flags.jsonl";

    private static final Flags NONE = new Flags(List.of(), Optional.empty());

    public Flags {
        flags = List.copyOf(flags);
    }

    /** Reads a run's flags; none where there is no file. */
    public static Flags read(Path run) {
        var file = run.resolve(FILE);
        if (!Files.exists(file)) { // as of most runs, and quicker than to be told by an exception
            return NONE;
        }
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException _) {
            return NONE;
        } catch (IOException e) {
            return new Flags(List.of(), Optional.of(Problem.of(file, e)));
        }
        var flags = new TreeMap<Integer, Flag>();
        Optional<Problem> problem = Optional.empty();
        var lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            boolean cutOff = i == lines.length - 1 && !text.endsWith("\n");
            try {
                if (!lines[i].isBlank()) {
                    var flag = Flag.of("flag", Json.MAPPER.readTree(lines[i]));
                    flags.put(flag.number(), flag);
                }
            } catch (JacksonException | DataException _) {
                if (problem.isEmpty() && !cutOff) {
                    problem = Optional.of(Problem.in(file, i + 1, "found no flag"));
                }
            }
        }
        return new Flags(List.copyOf(flags.values()), problem);
    }

    /**
     * Appends a line; ends one that a kill cut off.
     *
     * @throws DataException where the file cannot be written
     */
    static void append(Path run, Flag flag) {
        var file = run.resolve(FILE);
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            channel.position(size);
            var last = ByteBuffer.allocate(1);
            boolean cutOff = size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n';
            var line = (cutOff ? "\n" : "") + flag.json() + "\n";
            AtomicFile.writeFully(channel, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }
}
