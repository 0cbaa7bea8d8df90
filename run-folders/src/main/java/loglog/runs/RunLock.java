package loglog.runs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A folder that one process works on. The system lifts the lock when the process ends, however it ends. Locks bind only
 * those who ask for them, and on some network file systems only the processes of one machine.
 */
public final class RunLock implements AutoCloseable {
    /** Its name in the folder. */
    public static final String FILE = ".lock";

    /**
     * Folders that this process has: POSIX lifts a process's lock when it closes any of its channels to the file, so one
     * that is held must not be opened a second time.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** Another process may have a lock for a moment only, to see whether it is free. */
    private static final int TRIES = 20;

    private static final long PAUSE_MILLIS = 5;

    private final Path folder;
    private final Path key;
    private final FileChannel channel;

    private RunLock(Path folder, Path key, FileChannel channel) {
        this.folder = folder;
        this.key = key;
        this.channel = channel;
    }

    /** The folder, as it was named when the lock was taken. */
    public Path folder() {
        return folder;
    }

    /**
     * Takes the lock, making the folder where there is none.
     *
     * @return empty where someone else has it, in this process or another
     * @throws DataException where the folder cannot be written
     */
    public static Optional<RunLock> tryTake(Path folder) {
        Path key;
        try {
            Files.createDirectories(folder);
            key = folder.toRealPath();
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
        if (!HELD.add(key)) {
            return Optional.empty();
        }
        var lock = Optional.<RunLock>empty();
        try {
            lock = opened(folder, key);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD.remove(key);
            }
        }
    }

    private static Optional<RunLock> opened(Path folder, Path key) {
        var file = folder.resolve(FILE);
        if (Files.isDirectory(file)) {
            // Not ours to move: where two processes did, each could end up with a lock of its own.
            throw DataException.in(file, "found a folder, expected the file of a lock; remove it");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                return Optional.of(new RunLock(folder, key, channel));
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException _) {
            closeQuietly(channel); // a library's lock: nobody of this room's has it
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
        for (int i = 1; ; i++) {
            var taken = tryTake(run);
            if (taken.isPresent()) {
                return taken.get();
            }
            if (i == TRIES) {
                throw new BusyException(
                        run + ": found another process at work on this run, expected to be the only one");
            }
            pause(run);
        }
    }

    /** Waits for the lock, for short work such as appending to a shared file. */
    public static RunLock await(Path folder) {
        while (true) {
            var taken = tryTake(folder);
            if (taken.isPresent()) {
                return taken.get();
            }
            pause(folder);
        }
    }

    private static void pause(Path folder) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new BusyException(folder + ": interrupted while waiting for another process");
        }
    }

    @Override
    public void close() {
        if (channel.isOpen()) {
            closeQuietly(channel);
            HELD.remove(key);
        }
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
