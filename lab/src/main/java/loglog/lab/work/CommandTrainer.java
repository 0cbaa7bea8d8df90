package loglog.lab.work;

import loglog.lab.study.Trainer;
import loglog.models.training.Outcome;
import loglog.models.training.Progress;
import loglog.runs.DataException;

/** Carries runs out with a program of the user's. */
final class CommandTrainer {
    private CommandTrainer() {}

    static Outcome carryOut(Job job, Trainer.Command command, Progress progress) {
        throw new DataException(job.folder() + ": commands of the user's are not carried out yet");
    }
}
