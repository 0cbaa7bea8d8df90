package loglog.models.training;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import loglog.engine.ElementFormat;

/** A plan by the names that a user's command has for its settings. */
public final class PlanWords {
    /** All of them, with what they stand for. */
    public static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("architecture", "llama or gpt2"),
            Map.entry("width", "of the residual stream"),
            Map.entry("layers", "number of layers"),
            Map.entry("heads", "attention heads"),
            Map.entry("kv_heads", "heads of keys and values"),
            Map.entry("head_width", "width of a head"),
            Map.entry("feed_forward", "width of the feed-forward layer's inside"),
            Map.entry("context", "tokens per sequence"),
            Map.entry("batch", "sequences per step"),
            Map.entry("optimizer", "adamw or muon"),
            Map.entry("lr", "peak learning rate"),
            Map.entry("min_lr", "the learning rate that is left at the end"),
            Map.entry("schedule", "constant, cosine, linear or wsd"),
            Map.entry("warmup_steps", "steps that rise"),
            Map.entry("decay_steps", "steps that fall at the end, with wsd"),
            Map.entry("floor", "share of the learning rate that is left at the end"),
            Map.entry("base_width", "the width that the learning rate is for; 0 for none"),
            Map.entry("weight_decay", "of matrices"),
            Map.entry("clip", "largest norm of the gradient; 0 for any"),
            Map.entry("beta1", "of AdamW"),
            Map.entry("beta2", "of AdamW"),
            Map.entry("precision", "float32 or bfloat16"),
            Map.entry("weights", "float32, or the format that matrices are rounded to in training"),
            Map.entry("activations", "float32, or the format that their inputs are rounded to"),
            Map.entry("optimizer_state", "float32 or bfloat16"));

    private PlanWords() {}

    static Map<String, String> of(Plan plan) {
        var r = plan.recipe();
        var m = plan.model();
        long steps = plan.steps();
        var values = new LinkedHashMap<String, String>();
        values.put("architecture", m.architecture());
        values.put("width", Integer.toString(m.width()));
        values.put("layers", Integer.toString(m.layers()));
        values.put("heads", Integer.toString(m.heads()));
        values.put("kv_heads", Integer.toString(m.kvHeads()));
        values.put("head_width", Integer.toString(m.headWidth()));
        values.put("feed_forward", Integer.toString(m.feedForward()));
        values.put("context", Integer.toString(r.context()));
        values.put("batch", Integer.toString(r.batch()));
        values.put("warmup_steps", Long.toString(r.schedule().warmupSteps(steps)));
        values.put("decay_steps", Long.toString(r.schedule().decaySteps(steps)));
        values.put(
                "schedule",
                switch (r.schedule().kind()) {
                    case CONSTANT -> "constant";
                    case COSINE -> "cosine";
                    case LINEAR -> "linear";
                    case WARMUP_STABLE_DECAY -> "wsd";
                });
        values.put("lr", number(r.rate()));
        values.put("min_lr", number(r.rate() * r.schedule().floor()));
        values.put("floor", number(r.schedule().floor()));
        values.put("base_width", Integer.toString(r.baseWidth()));
        values.put("optimizer", r.optimizer() == Recipe.Kind.MUON ? "muon" : "adamw");
        values.put("weight_decay", number(r.weightDecay()));
        values.put("clip", number(r.clip()));
        values.put("beta1", number(r.beta1()));
        values.put("beta2", number(r.beta2()));
        values.put("precision", r.precision().name().toLowerCase(Locale.ROOT));
        values.put("weights", format(r.quantized().weights()));
        values.put("activations", format(r.quantized().activations()));
        values.put("optimizer_state", r.optimizerState().name().toLowerCase(Locale.ROOT));
        return values;
    }

    private static String format(Optional<ElementFormat> rounded) {
        return rounded.map(ElementFormat::word).orElse("float32");
    }

    /** In digits alone: not every program reads an exponent. */
    private static String number(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }
}
