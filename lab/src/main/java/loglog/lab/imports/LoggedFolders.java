package loglog.lab.imports;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import loglog.runs.DataException;
import loglog.runs.RunFolder;

/** Which folders below another hold past runs of other tools, found by the files' names and first bytes. */
public final class LoggedFolders {
    private static final int MOST_FILES = 200_000;
    private static final int DEEPEST = 12;

    /**
     * A folder with past runs in it or below it.
     *
     * @param files that hold them
     * @param formats of the files
     */
    public record Logged(Path folder, int files, List<ImportFormat> formats) {}

    private static final class Counted {
        private int files;
        private final Set<String> formats = new TreeSet<>();
    }

    private final Path root;
    private final Map<Path, Counted> folders = new TreeMap<>();
    private int looked;

    private LoggedFolders(Path root) {
        this.root = root;
    }

    /**
     * The folders, in the order of their names: each one that holds files of past runs, and those above it. Hidden folders, run
     * folders and links are passed over; of very many files the first are looked at.
     *
     * @param root whose own files count, too; one that is not there holds none
     */
    public static List<Logged> below(Path root) {
        var search = new LoggedFolders(root);
        if (Files.isDirectory(root)) {
            search.walk();
        }
        var found = new ArrayList<Logged>();
        search.folders.forEach((folder, counted) -> found.add(new Logged(
                folder,
                counted.files,
                counted.formats.stream()
                        .map(label -> ImportFormats.find(label).orElseThrow())
                        .toList())));
        return found;
    }

    private void walk() {
        try {
            Files.walkFileTree(root, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    boolean isPassedOver = !folder.equals(root)
                            && (folder.getFileName().toString().startsWith(".")
                                    || Files.exists(new RunFolder(folder).runFile()));
                    return isPassedOver ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()
                            && !file.getFileName().toString().startsWith(".")) {
                        look(file);
                    }
                    return ++looked < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // not ours to read
                }
            });
        } catch (IOException e) {
            throw DataException.of(root, e);
        }
    }

    private void look(Path file) {
        var format = ImportSearch.formatAmongOthers(file);
        if (format == null) {
            return;
        }
        for (var folder = file.getParent(); folder != null; folder = folder.equals(root) ? null : folder.getParent()) {
            var counted = folders.computeIfAbsent(folder, _ -> new Counted());
            counted.files++;
            counted.formats.add(format.toString());
        }
    }
}
