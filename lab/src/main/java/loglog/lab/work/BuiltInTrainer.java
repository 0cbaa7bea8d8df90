package loglog.lab.work;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import loglog.models.training.CorpusData;
import loglog.models.training.Outcome;
import loglog.models.training.Plan;
import loglog.models.training.Progress;
import loglog.models.training.Repair;
import loglog.models.training.TrainingRun;
import loglog.models.transformer.ParameterPlan;
import loglog.runs.DataException;
import loglog.runs.RunFolder;

/** Carries runs out with Loglog's own trainer; the corpus stays open from run to run. */
final class BuiltInTrainer implements AutoCloseable {
    private static final double CHECKPOINT_SECONDS = 30;

    private String corpus;
    private Path tokenizer;
    private CorpusData data;

    /** Starts the run, or goes on with it, or gives the result that it has. */
    Outcome carryOut(Job job, Progress progress, Consumer<String> repaired) {
        Repair.repair(job.folder()).forEach(repaired);
        var folder = job.folder();
        boolean exists = Files.exists(new RunFolder(folder).runFile());
        if (exists) {
            requireSame(folder, job.plan(), TrainingRun.plan(folder));
        }
        open(job);
        long seed = job.plan().seed();
        var read = data.data(
                job.corpus(), job.plan().recipe().context(), seed, job.uniqueTokens(), job.validationTokens());
        var options = new TrainingRun.Options(
                TrainingRun.Options.logEvery(ParameterPlan.params(job.plan().model())),
                CHECKPOINT_SECONDS,
                0,
                0,
                job.branchSteps());
        if (exists) {
            return TrainingRun.resume(folder, read, options, progress);
        }
        CorpusData.keepTokenizer(job.tokenizer(), folder);
        return job.branch()
                .map(b -> TrainingRun.branch(
                        folder, b.trunk(), b.step(), job.plan(), read, job.notes(), options, progress))
                .orElseGet(() -> TrainingRun.start(folder, job.plan(), read, job.notes(), options, progress));
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
