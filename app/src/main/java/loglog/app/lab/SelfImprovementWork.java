package loglog.app.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import loglog.app.lab.report.SelfImprovementSection;
import loglog.feedback.BaseCoverage;
import loglog.feedback.TuningName;
import loglog.feedback.TuningRequest;
import loglog.lab.results.Result;
import loglog.lab.results.Results;
import loglog.runs.RunFolder;
import loglog.tasks.HashSplit.Side;
import loglog.tasks.SelfImprovement;
import loglog.tasks.TaskKind;
import loglog.tasks.TaskModel;
import loglog.words.Format;

/**
 * Lets a study's models learn from their own answers, once they are trained. What is there already is not done again, and what was
 * begun goes on.
 */
final class SelfImprovementWork {
    private static final long SEED = 1;

    /** Of expert iteration on models of some thousand params (docs/self-improvement.md). */
    private static final double RATE = 2e-3;

    private static final int BATCH = 64;
    private static final int EPOCHS = 2;

    private final Path runs;
    private final String study;
    private final SelfImprovement how;
    private final Consumer<String> say;

    SelfImprovementWork(Path runs, String study, SelfImprovement how, Consumer<String> say) {
        this.runs = runs;
        this.study = study;
        this.how = how;
        this.say = say;
    }

    /** Until it is told to stop. */
    void carryOut(Results results, int cores, BooleanSupplier stop) {
        var rows = results.observed().rows();
        int each = 1 + (how.grpo() == 0 ? 1 : 2);
        try (var progress = new PhaseProgress("learning from own answers", each * rows.size(), say)) {
            TuningPool.each(rows, cores, stop, result -> improve(result, progress, stop));
        }
    }

    private void improve(Result result, PhaseProgress progress, BooleanSupplier stop) {
        var base = known(result);
        progress.done(1);
        var refusal = SelfImprovementSection.GATE.refusal(base.passAtOne(), SelfImprovementSection.LEVEL);
        if (refusal.isPresent()) {
            progress.say("%s: not improved: %s".formatted(result.name(), refusal.get()));
            progress.done(requests(result).size());
            return;
        }
        for (var request : requests(result)) {
            if (stop.getAsBoolean()) {
                return;
            }
            var folder = SelfImprovementSection.runOf(runs.resolve(study), result, request.method());
            TuningPool.tune(folder, request, progress, stop)
                    .ifPresent(outcome -> progress.say("%s: %s from %s to %s right"
                            .formatted(
                                    result.name(),
                                    request.method().word(),
                                    Format.digits(base.passAtOne().value(), 3),
                                    Format.digits(outcome.value("test_pass_rate"), 3))));
            progress.done(1);
        }
    }

    private BaseCoverage known(Result result) {
        long ofTask = TaskKind.taskOf(result.folder()).count(Side.TEST);
        return SelfImprovementSection.read(result.folder())
                .filter(b -> b.isOf(how.problems(), how.samples(), ofTask))
                .orElseGet(() -> {
                    try (var model = TaskModel.load(result.folder(), 1)) {
                        var base = BaseCoverage.of(model, how.problems(), how.samples(), SEED);
                        new RunFolder(result.folder())
                                .writeSealed(SelfImprovementSection.file(result.folder()), base.json());
                        return base;
                    }
                });
    }

    private List<TuningRequest> requests(Result result) {
        var expert = TuningRequest.usual(
                        TuningName.EXPERT_ITERATION, result.folder(), Optional.empty(), how.rounds(), how.problems())
                .learning(RATE, BATCH, EPOCHS);
        return how.grpo() == 0
                ? List.of(expert)
                : List.of(
                        expert,
                        TuningRequest.usual(
                                TuningName.GRPO, result.folder(), Optional.empty(), how.grpo(), how.problems()));
    }
}
