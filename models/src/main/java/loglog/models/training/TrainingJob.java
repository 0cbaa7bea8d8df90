package loglog.models.training;

import java.nio.file.Files;
import java.util.function.Consumer;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.Differences;
import loglog.training.FolderRepair;
import loglog.training.Job;
import loglog.training.JobRunner;
import loglog.training.Outcome;
import loglog.training.Progress;
import tools.jackson.databind.node.ObjectNode;

/**
 * A study's run of a transformer, of whichever kind: started, branched from a trunk, or gone on with, with what is damaged mended.
 *
 * @param lock of its folder
 * @param plan of the job, as a transformer's training
 * @param notes for {@code run.json}
 * @param repaired is told what was damaged, and mended
 */
public record TrainingJob(RunLock lock, Job job, Plan plan, Data data, ObjectNode notes, Consumer<String> repaired) {
    /**
     * Mends what is damaged in the folder, before any data is read.
     *
     * @throws DataException where it holds another run
     */
    public static void repair(RunLock lock, Plan plan, Consumer<String> repaired) {
        Repair.repair(lock).forEach(repaired);
        var run = new RunFolder(lock.folder());
        if (Files.exists(run.runFile()) && RunFolder.isAsWritten(run.read(run.runFile()))) {
            Differences.requireNone(lock.folder(), TrainingRun.plan(lock.folder()), plan);
        }
    }

    /** Trains, or goes on, or gives the result that there is. */
    public Outcome carryOut(Progress progress) {
        var options = options();
        if (Files.exists(new RunFolder(lock.folder()).runFile())) {
            return TrainingRun.resume(lock, data, options, progress);
        }
        return branches()
                ? TrainingRun.branch(
                        lock,
                        job.branch().get().trunk(),
                        job.branch().get().step(),
                        plan,
                        data,
                        notes,
                        options,
                        progress)
                : TrainingRun.start(lock, plan, data, notes, options, progress);
    }

    private TrainingRun.Options options() {
        return new TrainingRun.Options(
                TrainingRun.Options.logEvery(job.plan().params()),
                JobRunner.checkpointSeconds(),
                0,
                0,
                job.branchSteps());
    }

    /** A description that was damaged and still says the same is written anew; one that does not is nobody's. */
    public void mendDescription() {
        var run = new RunFolder(lock.folder());
        if (!Files.exists(run.runFile()) || RunFolder.isAsWritten(run.read(run.runFile()))) {
            return;
        }
        var finding = run.runFile() + ": " + RunFolder.NOT_AS_WRITTEN;
        repaired.accept(
                TrainingRun.describeAnew(lock, plan, data, notes)
                        ? finding + "; it is written anew from the study"
                        : FolderRepair.startAnew(lock, finding));
    }

    /** A trunk's state that was lost or damaged costs time alone: from the start, the run comes to the same bits. */
    private boolean branches() {
        if (job.branch().isEmpty()) {
            return false;
        }
        try {
            TrainingRun.requireState(
                    job.branch().get().trunk(), job.branch().get().step());
            return true;
        } catch (DataException e) {
            repaired.accept("%s; %s is trained from the start instead"
                    .formatted(e.getMessage(), job.folder().getFileName()));
            return false;
        }
    }
}
