package loglog.lab.study;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What a user's command may name in braces. Other braces, and those after a dollar sign, are the shell's; {@code
 * {{layers}}} stands for {@code {layers}} itself.
 */
public final class Placeholders {
    /** All of them, with what they stand for. */
    public static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("name", "the run's name"),
            Map.entry("run", "the run's folder, in full"),
            Map.entry("folder", "the same"),
            Map.entry("here", "the study file's folder, in full"),
            Map.entry("study", "the study's name"),
            Map.entry("recipe", "the recipe's name"),
            Map.entry("corpus", "the study's corpus"),
            Map.entry("architecture", "llama or gpt2"),
            Map.entry("params", "trained parameters, embeddings included"),
            Map.entry("tokens", "tokens to train on, a whole number of steps"),
            Map.entry("unique_tokens", "tokens that are read again and again; 0 for all that there are"),
            Map.entry("flops", "FLOP of training"),
            Map.entry("steps", "steps to train"),
            Map.entry("seed", "of weights and data order"),
            Map.entry("width", "of the residual stream"),
            Map.entry("layers", "number of layers"),
            Map.entry("heads", "attention heads"),
            Map.entry("kv_heads", "heads of keys and values"),
            Map.entry("head_width", "width of a head"),
            Map.entry("feed_forward", "width of the feed-forward layer's inside"),
            Map.entry("vocabulary", "number of tokens that there are"),
            Map.entry("context", "tokens of a sequence"),
            Map.entry("batch", "sequences of a step"),
            Map.entry("tokens_per_step", "batch times context"),
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
            Map.entry("cores", "that the run takes"));

    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\{\\{([a-z][a-z0-9_]*)}}|(?<![$])\\{([a-z][a-z0-9_]*)}");

    private Placeholders() {}

    /** Their names, sorted. */
    public static List<String> names() {
        return MEANINGS.keySet().stream().sorted().toList();
    }

    /** Whether a template names one. */
    public static boolean names(String template, String placeholder) {
        return PLACEHOLDER.matcher(template).results().anyMatch(found -> placeholder.equals(found.group(2)));
    }

    /** Hands out each placeholder of a template that does not exist. */
    static void unknown(String template, Consumer<String> sink) {
        PLACEHOLDER
                .matcher(template)
                .results()
                .map(found -> found.group(2))
                .filter(name -> name != null && !MEANINGS.containsKey(name))
                .forEach(sink);
    }
}
