package loglog.lab.design;

import java.util.Optional;
import java.util.Set;
import loglog.runs.RunRole;
import loglog.training.ModelOfSize;
import loglog.training.RunPlan;
import loglog.training.Settings;

/**
 * A run before its name and its lanes are known: both depend on the runs beside it.
 *
 * @param recipeName in the study
 * @param recipe what the design makes of the study's
 * @param steps whole ones
 * @param varied what tells it from runs of the same recipe and scale, for its name; may be empty
 * @param trunk the run that it leaves, and the step
 */
public record DraftRun(
        String recipeName,
        Settings recipe,
        ModelOfSize model,
        long steps,
        long seed,
        String varied,
        long uniqueTokens,
        Optional<Leaves> trunk,
        Set<Long> branchSteps,
        RunRole role) {
    /** Where a draft leaves another. */
    public record Leaves(DraftRun trunk, long step) {}

    public static DraftRun of(String recipeName, Settings recipe, ModelOfSize model, long steps, long seed) {
        return new DraftRun(
                recipeName, recipe, model, steps, seed, "", 0, Optional.empty(), Set.of(), RunRole.OBSERVATION);
    }

    public DraftRun as(RunRole other) {
        return new DraftRun(recipeName, recipe, model, steps, seed, varied, uniqueTokens, trunk, branchSteps, other);
    }

    /** With a recipe that differs from the study's in one setting. */
    public DraftRun with(Settings other, String difference) {
        return new DraftRun(recipeName, other, model, steps, seed, difference, uniqueTokens, trunk, branchSteps, role);
    }

    public DraftRun repeating(long tokens, String difference) {
        return new DraftRun(recipeName, recipe, model, steps, seed, difference, tokens, trunk, branchSteps, role);
    }

    public DraftRun trunk(Set<Long> kept) {
        return new DraftRun(recipeName, recipe, model, steps, seed, "trunk", uniqueTokens, trunk, kept, RunRole.TRUNK);
    }

    public DraftRun leaving(DraftRun other, long step) {
        return new DraftRun(
                recipeName,
                recipe,
                model,
                steps,
                seed,
                varied,
                uniqueTokens,
                Optional.of(new Leaves(other, step)),
                branchSteps,
                role);
    }

    public long tokens() {
        return steps * recipe.tokensPerStep();
    }

    public double flops() {
        return tokens() * recipe.flopsPerToken(model);
    }

    /** After the state that it leaves from. */
    public double ownFlops() {
        return trunk.map(leaves -> flops() * (steps - leaves.step()) / steps).orElseGet(this::flops);
    }

    public RunPlan plan(int lanes) {
        return recipe.plan(model, tokens(), seed, lanes);
    }
}
