package loglog.lab.design;

import java.util.Optional;
import java.util.Set;
import loglog.runs.RunRole;
import loglog.training.Model;
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
public record Draft(
        String recipeName,
        Settings recipe,
        Model model,
        long steps,
        long seed,
        String varied,
        long uniqueTokens,
        Optional<Leaves> trunk,
        Set<Long> branchSteps,
        RunRole role) {
    /** Where a draft leaves another. */
    public record Leaves(Draft trunk, long step) {}

    public static Draft of(String recipeName, Settings recipe, Model model, long steps, long seed) {
        return new Draft(
                recipeName, recipe, model, steps, seed, "", 0, Optional.empty(), Set.of(), RunRole.OBSERVATION);
    }

    public Draft as(RunRole other) {
        return new Draft(recipeName, recipe, model, steps, seed, varied, uniqueTokens, trunk, branchSteps, other);
    }

    /** With a recipe that differs from the study's in one setting. */
    public Draft with(Settings other, String difference) {
        return new Draft(recipeName, other, model, steps, seed, difference, uniqueTokens, trunk, branchSteps, role);
    }

    public Draft repeating(long tokens, String difference) {
        return new Draft(recipeName, recipe, model, steps, seed, difference, tokens, trunk, branchSteps, role);
    }

    public Draft trunk(Set<Long> kept) {
        return new Draft(recipeName, recipe, model, steps, seed, "trunk", uniqueTokens, trunk, kept, RunRole.TRUNK);
    }

    public Draft leaving(Draft other, long step) {
        return new Draft(
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
