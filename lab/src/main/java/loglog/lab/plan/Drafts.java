package loglog.lab.plan;

import java.util.LinkedHashSet;
import java.util.List;
import loglog.lab.design.DesignedRuns;
import loglog.lab.design.DraftRun;
import loglog.lab.study.Study;
import loglog.runs.RunRole;
import loglog.training.ModelOfSize;

/** From a design to its runs, none twice, trunks before what leaves them. */
final class Drafts {
    private Drafts() {}

    /** All runs of a study; of a design that chooses among candidates, all that could be chosen. */
    static List<DraftRun> of(Study study) {
        var drafts = new LinkedHashSet<DraftRun>();
        study.recipes().forEach((name, recipe) -> {
            for (long seed : study.seeds()) {
                study.design().runs(new DesignedRuns(name, recipe, seed, drafts::add));
            }
        });
        return List.copyOf(drafts);
    }

    /** The run that verifies a forecast. */
    static DraftRun verification(Study study, String name, ModelOfSize model, double tokens, long seed) {
        var recipe = study.recipes().get(name);
        long steps = DesignedRuns.steps(tokens, recipe);
        return DraftRun.of(name, recipe, model, steps, seed)
                .with(study.design().verifying(recipe, steps), "")
                .as(RunRole.VERIFICATION);
    }
}
