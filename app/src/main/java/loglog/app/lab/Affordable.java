package loglog.app.lab;

import loglog.app.UserError;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.study.Study;
import loglog.lab.work.Limits;
import loglog.runs.DataException;
import loglog.training.Trainer;
import loglog.words.Format;

/** Whether this machine can carry a study out with Loglog's own trainer; a program of the user's may run anywhere. */
final class Affordable {
    private static final double YEAR = 365.25 * 24 * 3600;

    /** More than any core of a processor does. */
    private static final double FLOPS_PER_CORE = 1e13;

    private Affordable() {}

    /**
     * Checks memory, and time by what no machine exceeds.
     *
     * @throws UserError where a run needs more memory than there is, or all take more than a year
     */
    static void check(PlannedStudy planned, int cores) {
        var study = planned.plan().study();
        if (study.trainer() instanceof Trainer.Command) {
            return;
        }
        for (var run : planned.plan().runs()) {
            try {
                study.kind().requireRoom(run.plan(), Limits.memoryOfThisMachine());
            } catch (DataException e) {
                throw new UserError("study %s: %s: %s".formatted(study.name(), run.name(), e.getMessage()));
            }
        }
        check(study, planned.plan().flops() / (cores * FLOPS_PER_CORE), cores);
    }

    /**
     * Checks the time.
     *
     * @param seconds that all takes; NaN where it is not known
     */
    static void check(Study study, double seconds, int cores) {
        if (seconds > YEAR) {
            throw new UserError(
                    "study %s: all its runs take about %s on %s, expected at most a year; loglog run --dry-run shows them"
                            .formatted(study.name(), Format.duration(seconds), Format.of(cores, "core")));
        }
    }
}
