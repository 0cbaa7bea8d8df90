package loglog.models.language;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import loglog.models.training.CorpusData;
import loglog.models.training.Data;
import loglog.models.training.Plan;
import loglog.models.training.Repair;
import loglog.models.training.TrainingRun;
import loglog.runs.DataException;
import loglog.runs.RunFolder;
import loglog.runs.RunLock;
import loglog.training.Differences;
import loglog.training.FolderRepair;
import loglog.training.Job;
import loglog.training.JobRunner;
import loglog.training.Outcome;
import loglog.training.Progress;

/** Carries runs out with Loglog's own trainer; the corpus stays open from run to run. */
final class LanguageRunner implements JobRunner {
    private String corpus;
    private Path tokenizer;
    private CorpusData data;

    @Override
    public Outcome carryOut(Job job, Progress progress, Consumer<String> repaired) {
        var plan = (Plan) job.plan();
        var task = (LanguageTask) job.task();
        // One lock from the first look to the last byte: between two, another process could begin and leave the run.
        try (var lock = RunLock.take(job.folder())) {
            Repair.repair(lock).forEach(repaired);
            var run = new RunFolder(job.folder());
            if (Files.exists(run.runFile()) && RunFolder.isAsWritten(run.read(run.runFile()))) {
                Differences.requireNone(job.folder(), TrainingRun.plan(job.folder()), plan);
            }
            open(task);
            var read = data.data(
                    task.corpus(), plan.recipe().context(), plan.seed(), job.uniqueTokens(), task.validationTokens());
            mendDescription(lock, job, read, repaired);
            if (CorpusData.keepTokenizer(task.tokenizer(), job.folder())) {
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
                            plan,
                            read,
                            job.notes(),
                            options,
                            progress)
                    : TrainingRun.start(lock, plan, read, job.notes(), options, progress);
        }
    }

    private static TrainingRun.Options options(Job job) {
        return new TrainingRun.Options(
                TrainingRun.Options.logEvery(job.plan().params()),
                JobRunner.checkpointSeconds(),
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
                TrainingRun.describeAnew(lock, (Plan) job.plan(), read, job.notes())
                        ? finding + "; it is written anew from the study"
                        : FolderRepair.startAnew(lock, finding));
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

    private void open(LanguageTask task) {
        if (data != null && task.corpus().equals(corpus) && Objects.equals(task.tokenizer(), tokenizer)) {
            return;
        }
        close();
        data = CorpusData.open(task.corpus(), task.tokenizer(), _ -> {});
        corpus = task.corpus();
        tokenizer = task.tokenizer();
    }

    @Override
    public void close() {
        if (data != null) {
            data.close();
            data = null;
        }
    }
}
