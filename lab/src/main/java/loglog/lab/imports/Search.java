package loglog.lab.imports;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import loglog.runs.DataException;

/** Finds the files to import, and sees from their content what they are. */
final class Search {
    private static final int HEAD = 1 << 16;
    private static final Set<String> TABLES = Set.of("csv", "tsv", "tab", "json", "jsonl", "ndjson", "parquet", "pq");

    private final ImportFormat format;
    private final Map<ImportFormat, List<Hit>> hits = new EnumMap<>(ImportFormat.class);
    private final Set<Path> seen = new HashSet<>();

    private Search(ImportFormat format) {
        this.format = format;
        for (var each : ImportFormat.values()) {
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
        var search = new Search(format);
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
        var found = new EnumMap<ImportFormat, List<Path>>(ImportFormat.class);
        for (var file : files(root)) {
            var of = inFolder(file);
            if (of != null) {
                found.computeIfAbsent(of, f -> new ArrayList<>()).add(file);
            }
        }
        var states = found.getOrDefault(ImportFormat.TRAINER_STATE, List.of());
        var outputs = new HashSet<Path>();
        for (var state : states) {
            outputs.add(TrainerState.output(state));
        }
        if (format == null) { // as does a second logger of Lightning's, beside its metrics.csv
            found.getOrDefault(ImportFormat.TABLE, List.of())
                    .forEach(table ->
                            outputs.add(table.toAbsolutePath().normalize().getParent()));
        }
        found.forEach((of, files) -> {
            for (var file : files) {
                // Hugging Face's Trainer also writes event files, into its output folder: the same run once more.
                if (of != ImportFormat.TENSORBOARD || outputs.stream().noneMatch(o -> inside(file, o))) {
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
        var name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        var ending = name.substring(name.lastIndexOf('.') + 1);
        var of = name.contains("tfevents")
                ? ImportFormat.TENSORBOARD
                : name.equals(TrainerState.FILE)
                        ? ImportFormat.TRAINER_STATE
                        : ending.equals("csv")
                                        && (format == null || format == ImportFormat.WANDB)
                                        && Wandb.is(head(file))
                                ? ImportFormat.WANDB
                                : format == ImportFormat.TABLE && TABLES.contains(ending)
                                                || format == null
                                                        && name.equals(Lightning.METRICS)
                                                        && Lightning.is(file, head(file))
                                        ? ImportFormat.TABLE
                                        : null;
        return format == null || format == of ? of : null;
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
        if (file.getFileName().toString().contains("tfevents") || TfRecords.begins(head)) {
            return ImportFormat.TENSORBOARD;
        }
        if (head.length == 0) {
            throw DataException.in(file, "the file is empty, expected past runs");
        }
        boolean packed = starts(head, 'P', 'A', 'R', '1') || starts(head, 0x1f, 0x8b);
        if (!packed && isBinary(head)) {
            throw DataException.in(
                    file,
                    "found neither an event file nor text, expected runs of TensorBoard, Hugging Face's Trainer,"
                            + " Weights & Biases or a table");
        }
        var text = new String(head, StandardCharsets.UTF_8).stripLeading();
        if (text.startsWith("{") && text.contains("\"log_history\"")) {
            return ImportFormat.TRAINER_STATE;
        }
        return Wandb.is(head) ? ImportFormat.WANDB : ImportFormat.TABLE;
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
