package loglog.pages.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Writes files whole or not at all. */
final class WholeFiles {
    private static final AtomicLong WRITES = new AtomicLong();

    private WholeFiles() {}

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
                // A new file as any other of the user's, unlike Java's temporary files, which are their owner's alone.
                var temporary = folder(now)
                        .resolve(".%s.%d-%d.tmp"
                                .formatted(
                                        now.getFileName(),
                                        ProcessHandle.current().pid(),
                                        WRITES.incrementAndGet()));
                Files.write(temporary, new byte[0], StandardOpenOption.CREATE_NEW);
                temporaries.put(now, temporary);
                Files.write(temporary, file.getValue());
            }
            for (var file : temporaries.entrySet()) {
                now = file.getKey();
                move(file.getValue(), now);
            }
        } catch (IOException e) {
            temporaries.values().forEach(WholeFiles::discard);
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
