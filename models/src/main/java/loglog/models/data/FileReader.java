package loglog.models.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import loglog.models.data.TextCorpus.Reading;
import loglog.runs.DataException;

/**
 * Reads the documents of one file by what its name says it is.
 *
 * @param skipBinary whether a file that holds no text is passed over, or an error
 * @param wholeFiles whether a text file is one document whatever its size
 * @param entries which entries of an archive are read
 */
record FileReader(String textField, boolean skipBinary, boolean wholeFiles, Predicate<String> entries) {
    /** As git does: a file with a zero byte near its beginning is no text. */
    private static final int SNIFFED_BYTES = 8000;

    private static final int BUFFER_BYTES = 1 << 16;

    Reading read(Path file, Consumer<Document> sink) {
        var name = file.toString();
        try {
            if (isArchive(name)) {
                return archive(file, sink);
            }
            try (var in = Files.newInputStream(file)) {
                return stream(in, name, name, skipBinary, sink);
            }
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    private static boolean isArchive(String name) {
        return name.endsWith(".zip") || name.endsWith(".jar");
    }

    private Reading archive(Path file, Consumer<Document> sink) throws IOException {
        var reading = new Reading(0, 0);
        try (var zip = new ZipFile(file.toFile())) {
            var sorted = zip.stream()
                    .filter(e -> !e.isDirectory() && entries.test(e.getName()))
                    .sorted(Comparator.comparing(ZipEntry::getName))
                    .toList();
            for (var entry : sorted) {
                try (var in = zip.getInputStream(entry)) {
                    // Archives in archives are not opened; they count as binary.
                    reading = reading.plus(stream(in, file + "!/" + entry.getName(), entry.getName(), true, sink));
                } catch (IOException e) {
                    throw DataException.of(file + "!/" + entry.getName(), e);
                }
            }
        }
        return reading;
    }

    private Reading stream(InputStream raw, String origin, String name, boolean skipBinary, Consumer<Document> sink)
            throws IOException {
        var compressed = name.endsWith(".gz");
        var kind = compressed ? name.substring(0, name.length() - ".gz".length()) : name;
        // The caller closes what it opened; the inflater's memory goes with this stream.
        var in = new BufferedInputStream(compressed ? new GZIPInputStream(raw, BUFFER_BYTES) : raw, BUFFER_BYTES);
        if (isBinary(in)) {
            if (!skipBinary) {
                throw new DataException(origin + ": found binary data (a zero byte near the beginning), expected text");
            }
            return new Reading(0, 1);
        }
        if (kind.endsWith(".jsonl") || kind.endsWith(".ndjson")) {
            JsonLinesDocuments.read(in, origin, textField, sink);
        } else if (wholeFiles) {
            TextCutter.whole(in, origin, sink);
        } else {
            TextCutter.cut(in, origin, sink);
        }
        return new Reading(1, 0);
    }

    private static boolean isBinary(BufferedInputStream in) throws IOException {
        in.mark(SNIFFED_BYTES);
        var head = in.readNBytes(SNIFFED_BYTES);
        in.reset();
        for (var b : head) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}
