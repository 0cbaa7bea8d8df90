package loglog.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * {@code SHA256SUMS} of a folder, as {@code sha256sum -c} reads it: without it a flipped bit among the weights would be
 * trained on and never be seen.
 */
public final class Sums {
    private static final String FILE = "SHA256SUMS";

    private static final int CHUNK_BYTES = 1 << 20;

    /** Of a model, whole or in shards; not an optimizer's state. */
    private static final String WEIGHTS = "model.*\\.safetensors";

    /** A digest, two blanks (or a blank and the star of a binary file), a name without a folder. */
    private static final Pattern DIGEST = Pattern.compile("([0-9a-f]{64}) [ *]([^/\\\\\\x00]+)");

    private Sums() {}

    /** Writes the digests of all files in a folder. */
    public static void write(Path folder) throws IOException {
        var sums = new TreeMap<String, String>();
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                sums.put(file.getFileName().toString(), digest(file));
            }
        }
        var text = new StringBuilder();
        sums.forEach(
                (name, digest) -> text.append(digest).append("  ").append(name).append('\n'));
        AtomicFile.write(folder.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks the files of a folder against its digests; a folder from before there were any has none and passes.
     *
     * @throws DataException naming the file that is missing or is not what was written
     */
    public static void check(Path folder) {
        check(folder, Long.MAX_VALUE);
    }

    /** {@link #check(Path)} of files up to so many bytes; of larger ones, that they are there. */
    public static void check(Path folder, long bytes) {
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return;
        }
        for (var entry : read(file).entrySet()) {
            check(folder.resolve(entry.getKey()), entry.getValue(), bytes);
        }
    }

    /**
     * Checks the weights of a folder, which another tool may have written, where it has digests of them.
     *
     * @throws DataException naming the file that is not what was written
     */
    public static void checkWeights(Path folder) {
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return;
        }
        for (var line : lines(file)) {
            var found = DIGEST.matcher(line);
            if (found.matches() && found.group(2).matches(WEIGHTS) && Files.exists(folder.resolve(found.group(2)))) {
                check(folder.resolve(found.group(2)), found.group(1), Long.MAX_VALUE);
            }
        }
    }

    private static void check(Path file, String digest, long bytes) {
        try {
            if (Files.size(file) <= bytes && !digest(file).equals(digest)) {
                throw DataException.in(file, "found other bytes than were written, by their digest in %s", FILE);
            }
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private static Map<String, String> read(Path file) {
        var sums = new TreeMap<String, String>();
        for (var line : lines(file)) {
            var found = DIGEST.matcher(line);
            if (!found.matches()) {
                throw DataException.in(file, "found a line that is no digest and name, expected what was written");
            }
            sums.put(found.group(2), found.group(1));
        }
        if (sums.isEmpty()) {
            throw DataException.in(file, "found no digest, expected one a file");
        }
        return sums;
    }

    private static List<String> lines(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private static String digest(Path file) throws IOException {
        var digest = Digests.sha256();
        var buffer = ByteBuffer.allocate(CHUNK_BYTES);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
