package loglog.lab.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import loglog.lab.design.DraftRun;
import loglog.lab.study.Study;
import loglog.training.Trainer;

/**
 * How many threads compute each run. Bits depend on it, so that it belongs to the plan. Runs side by side on one lane each
 * use a machine best; a run that alone would take longer than all of them together on all cores gets so many more.
 */
final class RunThreads {
    private final Study study;
    private final int cores;
    private final Map<DraftRun, Names.RunName> names;
    private final Function<String, OptionalInt> existing;

    /** @param existing lanes of a run by name, where it was begun */
    RunThreads(Study study, int cores, Map<DraftRun, Names.RunName> names, Function<String, OptionalInt> existing) {
        this.study = study;
        this.cores = cores;
        this.names = names;
        this.existing = existing;
    }

    Map<DraftRun, Integer> of(List<DraftRun> drafts, double total) {
        var chains = new HashMap<DraftRun, Double>();
        for (var draft : drafts) {
            // A branch begins when its trunk is there: the longest of them belongs to the trunk's time.
            chains.merge(draft, draft.ownFlops(), Math::max);
            draft.trunk().ifPresent(l -> chains.merge(l.trunk(), l.trunk().flops() + draft.ownFlops(), Math::max));
        }
        var lanes = new HashMap<DraftRun, Integer>();
        for (var draft : drafts) {
            // All that leave a trunk have its lanes, so that each is the run that it would have been from the start.
            var trunk = draft.trunk().map(DraftRun.Leaves::trunk).orElse(draft);
            lanes.put(draft, begun(draft).orElseGet(() -> begun(trunk).orElseGet(() -> needed(trunk, chains, total))));
        }
        return lanes;
    }

    private OptionalInt begun(DraftRun draft) {
        var name = names.get(draft);
        return name == null ? OptionalInt.empty() : existing.apply(name.toString());
    }

    private int needed(DraftRun draft, Map<DraftRun, Double> chains, double total) {
        if (study.trainer() instanceof Trainer.Command command) {
            return command.lanes();
        }
        double shares = chains.get(draft) * cores / total;
        // A hair above a whole number is no reason for one more.
        int lanes = (int) Math.ceil(shares - 1e-6);
        return Math.clamp(lanes, 1, Math.min(cores, draft.recipe().mostLanes()));
    }
}
