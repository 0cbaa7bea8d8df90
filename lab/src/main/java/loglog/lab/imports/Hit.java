package loglog.lab.imports;

import java.nio.file.Path;

/**
 * A file to import.
 *
 * @param root the folder that was named and in which it was found; the file's own folder where the file was named
 */
record Hit(Path file, Path root) {
    /** A run's name after its folder: the way from the named folder to it, or that folder's own name. */
    static String name(Path root, Path folder) {
        var inside = root.relativize(folder).toString();
        if (inside.isEmpty()) {
            var last = folder.toAbsolutePath().normalize().getFileName();
            return last == null ? "run" : last.toString();
        }
        return inside.replace('\\', '/').replace('/', '-');
    }
}
