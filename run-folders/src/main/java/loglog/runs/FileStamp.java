package loglog.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/**
 * A file's size and time, by which it is told whether it was written to since.
 *
 * @param size in bytes; -1 where there is no such file
 * @param modified when it was last written
 */
public record FileStamp(long size, Instant modified) {
    /** Of a file that is not there. */
    public static final FileStamp ABSENT = new FileStamp(-1, Instant.EPOCH);

    /** Longer than a tick of any file system's clock. */
    private static final long TICK_MILLIS = 2000;

    /** A file's stamp now. */
    public static FileStamp of(Path file) {
        try {
            var facts = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(facts.size(), facts.lastModifiedTime().toInstant());
        } catch (IOException _) {
            return ABSENT;
        }
    }

    /**
     * Whether a file with this stamp was written long enough before a moment: one that was written just then may be written again
     * in the same tick of its file system's clock, and have the same stamp.
     */
    public boolean isSettledAt(Instant now) {
        return modified.isBefore(now.minusMillis(TICK_MILLIS));
    }
}
