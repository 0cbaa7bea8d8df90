package loglog.models.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import loglog.runs.DataException;
import loglog.runs.Digests;

/** The files that a user's words name. */
final class CorpusFiles {
    private CorpusFiles() {}

    /** The files of {@code spec}, sorted by name; at least one. */
    static List<Path> find(String spec) {
        try {
            var path = Path.of(spec);
            // A name that exists is meant as it stands, also where it looks like a glob.
            if (Files.isDirectory(path)) {
                return nonEmpty(spec, below(path, _ -> true));
            }
            if (Files.exists(path)) {
                return List.of(path);
            }
            if (!isGlob(spec)) {
                throw new DataException("%s: there is no such file or folder, and no built-in corpus (%s) of that name"
                        .formatted(spec, String.join(", ", Corpus.builtIn())));
            }
            var matcher = FileSystems.getDefault()
                    .getPathMatcher("glob:"
                            + escapeSeparator(path.toAbsolutePath().normalize().toString()));
            return nonEmpty(
                    spec,
                    below(
                            globRoot(path),
                            f -> matcher.matches(f.toAbsolutePath().normalize())));
        } catch (InvalidPathException | PatternSyntaxException e) {
            throw new DataException(
                    "%s: is neither a path nor a glob: %s"
                            .formatted(spec, e.getMessage().lines().findFirst().orElse("")),
                    e);
        }
    }

    /** A digest over each file's path, size and time of change. */
    static String fingerprint(String kind, List<Path> files) {
        var sha = Digests.sha256();
        sha.update((kind + "\n").getBytes(StandardCharsets.UTF_8));
        for (var file : files) {
            try {
                var line = "%s\t%d\t%d\n"
                        .formatted(
                                file.toAbsolutePath().normalize(),
                                Files.size(file),
                                Files.getLastModifiedTime(file).to(TimeUnit.NANOSECONDS));
                sha.update(line.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw DataException.of(file, e);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static boolean isGlob(String spec) {
        return spec.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /** The deepest folder above every match. */
    private static Path globRoot(Path glob) {
        var root = glob.toAbsolutePath().normalize();
        while (isGlob(root.toString()) || !Files.isDirectory(root)) {
            root = root.getParent();
        }
        return root;
    }

    private static String escapeSeparator(String path) {
        return FileSystems.getDefault().getSeparator().equals("\\") ? path.replace("\\", "\\\\") : path;
    }

    private static List<Path> nonEmpty(String spec, List<Path> files) {
        if (files.isEmpty()) {
            throw new DataException("%s: no file was found there".formatted(spec));
        }
        return files;
    }

    private static List<Path> below(Path root, Predicate<Path> wanted) {
        var found = new ArrayList<Path>();
        try {
            // Links are followed: a folder of links into a store is how datasets are often kept.
            Files.walkFileTree(
                    root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                            return isHidden(folder) && !folder.equals(root)
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile() && !isHidden(file) && wanted.test(file)) {
                                found.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (FileSystemException e) {
            throw DataException.of(e.getFile() == null ? root.toString() : e.getFile(), e);
        } catch (IOException e) {
            throw DataException.of(root, e);
        }
        Collections.sort(found);
        return found;
    }

    private static boolean isHidden(Path path) {
        return path.getFileName() != null && path.getFileName().toString().startsWith(".");
    }
}
