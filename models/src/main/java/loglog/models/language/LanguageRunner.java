package loglog.models.language;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import loglog.models.training.CorpusData;
import loglog.models.training.Plan;
import loglog.models.training.TrainingJob;
import loglog.runs.RunLock;
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
            TrainingJob.repair(lock, plan, repaired);
            open(task);
            var read = data.data(
                    task.corpus(), plan.recipe().context(), plan.seed(), job.uniqueTokens(), task.validationTokens());
            var training = new TrainingJob(lock, job, plan, read, job.notes(), repaired);
            training.mendDescription();
            if (CorpusData.keepTokenizer(task.tokenizer(), job.folder())) {
                repaired.accept(job.folder() + ": found another tokenizer than the study's; it is copied again");
            }
            return training.carryOut(progress);
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
