package loglog.models.training;

import loglog.models.weights.HfConfig;
import loglog.runs.DataException;

/**
 * What a run is to do; a run is a function of it and of the data.
 *
 * @param recipe all settings but the scale
 * @param model the scale in parameters
 * @param tokens the scale in data: tokens to train on, rounded up to whole steps
 * @param seed of weights and data order
 * @param lanes threads that compute side by side; bits depend on it, so a resumed run keeps it
 */
public record Plan(Recipe recipe, HfConfig model, long tokens, long seed, int lanes) {
    public Plan {
        if (recipe.context() > model.context()) {
            throw new DataException("recipe: context: found %d, expected at most the model's %d"
                    .formatted(recipe.context(), model.context()));
        }
        if (tokens < 1 || lanes < 1) {
            throw new DataException(
                    "plan: found %d tokens and %d lanes, expected at least one of each".formatted(tokens, lanes));
        }
    }

    public long steps() {
        return Math.ceilDiv(tokens, recipe.tokensPerStep());
    }
}
