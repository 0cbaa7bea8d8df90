package loglog.lab.plan;

import java.util.Optional;
import java.util.Set;
import loglog.runs.RunRole;
import loglog.training.RunPlan;

/**
 * One run of a study.
 *
 * @param name of its folder, below the study's
 * @param group the part of its name that its replicates share, who differ in the seed alone
 * @param recipe the recipe's name in the study
 * @param plan all that its result depends on, besides the data
 * @param uniqueTokens that it reads over and over; 0 for all that there are
 * @param branch where it leaves another run; empty for one from random weights
 * @param branchSteps steps whose states it keeps for others
 * @param role what the run is for
 * @param flops of training the model from its first token
 * @param memoryBytes that it takes
 */
public record PlannedRun(
        String name,
        String group,
        String recipe,
        RunPlan plan,
        long uniqueTokens,
        Optional<Branch> branch,
        Set<Long> branchSteps,
        RunRole role,
        double flops,
        long memoryBytes) {
    /** A state of another run. */
    public record Branch(String trunk, long step) {}

    public PlannedRun {
        branchSteps = Set.copyOf(branchSteps);
    }

    /** A run from random weights, by itself. */
    public static PlannedRun of(String name, String recipe, RunPlan plan, RunRole role) {
        var cost = plan.cost();
        return new PlannedRun(
                name, name, recipe, plan, 0, Optional.empty(), Set.of(), role, cost.flops(), cost.bytes());
    }

    /** Trained parameters, embeddings included. */
    public long params() {
        return plan.params();
    }

    /** Tokens of its whole steps. */
    public long tokens() {
        return plan.wholeTokens();
    }

    /** FLOP that are left to spend after the state that it branches from. */
    public double ownFlops() {
        return branch.map(b -> flops * (plan.steps() - b.step()) / plan.steps()).orElse(flops);
    }
}
