package loglog.lab.work;

import java.nio.file.Path;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.study.StudyFile;
import loglog.training.Progress;
import loglog.training.Trainer;

/**
 * Runs of studies whose trainer is a program, carried out in this process, for tests of what is made of them: that workers carry
 * them out alike is tested elsewhere, and each worker's JVM takes seconds.
 */
public final class ProgramRuns {
    private ProgramRuns() {}

    /**
     * Carries out all that a study plans, one run after the other.
     *
     * @param runs the folder of all runs
     */
    public static void carryOut(Path file, Path runs) {
        var planned = PlannedStudy.of(StudyFile.read(file), runs, 1, false);
        var study = planned.plan().study();
        for (var run : planned.plan().runs()) {
            CommandTrainer.carryOut(
                    Jobs.of(study, planned.folder(), run),
                    (Trainer.Command) study.trainer(),
                    Progress.QUIET,
                    sentence -> {
                        throw new AssertionError(sentence);
                    });
        }
    }
}
