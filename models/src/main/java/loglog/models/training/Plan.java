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
    /** Threads that one run may have. */
    public static final int MOST_LANES = 1024;

    public Plan {
        if (recipe.context() > model.context()) {
            throw new DataException("recipe: context: found %d, expected at most the model's %d"
                    .formatted(recipe.context(), model.context()));
        }
        if (tokens < 1 || lanes < 1 || lanes > MOST_LANES) {
            throw new DataException(
                    "plan: found %d tokens and %d threads, expected at least one of each, and at most %d threads"
                            .formatted(tokens, lanes, MOST_LANES));
        }
    }

    public long steps() {
        return Math.ceilDiv(tokens, recipe.tokensPerStep());
    }
}
