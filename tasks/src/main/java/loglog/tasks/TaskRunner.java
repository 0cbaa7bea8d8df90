package loglog.tasks;

import java.util.function.Consumer;
import loglog.models.training.TrainingJob;
import loglog.runs.RunLock;
import loglog.training.Job;
import loglog.training.JobRunner;
import loglog.training.Outcome;
import loglog.training.Progress;

/** Trains models on tasks with Loglog's own trainer; a problem's tokens are made when they are read. */
final class TaskRunner implements JobRunner {
    @Override
    public Outcome carryOut(Job job, Progress progress, Consumer<String> repaired) {
        var plan = (TaskPlan) job.plan();
        var trained = (TrainedTask) job.task();
        var data = TaskData.of(
                trained.task().in(plan.format()),
                plan.seed(),
                plan.plan().recipe().context(),
                trained.testProblems());
        var notes = job.notes().deepCopy();
        notes.put("kind", TaskKind.NAME);
        trained.write(notes);
        notes.put(TaskPlan.FORMAT, plan.format());
        try (var lock = RunLock.take(job.folder())) {
            TrainingJob.repair(lock, plan.plan(), repaired);
            var training = new TrainingJob(lock, job, plan.plan(), data, notes, repaired);
            training.mendDescription();
            return training.carryOut(progress);
        }
    }

    @Override
    public void close() {}
}
