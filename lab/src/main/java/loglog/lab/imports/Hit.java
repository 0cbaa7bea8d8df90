package loglog.lab.imports;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A file to import.
 *
 * @param root the folder that was named and in which it was found; the file's own folder where the file was named
 */
record Hit(Path file, Path root) {
    private static final Set<String> GENERIC = Set.of(
            "metrics",
            "log",
            "logs",
            "history",
            "progress",
            "loss",
            "losses",
            "train",
            "training",
            "trainer_log",
            "result",
            "results",
            "all_results",
            "train_results",
            "summary");

    private static final String VERSION = "version_\\d+";

    /**
     * A run's name after its folder: the way from the named folder to it, or that folder's own name; with the folder above
     * where that is only a number of a version, as Lightning counts them.
     */
    static String name(Path root, Path folder) {
        var inside = root.relativize(folder).toString();
        if (!inside.isEmpty() && !inside.matches(VERSION)) {
            return inside.replace('\\', '/').replace('/', '-');
        }
        var whole = folder.toAbsolutePath().normalize();
        var last = whole.getFileName();
        if (last == null) {
            return "run";
        }
        var above = whole.getParent().getFileName();
        return last.toString().matches(VERSION) && above != null ? above + "-" + last : last.toString();
    }

    /** The file's name without its ending. */
    String stem() {
        return file.getFileName().toString().replaceFirst("(\\.[A-Za-z]+)?(\\.gz)?$", "");
    }

    /**
     * The name of a run that is a file: the file's, or its folder's where the file's says nothing, or another folder's file
     * has it too.
     *
     * @param all the files of this import
     */
    String nameOfFile(List<Hit> all) {
        var folder = folder();
        var alike = all.stream().filter(hit -> hit.stem().equals(stem())).toList();
        boolean shared = alike.stream().anyMatch(hit -> !hit.folder().equals(folder));
        if (!shared && !GENERIC.contains(stem().toLowerCase(Locale.ROOT))) {
            return stem();
        }
        var top = root.toAbsolutePath().normalize();
        if (top.equals(folder) && shared) {
            for (var hit : alike) {
                while (!hit.folder().startsWith(top)) {
                    top = top.getParent();
                }
            }
        }
        return name(top, folder);
    }

    private Path folder() {
        return file.toAbsolutePath().normalize().getParent();
    }
}
