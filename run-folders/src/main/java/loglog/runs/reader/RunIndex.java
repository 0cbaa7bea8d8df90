package loglog.runs.reader;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.runs.FileStamp;
import loglog.runs.RunFolder;
import loglog.runs.reader.FolderTree.Branch;
import loglog.runs.reader.FolderTree.Place;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/**
 * What was read of the runs below some folders, in one file, so that the next process need not open the files of each: two lines of
 * JSON, the folders as they lie in each other, and a checksum of that line. It is a cache: with each run stand the sizes and times
 * of the files that were read, and who reads it compares them with the files; a file that is not whole, of another format or of other
 * folders is as none. Files are replaced as a whole, so several processes may write them.
 *
 * @param branches the folders of the roots; null for one that was not there
 * @param runs by their folders
 */
record RunIndex(List<Branch> branches, Map<Path, ReadRun> runs) {
    /** To be raised when the same folders would give another file. */
    private static final String FORMAT = "loglog runs 1";

    /** Fewer runs are read as quickly from their folders. */
    static final int LEAST_RUNS = 100;

    /** An index is held in memory while it is read. */
    private static final long MOST_BYTES = 64L << 20;

    private static final String CHECKSUM = "{\"crc32\":\"%08x\"}\n";
    private static final int CHECKSUM_BYTES = CHECKSUM.formatted(0).length();

    /** It is no index of these folders. */
    private static final class NoIndex extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The file for some roots: told apart by how they were named and by where they lie. */
    private static Path file(Path cache, List<Path> roots) {
        var last = roots.getFirst().toAbsolutePath().normalize().getFileName();
        var readable = last == null ? "root" : last.toString().replaceAll("[^A-Za-z0-9]+", "-");
        var key = Digests.of(FORMAT + "\n" + String.join("\n", names(roots)));
        return cache.resolve("runs-%s-%s.jsonl"
                .formatted(readable.substring(0, Math.min(40, readable.length())), key.substring(0, 32)));
    }

    private static List<String> names(List<Path> roots) {
        var names = new ArrayList<String>();
        for (var root : roots) {
            names.add(root.toString());
            try {
                names.add(root.toRealPath().toString());
            } catch (IOException _) {
                names.add(root.toAbsolutePath().normalize().toString()); // not there yet
            }
        }
        return names;
    }

    // ---- reading

    /** The index of these roots; empty where there is none that is whole. */
    static Optional<RunIndex> read(Path cache, List<Path> roots) {
        if (roots.isEmpty()) {
            return Optional.empty();
        }
        try {
            var file = file(cache, roots);
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            var bytes = Files.readAllBytes(file);
            int length = bytes.length - CHECKSUM_BYTES;
            if (length < 0 || !checksum(bytes, length).equals(text(bytes, length))) {
                return Optional.empty();
            }
            try (var in = JsonObject.FACTORY.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
                return Optional.of(new Reader(in, roots).index());
            }
        } catch (IOException | JacksonException | NoIndex | InvalidPathException | DateTimeException _) {
            return Optional.empty(); // the folders tell the same
        }
    }

    private static String checksum(byte[] bytes, int length) {
        var sum = new CRC32();
        sum.update(bytes, 0, length);
        return CHECKSUM.formatted(sum.getValue());
    }

    private static String text(byte[] bytes, int from) {
        return new String(bytes, from, bytes.length - from, StandardCharsets.US_ASCII);
    }

    private static final class Reader {
        private final JsonParser in;
        private final List<Path> roots;
        private final boolean severalRoots;
        private final Map<Path, ReadRun> runs = new HashMap<>();

        /** Texts that many runs share, such as names of corpora, once. */
        private final Map<String, String> texts = new HashMap<>();

        Reader(JsonParser in, List<Path> roots) {
            this.in = in;
            this.roots = roots;
            this.severalRoots = roots.size() > 1;
        }

        RunIndex index() throws IOException {
            expect(JsonToken.START_ARRAY);
            require(text().equals(FORMAT));
            for (var name : names(roots)) {
                require(text().equals(name));
            }
            var branches = new ArrayList<Branch>();
            for (var root : roots) {
                if (in.nextToken() == JsonToken.VALUE_NULL) {
                    branches.add(null);
                } else {
                    branches.add(branch(root, "", root, root.toRealPath()));
                }
            }
            expect(JsonToken.END_ARRAY);
            return new RunIndex(branches, runs);
        }

        /**
         * A folder, whose array begins at the token that was read last.
         *
         * @return null for a link of its own, which is followed anew
         */
        private Branch branch(Path root, String below, Path folder, Path real) {
            require(in.currentToken() == JsonToken.START_ARRAY);
            boolean isLink = whole() != 0;
            if (in.nextToken() == JsonToken.START_OBJECT) {
                run(root, below, folder);
                expect(JsonToken.END_ARRAY);
                var place = new Place(root, below, new RunFolder(folder), Optional.empty());
                return isLink && !below.isEmpty() ? null : new Branch(folder, real, isLink, null, List.of(), place);
            }
            var modified = in.currentToken() == JsonToken.VALUE_NULL ? null : instant();
            var inside = new ArrayList<Branch>();
            boolean areAll = true;
            while (in.nextToken() == JsonToken.VALUE_STRING) {
                var name = in.getString();
                require(!name.isEmpty() && !name.startsWith(".") && !name.contains("/"));
                expect(JsonToken.START_ARRAY);
                var branch = branch(
                        root, below.isEmpty() ? name : below + "/" + name, folder.resolve(name), real.resolve(name));
                areAll &= branch != null;
                if (branch != null) {
                    inside.add(branch);
                }
            }
            require(in.currentToken() == JsonToken.END_ARRAY);
            return isLink && !below.isEmpty()
                    ? null
                    : new Branch(
                            folder,
                            real,
                            isLink,
                            areAll && modified != null ? FileTime.from(modified) : null,
                            inside,
                            null);
        }

