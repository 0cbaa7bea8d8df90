package loglog.app.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes files whole or not at all. */
final class Whole {
    private Whole() {}

    /**
     * Writes files: each to a temporary file beside it, and when all are there, renames them.
     *
     * @throws ReportException if one cannot be written
     */
    static void write(Map<Path, byte[]> files) {
        var temporaries = new LinkedHashMap<Path, Path>();
        Path now = null;
        try {
            for (var file : files.entrySet()) {
                now = file.getKey();
                var temporary = Files.createTempFile(folder(now), ".loglog", ".tmp");
                temporaries.put(now, temporary);
                Files.write(temporary, file.getValue());
                readable(temporary);
            }
            for (var file : temporaries.entrySet()) {
                now = file.getKey();
                move(file.getValue(), now);
            }
        } catch (IOException e) {
            temporaries.values().forEach(Whole::discard);
            throw new ReportException(now + " cannot be written: " + reason(e, folder(now)), e);
        }
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().getParent();
    }

    private static void move(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Temporary files are their owner's alone; a report is as readable as any new file. */
    private static void readable(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    /** Deletes a file or an empty folder, if it can. */
    static void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // the first error is the one to tell
        }
    }

    static String reason(IOException e, Path folder) {
        if (!Files.isDirectory(folder)) {
            return "there is no folder " + folder;
        }
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            case NoSuchFileException missing -> "there is no folder " + folder;
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
