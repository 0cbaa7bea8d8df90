package loglog.app.lab;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import loglog.feedback.ProxyTask;
import loglog.lab.experiment.PlannedStudy;
import loglog.lab.results.Results;
import loglog.tasks.TrainedTask;

/** What a study does with its models once they are trained. What is there already is not done again. */
final class AfterTraining {
    private AfterTraining() {}

    /** Whether a study does more with its models than to train and to measure them. */
    static boolean isAsked(loglog.training.Task task) {
        return task instanceof ProxyTask
                || task instanceof TrainedTask of
                        && (of.thinking().isPresent()
                                || of.unhobbling().isPresent()
                                || of.selfImprovement().isPresent()
                                || of.weakToStrong().isPresent());
    }

    /**
     * Does it, until it is told to stop.
     *
     * @param say what a person should keep
     */
    static void carryOut(
            PlannedStudy planned, Path runs, Results results, int cores, Consumer<String> say, BooleanSupplier stop) {
        var study = planned.plan().study();
        if (study.task() instanceof TrainedTask task) {
            task.thinking()
                    .ifPresent(how -> new ThinkingWork(runs, study.name(), how, cores, say).carryOut(results, stop));
            task.unhobbling().ifPresent(how -> UnhobblingWork.carryOut(results, how, cores, say, stop));
            task.selfImprovement()
                    .ifPresent(how ->
                            new SelfImprovementWork(runs, study.name(), how, say).carryOut(results, cores, stop));
            task.weakToStrong()
                    .ifPresent(how -> new WeakToStrongWork(planned.folder(), how, say).carryOut(results, cores, stop));
        }
        if (study.task() instanceof ProxyTask task) {
            new OveroptimizationWork(planned.folder(), task, say).carryOut(results, cores, stop);
        }
    }
}
