package loglog.lab.imports;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import loglog.runs.DataException;

/** Finds the files to import, and sees from their content what they are. */
final class ImportSearch {
    private static final int HEAD = 1 << 16;

    private final ImportFormat format;
    private final Map<ImportFormat, List<Hit>> hits = new LinkedHashMap<>();
    private final Set<Path> seen = new HashSet<>();

    private ImportSearch(ImportFormat format) {
        this.format = format;
        for (var each : ImportFormats.ALL) {
            hits.put(each, new ArrayList<>());
        }
    }

    /**
     * Finds the files behind these paths.
     *
     * @param format null to see it from each file
     * @throws DataException where a path does not exist, a file is none of the formats, or a folder holds none
     */
    static Map<ImportFormat, List<Hit>> of(List<Path> paths, ImportFormat format) {
        var search = new ImportSearch(format);
        for (var path : paths) {
            if (Files.isDirectory(path)) {
                search.folder(path);
            } else if (Files.exists(path)) {
                var parent = path.toAbsolutePath().getParent();
                search.add(format == null ? recognized(path) : format, new Hit(path, parent));
            } else {
                throw new DataException(path + " does not exist");
            }
        }
        return search.hits;
    }

    private boolean add(ImportFormat of, Hit hit) {
        try {
            return seen.add(hit.file().toRealPath()) && hits.get(of).add(hit);
        } catch (IOException e) {
            throw DataException.of(hit.file(), e);
        }
    }

    private void folder(Path root) {
        var found = new LinkedHashMap<ImportFormat, List<Path>>();
        for (var file : files(root)) {
            var of = inFolder(file);
            if (of != null) {
                found.computeIfAbsent(of, f -> new ArrayList<>()).add(file);
            }
        }
        var outputs = new HashSet<Path>();
        found.forEach((of, files) ->
                files.forEach(file -> of.output(file, format != null).ifPresent(outputs::add)));
        found.forEach((of, files) -> {
            for (var file : files) {
                // A second log of a run that is here anyway is the same run once more.
                if (!of.isSecondLog() || outputs.stream().noneMatch(o -> inside(file, o))) {
                    add(of, new Hit(file, root));
                }
            }
        });
        if (found.isEmpty()) {
            throw new DataException("%s: found %s, expected %s"
                    .formatted(
                            root,
                            isEmpty(root) ? "an empty folder" : "no past runs in it",
                            format == null
                                    ? "event files, a trainer_state.json or exports of Weights & Biases (a table is named"
                                            + " itself)"
                                    : "files of the format " + format));
        }
    }

    private static boolean inside(Path file, Path folder) {
        return file.toAbsolutePath().normalize().startsWith(folder);
    }

    private static boolean isEmpty(Path folder) {
        try (var files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
    }

    /** What a file among others is; null for one that is passed over. */
    private ImportFormat inFolder(Path file) {
        return ImportFormats.ALL.stream()
                .filter(of -> (format == null || format == of) && of.inFolder(file, format == of, () -> head(file)))
                .findFirst()
                .orElse(null);
    }

    /** What a file in a folder is, where no format is named; null for one that is passed over, or cannot be read. */
    static ImportFormat formatAmongOthers(Path file) {
        try {
            return new ImportSearch(null).inFolder(file);
        } catch (DataException _) {
            return null;
        }
    }

    private static List<Path> files(Path root) {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(
                    root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                            return folder.equals(root) || !isHidden(folder)
                                    ? FileVisitResult.CONTINUE
                                    : FileVisitResult.SKIP_SUBTREE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile() && !isHidden(file)) {
                                files.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException e) {
                            return FileVisitResult
                                    .CONTINUE; // an unreadable folder holds no run; reading a file says what is wrong
                        }
                    });
        } catch (IOException e) {
            throw DataException.of(root, e);
        }
        files.sort(null);
        return files;
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    /** What a file that was named is, by its content. */
    private static ImportFormat recognized(Path file) {
        var head = head(file);
        var binary = known(file, head, true);
        if (binary.isPresent()) {
            return binary.get();
        }
        if (head.length == 0) {
            throw DataException.in(file, "found nothing, expected past runs");
        }
        boolean packed = starts(head, 'P', 'A', 'R', '1') || starts(head, 0x1f, 0x8b);
        if (!packed && isBinary(head)) {
            throw DataException.in(
                    file,
                    "found neither an event file nor text, expected runs of TensorBoard, Hugging Face's Trainer,"
                            + " Weights & Biases or a table");
        }
        return known(file, head, false).orElseThrow();
    }

    private static Optional<ImportFormat> known(Path file, byte[] head, boolean isBinary) {
        return ImportFormats.ALL.stream()
                .filter(of -> of.isBinary() == isBinary && of.is(file, head))
                .findFirst();
    }

    private static boolean isBinary(byte[] bytes) {
        for (var b : bytes) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean starts(byte[] bytes, int... with) {
        return bytes.length >= with.length
                && Arrays.equals(with, 0, with.length, ints(bytes, with.length), 0, with.length);
    }

    private static int[] ints(byte[] bytes, int count) {
        var ints = new int[count];
        for (int i = 0; i < count; i++) {
            ints[i] = bytes[i] & 0xff;
        }
        return ints;
    }

    private static byte[] head(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(HEAD);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }
}
