package loglog.lab.plan;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import loglog.lab.design.DraftRun;
import loglog.lab.study.Study;
import loglog.lab.study.Target;
import loglog.training.ModelOfSize;
import loglog.training.Size;

/** From what a study forecasts to the run that verifies it. */
public final class Targets {
    private Targets() {}

    /**
     * FLOP that a compute-optimal target may cost.
     *
     * @throws IllegalArgumentException for {@link Target.Scale}, which names a model
     */
    public static double budget(StudyPlan plan, Target target) {
        return switch (target) {
            case Target.Flops(double flops) -> flops;
            case Target.Times(double factor) -> factor * plan.largestFlops();
            case Target.Scale _ -> throw new IllegalArgumentException("a scale has no budget");
        };
    }

    /**
     * The run of a scale that is given.
     *
     * @param recipe its name in the study
     * @param lanes of the run of a name, where it was begun
     */
    public static PlannedRun verification(
            Study study,
            String recipe,
            Target.Scale target,
            long seed,
            int cores,
            Function<String, OptionalInt> lanes) {
        var model = study.recipes().get(recipe).model(new Size.Params(target.params()));
        return finished(study, Drafts.verification(study, recipe, model, target.tokens(), seed), cores, lanes);
    }

    /**
     * The run that spends a budget on the model nearest to the one that is compute-optimal by a fit. It is a model that
     * there is, so that its params miss those of the fit by a little: what is forecast is this run's loss.
     *
     * @param flops the budget
     * @param params N_opt of the fit at that budget
     */
    public static PlannedRun verification(
            Study study,
            String recipe,
            double flops,
            double params,
            long seed,
            int cores,
            Function<String, OptionalInt> lanes) {
        var settings = study.recipes().get(recipe);
        var scale = settings.spent(settings.nearest(params), flops);
        var draft = Drafts.verification(study, recipe, scale.model(), scale.tokens(), seed);
        return finished(study, draft, cores, lanes);
    }

    /** The run of a model that was chosen, on so many tokens. */
    public static PlannedRun verification(
            Study study,
            String recipe,
            ModelOfSize model,
            double tokens,
            long seed,
            int cores,
            Function<String, OptionalInt> lanes) {
        return finished(study, Drafts.verification(study, recipe, model, tokens, seed), cores, lanes);
    }

    private static PlannedRun finished(Study study, DraftRun draft, int cores, Function<String, OptionalInt> lanes) {
        return StudyPlan.finished(study, cores, List.of(draft), draft.flops(), lanes)
                .getFirst();
    }
}
