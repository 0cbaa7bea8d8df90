package loglog.models.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.models.weights.Safetensors;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;

/**
 * Brings a damaged run folder back to its last good state. Nothing is deleted but what a run can make again to the bits:
 * damaged files are set aside under a name that ends in {@code .damaged}.
 */
public final class Repair {
    private static final String DAMAGED = ".damaged";

    private Repair() {}

    /**
     * Checks a run's files and sets aside what cannot be read: a result, checkpoints from the newest down to the first
     * whole one, and where the run's own description is lost, all of the folder's content.
     *
     * @return what was found and done, a sentence each; empty where all is well or there is no run
     * @throws loglog.runs.BusyException where another process trains there
     */
    public static List<String> repair(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var _ = RunLock.take(folder)) {
            return repaired(new RunFolder(folder));
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
    }

    /**
     * {@link #repair} for a run whose checkpoints are another program's: they stay as they are.
     *
     * @throws loglog.runs.BusyException where another process trains there
     */
    public static List<String> repairFiles(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var _ = RunLock.take(folder)) {
            var run = new RunFolder(folder);
            return Files.exists(run.runFile()) ? repairedFiles(run) : List.of();
        } catch (IOException e) {
            throw DataException.of(folder, e);
        }
    }

    private static List<String> repaired(RunFolder run) throws IOException {
        if (!Files.exists(run.runFile())) {
            for (var checkpoint : run.checkpoints()) {
                RunFolder.delete(checkpoint); // copied from a trunk by a process that ended before the run began
            }
            return List.of();
        }
        var done = repairedFiles(run);
        for (var checkpoint : run.checkpoints().reversed()) {
            try {
                check(checkpoint);
                break;
            } catch (DataException e) {
                setAside(checkpoint);
                done.add(e.getMessage() + "; the run goes on from the checkpoint before");
            }
        }
        return done;
    }

    private static List<String> repairedFiles(RunFolder run) throws IOException {
        var done = new ArrayList<String>();
        try {
            PlanJson.read(run.runFile(), run.read(run.runFile()));
        } catch (DataException e) {
            var aside = setAsideAll(run.folder());
            done.add("%s; what was there is set aside in %s and the run starts anew"
                    .formatted(e.getMessage(), aside.getFileName()));
            return done;
        }
        if (Files.exists(run.resultFile())) {
            try {
                OutcomeJson.read(run.resultFile(), run.read(run.resultFile()));
            } catch (DataException e) {
                setAside(run.resultFile());
                done.add(e.getMessage() + "; it is made again from the last checkpoint");
            }
        }
        return done;
    }

    /** Reads every tensor: a file that was cut off shows at its end. */
    private static void check(Path checkpoint) {
        for (var name : List.of(Checkpoint.MODEL, Checkpoint.OPTIMISER)) {
            try (var tensors = Safetensors.open(checkpoint.resolve(name))) {
                for (var tensor : tensors.names()) {
                    for (float value : tensors.tensor(tensor).floats()) {
                        if (!Float.isFinite(value)) {
                            throw DataException.in(
                                    checkpoint.resolve(name),
                                    "tensor %s: found %s, expected finite numbers",
                                    tensor,
                                    value);
                        }
                    }
                }
            }
        }
    }

    private static void setAside(Path file) throws IOException {
        var aside = file.resolveSibling(file.getFileName() + DAMAGED);
        if (Files.isDirectory(aside)) {
            RunFolder.delete(aside);
        }
        Files.deleteIfExists(aside);
        Files.move(file, aside);
    }

    private static Path setAsideAll(Path folder) throws IOException {
        int number = 1;
        while (Files.exists(folder.resolve(number + DAMAGED))) {
            number++;
        }
        var aside = Files.createDirectory(folder.resolve(number + DAMAGED));
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (!name.endsWith(DAMAGED) && !name.equals(RunLock.FILE)) {
                    Files.move(file, aside.resolve(name));
                }
            }
        }
        return aside;
    }
}
