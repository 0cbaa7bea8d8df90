package loglog.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.RunLock;

/**
 * Brings the files that every run has back to their last good state: its description and its result. Nothing is deleted:
 * damaged files are set aside under a name that ends in {@code .damaged}.
 */
public final class FolderRepair {
    private FolderRepair() {}

    /**
     * Sets aside a result that cannot be read or is not what was written, and where the run's own description is lost, all
     * of the folder's content. Half-written files of processes that were killed are removed.
     *
     * @return what was found and done, a sentence each
     * @throws DataException where the description is whole, but of a kind or a format that is not known here: then the folder is
     *     left as it is
     */
    public static List<String> repairFiles(RunLock lock) {
        try {
            var run = new RunFolder(lock.folder());
            run.removeTemporary();
            return Files.exists(run.runFile()) ? repairedFiles(run) : List.of();
        } catch (IOException e) {
            throw DataException.of(lock.folder(), e);
        }
    }

    /** {@link #repairFiles(RunLock)} for a folder that has a description. */
    public static List<String> repairedFiles(RunFolder run) throws IOException {
        requireKnown(run);
        var done = new ArrayList<String>();
        try {
            Kinds.plan(run);
        } catch (DataException e) {
            done.add(startAnew(run, e.getMessage()));
            return done;
        }
        if (Files.exists(run.resultFile())) {
            try {
                OutcomeJson.read(run.resultFile(), run.readAsWritten(run.resultFile()));
            } catch (DataException e) {
                setAside(run.resultFile());
                done.add(e.getMessage() + "; it is made again from the last checkpoint");
            }
        }
        return done;
    }

    /** What another version of Loglog wrote is no damage, and what is in the folder is its own matter. */
    private static void requireKnown(RunFolder run) {
        long format;
        String kind;
        try {
            var fields = Fields.of(run.runFile(), run.readAsWritten(run.runFile()));
            format = fields.whole("format", 1);
            kind = fields.text("kind", RunId.LANGUAGE);
        } catch (DataException _) {
            return; // damaged
        }
        if (format > RunId.FORMAT) {
            throw DataException.in(
                    run.runFile(),
                    "format: found %d, expected at most %d: a newer Loglog wrote it; the folder is left as it is",
                    format,
                    RunId.FORMAT);
        }
        if (!Kinds.names().contains(kind)) {
            throw DataException.in(
                    run.runFile(),
                    "kind: found %s, expected %s; the folder is left as it is",
                    kind,
                    String.join(" or ", Kinds.names()));
        }
    }

    /**
     * Sets aside all that is in a run's folder.
     *
     * @param finding why
     * @return the finding, with what was done
     */
    public static String startAnew(RunLock lock, String finding) {
        try {
            return startAnew(new RunFolder(lock.folder()), finding);
        } catch (IOException e) {
            throw DataException.of(lock.folder(), e);
        }
    }

    /** {@link #startAnew(RunLock, String)} for who has the folder's lock. */
    public static String startAnew(RunFolder run, String finding) throws IOException {
        return "%s; what was there is set aside in %s and the run starts anew"
                .formatted(finding, setAsideAll(run.folder()).getFileName());
    }

    /** Gives a file of the run a name under which nothing reads it, and gives that. */
    public static Path setAside(Path file) throws IOException {
        var aside = file.resolveSibling(file.getFileName() + RunFolder.DAMAGED);
        if (Files.exists(aside)) {
            RunFolder.delete(aside);
        }
        return Files.move(file, aside);
    }

    private static Path setAsideAll(Path folder) throws IOException {
        int number = 1;
        while (Files.exists(folder.resolve(number + RunFolder.DAMAGED))) {
            number++;
        }
        var aside = Files.createDirectory(folder.resolve(number + RunFolder.DAMAGED));
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (!name.endsWith(RunFolder.DAMAGED) && !name.equals(RunLock.FILE)) {
                    Files.move(file, aside.resolve(name));
                }
            }
        }
        return aside;
    }
}
