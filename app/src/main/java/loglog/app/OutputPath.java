package loglog.app;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.words.Sentence;

/**
 * A file or a folder that a command is going to write. Whether it can be is tried where it would lie, with a file that is deleted at
 * once: permissions alone do not tell of file systems that take no files.
 *
 * @param option that names it, as messages have it
 */
public record OutputPath(String option, Path path, Kind kind) {
    /** What is written. */
    public enum Kind {
        /** A file in a folder that is there. */
        FILE,
        /** A file whose folder is made with all above it. */
        FILE_AND_FOLDERS,
        /** A folder that is made in one that is there. */
        FOLDER,
        /** A folder that is made with all above it. */
        FOLDERS
    }

    /** Checks a file; none where null. */
    public static void file(String option, Path path) {
        check(option, path, Kind.FILE);
    }

    /** Checks a file whose folder is made where there is none. */
    public static void fileAndFolders(String option, Path path) {
        check(option, path, Kind.FILE_AND_FOLDERS);
    }

    /** Checks a folder whose parent has to be there; none where null. */
    public static void folder(String option, Path path) {
        check(option, path, Kind.FOLDER);
    }

    /** Checks a folder that is made with all above it; none where null. */
    public static void folders(String option, Path path) {
        check(option, path, Kind.FOLDERS);
    }

    private static void check(String option, Path path, Kind kind) {
        if (path != null) {
            new OutputPath(option, path, kind).check();
        }
    }

    /**
     * Makes sure that it can be written, and leaves nothing behind.
     *
     * @throws UserError naming the option, what was found and what was expected
     */
    public void check() {
        boolean isFile = kind == Kind.FILE || kind == Kind.FILE_AND_FOLDERS;
        if (isFile && Files.isDirectory(path)) {
            throw wrong("the folder " + path, "the name of a file to write");
        }
        if (isFile && Files.exists(path) && !Files.isRegularFile(path) && Files.isWritable(path)) {
            return; // a device
        }
        var at = path.toAbsolutePath();
        if (isFile || kind == Kind.FOLDER && !Files.exists(at)) {
            at = parent(at);
        }
        while ((kind == Kind.FOLDERS || kind == Kind.FILE_AND_FOLDERS) && !Files.exists(at)) {
            at = parent(at);
        }
        if (!Files.exists(at)) {
            throw wrong("no folder " + at, "one that is there");
        }
        if (!Files.isDirectory(at)) {
            throw wrong(
                    at.equals(path.toAbsolutePath()) ? "the file " + path : path + ", while " + at + " is a file",
                    "a folder");
        }
        try {
            Files.delete(Files.createTempFile(at, ".loglog-", ".tmp"));
        } catch (IOException e) {
            var reason =
                    e instanceof FileSystemException of && of.getReason() != null ? " (" + of.getReason() + ")" : "";
            throw wrong(
                    "the folder %s, where no file can be made%s".formatted(at, reason),
                    "one where files can be written");
        }
    }

    private static Path parent(Path path) {
        return path.getParent() == null ? path : path.getParent();
    }

    private UserError wrong(String found, String expected) {
        return new UserError(Sentence.found(option, found, expected));
    }
}