        private void run(Path root, String below, Path folder) {
            var asked = fields();
            expect(JsonToken.START_OBJECT);
            var result = fields();
            in.nextToken();
            var updated = instant();
            var askedStamp = stamp();
            var resultStamp = stamp();
            var run = new StoredRun(
                    RunFolders.name(root, below, severalRoots),
                    RunFolders.study(below, asked),
                    folder,
                    asked,
                    result,
                    updated);
            runs.put(folder, new ReadRun(run, askedStamp, resultStamp));
        }

        private Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                var name = in.currentName();
                in.nextToken();
                var value = JsonObject.plain(in);
                fields.put(name, value instanceof String text ? texts.computeIfAbsent(text, t -> t) : value);
            }
            return fields.isEmpty() ? Map.of() : fields;
        }

        /** A stamp that was settled when it was taken; null for another. */
        private FileStamp stamp() {
            return switch (in.nextToken()) {
                case VALUE_NULL -> null;
                case VALUE_NUMBER_INT -> {
                    long size = in.getLongValue();
                    in.nextToken();
                    yield new FileStamp(size, instant());
                }
                default -> throw new NoIndex();
            };
        }

        /** Seconds, at the token that was read last, and nanoseconds. */
        private Instant instant() {
            require(in.currentToken() == JsonToken.VALUE_NUMBER_INT);
            return Instant.ofEpochSecond(in.getLongValue(), whole());
        }

        private long whole() {
            expect(JsonToken.VALUE_NUMBER_INT);
            return in.getLongValue();
        }

        private String text() {
            expect(JsonToken.VALUE_STRING);
            return in.getString();
        }

        private void expect(JsonToken token) {
            require(in.nextToken() == token);
        }

        private static void require(boolean holds) {
            if (!holds) {
                throw new NoIndex();
            }
        }
    }

    // ---- writing

    /** Writes the index of these roots, where that is of use and can be done. */
    static void write(Path cache, List<Path> roots, List<Branch> branches, Map<Path, ReadRun> runs) {
        if (runs.size() < LEAST_RUNS) {
            return;
        }
        try {
            AtomicFile.write(file(cache, roots), channel -> {
                var out = new Summed(Channels.newOutputStream(channel));
                try (var json = JsonObject.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
                    json.writeStartArray();
                    json.writeString(FORMAT);
                    names(roots).forEach(json::writeString);
                    for (var branch : branches) {
                        write(json, branch, runs);
                    }
                    json.writeEndArray();
                    json.writeRaw('\n');
                } catch (JacksonException e) {
                    throw new IOException(e);
                }
                out.write(CHECKSUM.formatted(out.sum.getValue()).getBytes(StandardCharsets.US_ASCII));
            });
        } catch (DataException _) {
            // A full disk, a folder that is not ours to write to: the next start reads the folders.
        }
    }

    private static void write(JsonGenerator json, Branch branch, Map<Path, ReadRun> runs) {
        if (branch == null || !isKnown(branch, runs)) {
            json.writeNull();
            return;
        }
        json.writeStartArray();
        json.writeNumber(branch.isLink() ? 1 : 0);
        if (branch.place() == null) {
            // What could not be read is looked for again.
            boolean areAll = branch.inside().stream().allMatch(inside -> isKnown(inside, runs));
            if (areAll && branch.modified() != null) {
                write(json, branch.modified().toInstant());
            } else {
                json.writeNull();
            }
            for (var inside : branch.inside()) {
                if (isKnown(inside, runs)) {
                    json.writeString(inside.folder().getFileName().toString());
                    write(json, inside, runs);
                }
            }
        } else {
            var known = runs.get(branch.folder());
            write(json, known.run().asked());
            write(json, known.run().result());
            write(json, known.run().updated());
            write(json, known.asked());
            write(json, known.result());
        }
        json.writeEndArray();
    }

    private static boolean isKnown(Branch branch, Map<Path, ReadRun> runs) {
        return branch.place() == null || runs.containsKey(branch.folder());
    }

    private static void write(JsonGenerator json, Map<String, Object> fields) {
        json.writeStartObject();
        fields.forEach((name, value) -> {
            json.writeName(name);
            switch (value) {
                case null -> json.writeNull();
                case Long number -> json.writeNumber(number);
                case Double number -> json.writeNumber(number);
                case Boolean flag -> json.writeBoolean(flag);
                default -> json.writeString(value.toString());
            }
        });
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, FileStamp stamp) {
        if (stamp == null) {
            json.writeNull();
        } else {
            json.writeNumber(stamp.size());
            write(json, stamp.modified());
        }
    }

    private static void write(JsonGenerator json, Instant time) {
        json.writeNumber(time.getEpochSecond());
        json.writeNumber(time.getNano());
    }

    /** Sums what is written, and ends where that is more than would be read. */
    private static final class Summed extends OutputStream {
        private final OutputStream out;
        private final CRC32 sum = new CRC32();
        private long count;

        Summed(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int start, int length) throws IOException {
            count += length;
            if (count > MOST_BYTES - CHECKSUM_BYTES) {
                throw new IOException("too large to be held");
            }
            sum.update(bytes, start, length);
            out.write(bytes, start, length);
        }
    }
}
