package loglog.models.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Digests;

/**
 * {@code SHA256SUMS} of a folder, as {@code sha256sum -c} reads it: without it a flipped bit among the weights would be
 * trained on and never be seen.
 */
final class Sums {
    static final String FILE = "SHA256SUMS";

    private static final int CHUNK_BYTES = 1 << 20;
    private static final int DIGITS = 64;

    private Sums() {}

    /** Writes the digests of all files in a folder. */
    static void write(Path folder) throws IOException {
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
    static void check(Path folder) {
        check(folder, Long.MAX_VALUE);
    }

    /** {@link #check(Path)} of files up to so many bytes; of larger ones, that they are there. */
    static void check(Path folder, long bytes) {
        var file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return;
        }
        for (var entry : read(file).entrySet()) {
            var of = folder.resolve(entry.getKey());
            try {
                if (Files.size(of) <= bytes && !digest(of).equals(entry.getValue())) {
                    throw DataException.in(of, "found other bytes than were written, by their digest in %s", FILE);
                }
            } catch (IOException e) {
                throw DataException.of(of, e);
            }
        }
    }

    private static Map<String, String> read(Path file) {
        try {
            var sums = new TreeMap<String, String>();
            var bytes = Files.readAllBytes(file);
            for (var line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
                if (!line.matches("[0-9a-f]{%d}  [^/\\\\\\x00]+".formatted(DIGITS))) {
                    throw DataException.in(file, "found a line that is no digest and name, expected what was written");
                }
                sums.put(line.substring(DIGITS + 2), line.substring(0, DIGITS));
            }
            if (sums.isEmpty()) {
                throw DataException.in(file, "found no digest, expected one a file");
            }
            return sums;
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
