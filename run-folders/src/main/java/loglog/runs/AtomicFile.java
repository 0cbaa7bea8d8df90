package loglog.runs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Files that are whole or absent: written under a temporary name beside the target, forced to disk, then renamed. */
public final class AtomicFile {
    private static final AtomicLong WRITES = new AtomicLong();

    private AtomicFile() {}

    /** What goes into the file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Writes {@code target}, making its folder where there is none. At every moment, also across a crash, the target is
     * the old file or the new one; a failure leaves the old one and no temporary file.
     *
     * @throws DataException naming the target, where it cannot be written
     */
    public static void write(Path target, Content content) {
        var folder = target.toAbsolutePath().getParent();
        // The numbers keep two processes, and two threads, that write the same file apart.
        var temporary = folder.resolve(".%s.%d-%d.tmp"
                .formatted(target.getFileName(), ProcessHandle.current().pid(), WRITES.incrementAndGet()));
        try {
            Files.createDirectories(folder);
            try (var channel = FileChannel.open(
                    temporary,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true);
            }
            try {
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException _) {
                Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
            }
            forceFolder(folder);
        } catch (IOException e) {
            throw DataException.of(target, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /**
     * Writes a new file, which is there whole or not at all.
     *
     * @throws DataException where there is one of that name already, or it cannot be written
     */
    public static void writeNew(Path target, byte[] bytes) {
        var temporary = target.resolveSibling(".%s.%d-%d.tmp"
                .formatted(target.getFileName(), ProcessHandle.current().pid(), WRITES.incrementAndGet()));
        try {
            Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
            Files.move(temporary, target); // which replaces nothing
        } catch (FileAlreadyExistsException e) {
            throw new DataException(target + ": found a file there already, expected a new name", e);
        } catch (IOException e) {
            throw DataException.of(target, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Writes all of {@code bytes} as {@link #write(Path, Content)} does. */
    public static void write(Path target, byte[] bytes) {
        write(target, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
    }

    /** Writes all of the buffer's remaining bytes; a channel may take fewer at a time. */
    public static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Appends all of the bytes at the channel's end; a failure takes back what was written of them. */
    public static void append(FileChannel channel, byte[] bytes) throws IOException {
        long end = channel.size();
        try {
            channel.position(end);
            writeFully(channel, ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
    }

    /** Takes out a last line that has no end, and goes to the end of the file. */
    public static void truncateToLines(FileChannel channel) throws IOException {
        long size = channel.size();
        long end = size;
        var one = ByteBuffer.allocate(1);
        while (end > 0) {
            channel.read(one.clear(), end - 1);
            if (one.get(0) == '\n') {
                break;
            }
            end--;
        }
        if (end < size) {
            channel.truncate(end);
        }
        channel.position(end);
    }

    /** Forces a file's content to disk. */
    public static void force(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** The rename itself reaches the disk only with its folder; where a folder cannot be opened, it is left. */
    public static void forceFolder(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Windows opens no folder; the rename is still atomic there.
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // The first failure is the one to report.
        }
    }
}
