package loglog.lab.work;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import loglog.models.training.CorpusData;
import loglog.models.training.Data;
import loglog.models.training.Outcome;
import loglog.models.training.Plan;
import loglog.models.training.Progress;
import loglog.models.training.Repair;
import loglog.models.training.TrainingRun;
import loglog.models.transformer.ParameterPlan;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;

/** Carries runs out with Loglog's own trainer; the corpus stays open from run to run. */
final class BuiltInTrainer implements AutoCloseable {
    /** Time between checkpoints, in seconds, where it is not to be the usual; workers take it from who starts them. */
    static final String CHECKPOINT_SECONDS = "loglog.checkpoint-seconds";

    private static final String USUAL_CHECKPOINT_SECONDS = "30";

    private String corpus;
    private Path tokenizer;
    private CorpusData data;

    /** Starts the run, or goes on with it, or gives the result that it has. */
    Outcome carryOut(Job job, Progress progress, Consumer<String> repaired) {
        // One lock from the first look to the last byte: between two, another process could begin and leave the run.
        try (var lock = RunLock.take(job.folder())) {
            Repair.repair(lock).forEach(repaired);
            var run = new RunFolder(job.folder());
            if (Files.exists(run.runFile()) && RunFolder.isAsWritten(run.read(run.runFile()))) {
                requireSame(job.folder(), job.plan(), TrainingRun.plan(job.folder()));
            }
            open(job);
            var read = data.data(
                    job.corpus(),
                    job.plan().recipe().context(),
                    job.plan().seed(),
                    job.uniqueTokens(),
                    job.validationTokens());
            mendDescription(lock, job, read, repaired);
            if (CorpusData.keepTokenizer(job.tokenizer(), job.folder())) {
                repaired.accept(job.folder() + ": found another tokenizer than the study's; it is copied again");
            }
            var options = options(job);
            if (Files.exists(run.runFile())) {
                return TrainingRun.resume(lock, read, options, progress);
            }
            return branches(job, repaired)
                    ? TrainingRun.branch(
                            lock,
                            job.branch().get().trunk(),
                            job.branch().get().step(),
                            job.plan(),
                            read,
                            job.notes(),
                            options,
                            progress)
                    : TrainingRun.start(lock, job.plan(), read, job.notes(), options, progress);
        }
    }

    private static TrainingRun.Options options(Job job) {
        return new TrainingRun.Options(
                TrainingRun.Options.logEvery(ParameterPlan.params(job.plan().model())),
                Double.parseDouble(System.getProperty(CHECKPOINT_SECONDS, USUAL_CHECKPOINT_SECONDS)),
                0,
                0,
                job.branchSteps());
    }

    /** A description that was damaged and still says the same is written anew; one that does not is nobody's. */
    private static void mendDescription(RunLock lock, Job job, Data read, Consumer<String> repaired) {
        var run = new RunFolder(job.folder());
        if (!Files.exists(run.runFile()) || RunFolder.isAsWritten(run.read(run.runFile()))) {
            return;
        }
        var finding = "%s: found another content than was written, by its %s".formatted(run.runFile(), RunFolder.SEAL);
        repaired.accept(
                TrainingRun.describeAnew(lock, job.plan(), read, job.notes())
                        ? finding + "; it is written anew from the study"
                        : Repair.startAnew(lock, finding));
    }

    /** A trunk's state that was lost or damaged costs time alone: from the start, the run comes to the same bits. */
    private static boolean branches(Job job, Consumer<String> repaired) {
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

    private static void requireSame(Path folder, Plan asked, Plan found) {
        if (!asked.equals(found)) {
            throw DataException.in(
                    folder,
                    "found a run with other settings there (%s), expected the study's; give the study another name, or"
                            + " move the folder away",
                    Differences.between(found, asked));
        }
    }

    private void open(Job job) {
        if (data != null && job.corpus().equals(corpus) && java.util.Objects.equals(job.tokenizer(), tokenizer)) {
            return;
        }
        close();
        data = CorpusData.open(job.corpus(), job.tokenizer(), _ -> {});
        corpus = job.corpus();
        tokenizer = job.tokenizer();
    }

    @Override
    public void close() {
        if (data != null) {
            data.close();
            data = null;
        }
    }
}
