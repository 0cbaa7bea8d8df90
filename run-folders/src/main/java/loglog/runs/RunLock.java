package loglog.runs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A folder that one process works on. The system lifts the lock when the process ends, however it ends. Locks bind only
 * those who ask for them, and on some network file systems only the processes of one machine.
 */
public final class RunLock implements AutoCloseable {
    /** Its name in the folder. */
    public static final String FILE = ".lock";

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, making the folder where there is none.
     *
     * @return empty where someone else has it, in this process or another
     * @throws DataException where the folder cannot be written
     */
    public static Optional<RunLock> tryTake(Path folder) {
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(new RunLock(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException _) {
            closeQuietly(channel);
            return Optional.empty();
        } catch (IOException e) {
            closeQuietly(channel);
            throw DataException.of(folder, e);
        }
    }

    /**
     * Takes the lock of a run.
     *
     * @throws BusyException where someone else has it
     */
    public static RunLock take(Path run) {
        return tryTake(run)
                .orElseThrow(() -> new BusyException(
                        run + ": found another process at work on this run, expected to be the only one"));
    }

    /** Waits for the lock, for short work such as appending to a shared file. */
    public static RunLock await(Path folder) {
        while (true) {
            var taken = tryTake(folder);
            if (taken.isPresent()) {
                return taken.get();
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BusyException(folder + ": interrupted while waiting for another process");
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // A lock whose file cannot be closed goes with the process.
        }
    }
}
