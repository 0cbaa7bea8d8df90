package loglog.models.training;

import java.nio.file.Path;
import loglog.engine.Precision;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.weights.Architecture;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;
import loglog.runs.Fields;
import tools.jackson.databind.node.ObjectNode;

/** A {@link Plan} in {@code run.json}. */
public final class TrainingPlanJson {
    private static final String OPTIMIZER_STATE = "optimizer_state";

    private TrainingPlanJson() {}

    public static void write(Plan plan, ObjectNode to) {
        write(plan.recipe(), to.putObject("recipe"));
        write(plan.model(), to.putObject("model"));
        to.put("tokens", plan.tokens()).put("seed", plan.seed()).put("lanes", plan.lanes());
    }

    /** The recipe alone. */
    public static void write(Recipe r, ObjectNode recipe) {
        recipe.put("optimizer", r.optimizer().name()).put("rate", r.rate());
        recipe.putObject("schedule")
                .put("kind", r.schedule().kind().name())
                .put("warmup", r.schedule().warmup())
                .put("decay", r.schedule().decay())
                .put("floor", r.schedule().floor());
        recipe.put("base_width", r.baseWidth()).put("batch", r.batch()).put("context", r.context());
        recipe.put("weight_decay", r.weightDecay()).put("clip", r.clip());
        recipe.put("beta1", r.beta1()).put("beta2", r.beta2()).put("epsilon", r.epsilon());
        recipe.put("momentum", r.momentum()).put("precision", r.precision().name());
        r.quantized().write(recipe);
        if (r.optimizerState() != Precision.FLOAT32) {
            recipe.put(OPTIMIZER_STATE, r.optimizerState().name());
        }
    }

    private static void write(HfConfig m, ObjectNode model) {
        model.put("architecture", m.architecture());
        model.put("vocabulary", m.vocabulary()).put("width", m.width()).put("layers", m.layers());
        model.put("heads", m.heads()).put("kv_heads", m.kvHeads()).put("head_width", m.headWidth());
        model.put("feed_forward", m.feedForward()).put("context", m.context());
        model.put("norm_epsilon", m.normEpsilon()).put("tied", m.tied());
        m.ropeTheta().ifPresent(base -> model.put("rope_theta", base));
    }

    /** @throws DataException naming the file and the first key that is missing or has a value that it may not have */
    public static Plan read(Path file, ObjectNode from) {
        return read(file.toString(), Fields.of(file, from));
    }

    /** As {@link #read(Path, ObjectNode)}, of fields that are not a file's own; {@code place} names them in errors. */
    public static Plan read(String place, Fields from) {
        try {
            var r = from.object("recipe");
            var s = r.object("schedule");
            var schedule = new Schedule(
                    s.choice("kind", Schedule.Kind.class), s.number("warmup"), s.number("decay"), s.number("floor"));
            var recipe = new Recipe(
                    r.choice("optimizer", Recipe.Kind.class),
                    r.number("rate"),
                    schedule,
                    r.integer("base_width", 0),
                    r.integer("batch", 1),
                    r.integer("context", 1),
                    r.number("weight_decay"),
                    r.number("clip"),
                    r.number("beta1"),
                    r.number("beta2"),
                    r.number("epsilon"),
                    r.number("momentum"),
                    // Runs from before there was a choice name none.
                    r.choice("precision", Precision.class, Precision.FLOAT32),
                    QuantizedTraining.read(r),
                    r.choice(OPTIMIZER_STATE, Precision.class, Precision.FLOAT32));
            return new Plan(
                    recipe,
                    model(from.object("model")),
                    from.whole("tokens", 1, Long.MAX_VALUE),
                    from.whole("seed"),
                    from.integer("lanes", 1));
        } catch (DataException e) {
            // A recipe's own complaint does not know the file.
            throw e.getMessage().startsWith(place) ? e : new DataException(place + ": " + e.getMessage(), e);
        }
    }

    private static HfConfig model(Fields m) {
        return Architecture.find(m.text("architecture"))
                .orElseThrow(() -> m.expected("architecture", Architecture.anyOf()))
                .of(m);
    }
}
