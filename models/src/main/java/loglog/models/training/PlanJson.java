package loglog.models.training;

import java.nio.file.Path;
import java.util.OptionalInt;
import loglog.engine.Precision;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A {@link Plan} in {@code run.json}. */
public final class PlanJson {
    private PlanJson() {}

    public static void write(Plan plan, ObjectNode to) {
        var r = plan.recipe();
        var recipe = to.putObject("recipe");
        recipe.put("optimiser", r.optimiser().name()).put("rate", r.rate());
        recipe.putObject("schedule")
                .put("kind", r.schedule().kind().name())
                .put("warmup", r.schedule().warmup())
                .put("decay", r.schedule().decay())
                .put("floor", r.schedule().floor());
        recipe.put("base_width", r.baseWidth()).put("batch", r.batch()).put("context", r.context());
        recipe.put("weight_decay", r.weightDecay()).put("clip", r.clip());
        recipe.put("beta1", r.beta1()).put("beta2", r.beta2()).put("epsilon", r.epsilon());
        recipe.put("momentum", r.momentum()).put("precision", r.precision().name());
        var m = plan.model();
        var model = to.putObject("model").put("architecture", m.architecture());
        model.put("vocabulary", m.vocabulary()).put("width", m.width()).put("layers", m.layers());
        model.put("heads", m.heads()).put("kv_heads", m.kvHeads()).put("head_width", m.headWidth());
        model.put("feed_forward", m.feedForward()).put("context", m.context());
        model.put("norm_epsilon", m.normEpsilon()).put("tied", m.tied());
        if (m instanceof HfConfig.Llama llama) {
            model.put("rope_theta", llama.ropeTheta());
        }
        to.put("tokens", plan.tokens()).put("seed", plan.seed()).put("lanes", plan.lanes());
    }

    /** @throws DataException where a key is missing or has a value of another kind */
    public static Plan read(Path file, ObjectNode from) {
        try {
            var r = from.required("recipe");
            var s = r.required("schedule");
            var schedule = new Schedule(
                    Schedule.Kind.valueOf(s.required("kind").asString()),
                    number(s, "warmup"),
                    number(s, "decay"),
                    number(s, "floor"));
            var recipe = new Recipe(
                    Recipe.Kind.valueOf(r.required("optimiser").asString()),
                    number(r, "rate"),
                    schedule,
                    integer(r, "base_width"),
                    integer(r, "batch"),
                    integer(r, "context"),
                    number(r, "weight_decay"),
                    number(r, "clip"),
                    number(r, "beta1"),
                    number(r, "beta2"),
                    number(r, "epsilon"),
                    number(r, "momentum"),
                    // Runs from before there was a choice name none.
                    Precision.valueOf(r.path("precision").asString(Precision.FLOAT32.name())));
            return new Plan(
                    recipe,
                    model(from.required("model")),
                    from.required("tokens").asLong(),
                    from.required("seed").asLong(),
                    integer(from, "lanes"));
        } catch (JacksonException | IllegalArgumentException e) {
            throw e instanceof DataException d
                    ? new DataException(file + ": " + d.getMessage(), d)
                    : new DataException(file + ": expected a run's plan: " + e.getMessage(), e);
        }
    }

    private static HfConfig model(JsonNode m) {
        int vocabulary = integer(m, "vocabulary");
        int width = integer(m, "width");
        int layers = integer(m, "layers");
        int heads = integer(m, "heads");
        int feedForward = integer(m, "feed_forward");
        int context = integer(m, "context");
        double epsilon = number(m, "norm_epsilon");
        boolean tied = m.required("tied").asBoolean();
        var end = OptionalInt.empty();
        return switch (m.required("architecture").asString()) {
            case "llama" ->
                new HfConfig.Llama(
                        vocabulary,
                        width,
                        layers,
                        heads,
                        integer(m, "kv_heads"),
                        integer(m, "head_width"),
                        feedForward,
                        context,
                        epsilon,
                        number(m, "rope_theta"),
                        tied,
                        end);
            case "gpt2" ->
                new HfConfig.Gpt2(vocabulary, width, layers, heads, feedForward, context, epsilon, tied, end);
            default ->
                throw new DataException("model: architecture: found %s, expected llama or gpt2"
                        .formatted(Json.kind(m.get("architecture"))));
        };
    }

    private static double number(JsonNode node, String key) {
        return node.required(key).asDouble();
    }

    private static int integer(JsonNode node, String key) {
        return node.required(key).asInt();
    }
}
