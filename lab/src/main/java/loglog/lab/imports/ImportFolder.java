package loglog.lab.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.RunFolder;

/** Writes imported runs as folders that are whole or absent: made under a hidden name, then renamed. */
final class ImportFolder {
    private static final AtomicLong WRITES = new AtomicLong();

    private ImportFolder() {}

    /**
     * Writes a run.
     *
     * @return whether it is new; false where the same run is there already, which is left as it is
     * @throws DataException where something else stands under that name, or the folder cannot be written
     */
    static boolean write(Path runs, String name, RunFiles content) {
        var target = runs.resolve(name);
        if (isSame(target, content)) {
            return false;
        }
        if (Files.exists(target)) {
            throw taken(target);
        }
        try {
            Files.createDirectories(runs);
        } catch (IOException e) {
            throw new DataException(runs + ": the folder cannot be made, expected one to write runs into", e);
        }
        var temporary = runs.resolve(
                ".%s.%d-%d.tmp".formatted(name, ProcessHandle.current().pid(), WRITES.incrementAndGet()));
        try {
            try {
                if (Files.exists(temporary)) { // of a process that had this number before and was killed
                    RunFolder.delete(temporary);
                }
                Files.createDirectories(temporary);
                var folder = new RunFolder(temporary);
                folder.write(folder.runFile(), content.run());
                AtomicFile.write(folder.metricsFile(), content.metrics());
                folder.write(folder.resultFile(), content.result());
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
                force(runs);
            } finally {
                if (Files.exists(temporary)) {
                    RunFolder.delete(temporary);
                }
            }
        } catch (FileSystemException e) {
            if (isSame(target, content)) { // another process was as quick
                return false;
            }
            throw Files.exists(target) ? taken(target) : DataException.of(target, e);
        } catch (IOException e) {
            throw DataException.of(target, e);
        } catch (UncheckedIOException e) {
            throw DataException.of(target, e.getCause());
        }
        return true;
    }

    private static boolean isSame(Path target, RunFiles content) {
        var folder = new RunFolder(target);
        return Files.exists(folder.runFile())
                && folder.read(folder.runFile()).path("digest").asString("").equals(content.digest());
    }

    private static DataException taken(Path target) {
        return DataException.in(
                target,
                "found something else of that name there, expected nothing or this very run; give another --name or --runs");
    }

    private static void force(Path folder) {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Windows opens no folder; the rename is still atomic there.
        }
    }
}
