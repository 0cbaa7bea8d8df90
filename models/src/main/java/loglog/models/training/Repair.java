package loglog.models.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.FolderRepair;
import loglog.training.Outcome;
import loglog.training.OutcomeJson;

/**
 * Brings a damaged run folder back to its last good state. Nothing is deleted but what a run can make again to the bits:
 * damaged files are set aside under a name that ends in {@code .damaged}.
 */
public final class Repair {
    private Repair() {}

    /**
     * Checks a run's files and sets aside what cannot be read or is not what was written: a result, checkpoints from the
     * newest down to the first whole one, states for branches, and where the run's own description is lost, all of the
     * folder's content. Half-written files of processes that were killed are removed.
     *
     * @return what was found and done, a sentence each; empty where all is well or there is no run
     * @throws loglog.runs.BusyException where another process trains there
     */
    public static List<String> repair(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var lock = RunLock.take(folder)) {
            return repair(lock);
        }
    }

    /** {@link #repair(Path)} for who has the folder's lock. */
    public static List<String> repair(RunLock lock) {
        try {
            return repaired(new RunFolder(lock.folder()));
        } catch (IOException e) {
            throw DataException.of(lock.folder(), e);
        }
    }

    /**
     * Whether a run that has ended is whole, as far as this shows quickly: its description and its result are what was
     * written, the newest checkpoint's files are there and as long as they say, and the metrics are rows up to the last
     * step. A run without checkpoints may have had them deleted, to save room.
     */
    public static boolean isSound(Path folder) {
        var run = new RunFolder(folder);
        try {
            var result = run.read(run.resultFile());
            if (!RunFolder.isAsWritten(result) || !RunFolder.isAsWritten(run.read(run.runFile()))) {
                return false;
            }
            var newest = run.newestCheckpoint();
            if (newest.isPresent()) {
                Checkpoint.checkShape(newest.get());
            }
            return MetricsFile.read(run).problem(lastRow(run), true).isEmpty();
        } catch (DataException _) {
            return false;
        }
    }

    private static List<String> repaired(RunFolder run) throws IOException {
        run.removeTemporary();
        if (!Files.exists(run.runFile())) {
            if (Files.exists(run.resultFile()) || Files.exists(run.metricsFile())) {
                return new ArrayList<>(
                        List.of(FolderRepair.startAnew(run, run.folder() + ": found a run without its run.json")));
            }
            for (var checkpoint : run.checkpoints()) {
                RunFolder.discard(checkpoint); // copied from a trunk by a process that ended before the run began
            }
            return new ArrayList<>();
        }
        var done = FolderRepair.repairedFiles(run);
        if (!Files.exists(run.runFile())) {
            return done;
        }
        boolean wasWhole = true;
        for (var checkpoint : run.checkpoints().reversed()) {
            try {
                Checkpoint.check(checkpoint);
                break;
            } catch (DataException e) {
                FolderRepair.setAside(checkpoint);
                wasWhole = false;
                done.add(e.getMessage() + "; the run goes on from the checkpoint before");
            }
        }
        if (!wasWhole && Files.exists(run.resultFile())) {
            FolderRepair.setAside(run.resultFile()); // it is made again, with the checkpoint, to the same bits
        }
        if (!Files.exists(run.resultFile())) {
            for (var state : states(run)) {
                try {
                    Checkpoint.check(state);
                } catch (DataException e) {
                    FolderRepair.setAside(state);
                    done.add(e.getMessage() + "; it is made again where the run is not past it");
                }
            }
        }
        repairMetrics(run, done);
        return done;
    }

    private static List<Path> states(RunFolder run) throws IOException {
        try (var files = Files.list(run.folder())) {
            return files.filter(f -> f.getFileName().toString().matches(Checkpoint.BRANCH + "\\d+"))
                    .sorted()
                    .toList();
        }
    }

    /** Rows that are lost do not come back, but for those behind the checkpoint; nothing else depends on them. */
    private static void repairMetrics(RunFolder run, List<String> done) throws IOException {
        if (!Files.exists(run.metricsFile()) && !Files.exists(run.resultFile())) {
            return; // killed before its first row
        }
        var metrics = MetricsFile.read(run);
        var problem = metrics.problem(lastRow(run), Files.exists(run.resultFile()));
        if (problem.isEmpty()) {
            return;
        }
        if (metrics.isBroken()) {
            metrics.writeRows(run);
        }
        done.add(
                "%s: %s; those rows are lost, and nothing else depends on them; to have them again, move the folder away"
                        .formatted(run.metricsFile(), problem.get()));
    }

    /** The step up to which a run must have rows: 0 where it may have none. */
    private static long lastRow(RunFolder run) {
        if (Files.exists(run.resultFile())) {
            var outcome = OutcomeJson.of(run);
            return outcome.status() == Outcome.Status.FINISHED ? outcome.steps() : 0;
        }
        long step = run.newestCheckpoint().map(RunFolder::step).orElse(0L);
        // The checkpoint that a branch begins with is its trunk's, and so are the rows before it.
        long inherited = run.asked().path("trunk").path("step").asLong(0);
        return step > inherited ? step : 0;
    }
}
