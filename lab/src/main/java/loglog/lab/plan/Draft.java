package loglog.lab.plan;

import java.util.Optional;
import java.util.Set;
import loglog.lab.study.StudyRecipe;
import loglog.models.training.Footprint;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.weights.HfConfig;
import loglog.runs.RunRole;

/**
 * A run before its name and its lanes are known: both depend on the runs beside it.
 *
 * @param recipeName in the study
 * @param recipe what the design makes of the study's
 * @param steps whole ones
 * @param varied what tells it from runs of the same recipe and scale, for its name; may be empty
 * @param trunk the run that it leaves, and the step
 */
record Draft(
        String recipeName,
        StudyRecipe recipe,
        HfConfig model,
        long steps,
        long seed,
        String varied,
        long uniqueTokens,
        Optional<Leaves> trunk,
        Set<Long> branchSteps,
        RunRole role) {
    /** Where a draft leaves another. */
    record Leaves(Draft trunk, long step) {}

    static Draft of(String recipeName, StudyRecipe recipe, HfConfig model, long steps, long seed) {
        return new Draft(
                recipeName, recipe, model, steps, seed, "", 0, Optional.empty(), Set.of(), RunRole.OBSERVATION);
    }

    Draft as(RunRole other) {
        return new Draft(recipeName, recipe, model, steps, seed, varied, uniqueTokens, trunk, branchSteps, other);
    }

    /** With a recipe that differs from the study's in one setting. */
    Draft with(Recipe other, String difference) {
        return new Draft(
                recipeName,
                new StudyRecipe(recipe.architecture(), other),
                model,
                steps,
                seed,
                difference,
                uniqueTokens,
                trunk,
                branchSteps,
                role);
    }

    Draft repeating(long tokens, String difference) {
        return new Draft(recipeName, recipe, model, steps, seed, difference, tokens, trunk, branchSteps, role);
    }

    Draft trunk(Set<Long> kept) {
        return new Draft(recipeName, recipe, model, steps, seed, "trunk", uniqueTokens, trunk, kept, RunRole.TRUNK);
    }

    Draft leaving(Draft other, long step) {
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

    long tokens() {
        return steps * recipe.recipe().tokensPerStep();
    }

    double flops() {
        return tokens() * Footprint.flopsPerToken(model, recipe.recipe().context());
    }

    /** After the state that it leaves from. */
    double ownFlops() {
        return trunk.map(leaves -> flops() * (steps - leaves.step()) / steps).orElseGet(this::flops);
    }

    Plan plan(int lanes) {
        return new Plan(recipe.recipe(), model, tokens(), seed, lanes);
    }
}
