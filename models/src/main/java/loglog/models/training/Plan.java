package loglog.models.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;
import loglog.runs.RunId;
import loglog.training.Cost;
import loglog.training.RunPlan;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run is to do; a run is a function of it and of the data.
 *
 * @param recipe all settings but the scale
 * @param model the scale in parameters
 * @param tokens the scale in data: tokens to train on, rounded up to whole steps
 * @param seed of weights and data order
 * @param lanes threads that compute side by side; bits depend on it, so a resumed run keeps it
 */
public record Plan(Recipe recipe, HfConfig model, long tokens, long seed, int lanes) implements RunPlan {
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

    @Override
    public String kind() {
        return RunId.LANGUAGE;
    }

    @Override
    public long tokensPerStep() {
        return recipe.tokensPerStep();
    }

    @Override
    public Cost cost() {
        var footprint = Footprint.of(this);
        return new Cost(wholeTokens() * footprint.flopsPerToken(), footprint.bytes());
    }

    @Override
    public void write(ObjectNode to) {
        TrainingPlanJson.write(this, to);
    }

    @Override
    public Map<String, Number> facts() {
        var facts = new LinkedHashMap<String, Number>();
        facts.put("width", model.width());
        facts.put("layers", model.layers());
        facts.put("batch", recipe.batch());
        facts.put("lr", recipe.rate());
        return facts;
    }

    @Override
    public Map<String, String> placeholders() {
        return PlanWords.of(this);
    }

    @Override
    public Course course() {
        return new Course(
                List.of(recipe.optimizer(), recipe.schedule()),
                recipe.schedule().warmup(),
                recipe.schedule().kind() == Schedule.Kind.CONSTANT);
    }

    @Override
    public long steps() {
        return Math.ceilDiv(tokens, recipe.tokensPerStep());
    }
}
