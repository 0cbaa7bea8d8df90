package loglog.models.language;

import java.util.List;
import loglog.engine.Precision;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.yaml.Layers;
import loglog.yaml.Value;

/**
 * Reads a recipe of a study file: names and defaults are those of {@code loglog train}.
 *
 * @param trunks whether the runs leave common trunks
 */
record LanguageRecipe(int vocabulary, boolean trunks) {
    static final List<String> KEYS = List.of(
            "architecture",
            "context",
            "batch",
            "optimizer",
            "lr",
            "schedule",
            "warmup",
            "decay",
            "floor",
            "base_width",
            "weight_decay",
            "clip",
            "beta1",
            "beta2",
            "bf16");

    static final List<String> SCHEDULES = List.of("constant", "cosine", "linear", "wsd");

    private static final int LONGEST = 10_000_000;
    private static final double MUON_RATE = 0.02;
    private static final double DECAY = 0.2;
    private static final double STABLE = 0;
    private static final String SHARE = "a share from 0 to 1";

    LanguageSettings read(Layers layers) {
        var architecture = layers.find("architecture")
                .map(v -> v.oneOf(List.of("llama", "gpt2")))
                .orElse("llama");
        int context = layers.find("context")
                .map(v -> v.whole(1, LONGEST, "tokens per sequence, from 1 to " + LONGEST))
                .orElse(128);
        var usual = Recipe.usual(context);
        var optimizer = layers.find("optimizer")
                .map(v -> v.oneOf(List.of("adamw", "muon")))
                .orElse("adamw");
        var kind = optimizer.equals("muon") ? Recipe.Kind.MUON : Recipe.Kind.ADAMW;
        double rate = layers.find("lr")
                .map(v -> v.number(n -> n > 0, "a positive learning rate, such as 4e-3"))
                .orElse(kind == Recipe.Kind.MUON ? MUON_RATE : usual.rate());
        var recipe = new Recipe(
                kind,
                rate,
                schedule(layers, usual),
                whole(layers, "base_width", 0, "a width, or 0 for none", usual.baseWidth()),
                batch(layers, context, usual),
                context,
                number(layers, "weight_decay", Double.POSITIVE_INFINITY, "0 or more", usual.weightDecay()),
                number(layers, "clip", Double.POSITIVE_INFINITY, "a positive norm, or 0 for any", usual.clip()),
                number(layers, "beta1", 1, "0 or more, below 1", usual.beta1()),
                number(layers, "beta2", 1, "0 or more, below 1", usual.beta2()),
                usual.epsilon(),
                usual.momentum(),
                layers.find("bf16").map(Value::bool).orElse(false) ? Precision.BFLOAT16 : Precision.FLOAT32);
        return new LanguageSettings(architecture, vocabulary, recipe);
    }

    private static int batch(Layers layers, int context, Recipe usual) {
        int most = Recipe.MOST_STEP_TOKENS / context;
        return layers.find("batch")
                .map(v -> v.whole(1, most, "sequences per step, from 1 to %d at this context".formatted(most)))
                .orElse(usual.batch());
    }

    private Schedule schedule(Layers layers, Recipe usual) {
        var asked = layers.find("schedule");
        var word = asked.map(v -> v.oneOf(SCHEDULES)).orElse(trunks ? "wsd" : "cosine");
        var kind = switch (word) {
            case "constant" -> Schedule.Kind.CONSTANT;
            case "linear" -> Schedule.Kind.LINEAR;
            case "wsd" -> Schedule.Kind.WARMUP_STABLE_DECAY;
            default -> Schedule.Kind.COSINE;
        };
        boolean stable = kind == Schedule.Kind.WARMUP_STABLE_DECAY;
        if (trunks && !stable) {
            throw asked.orElseThrow()
                    .says("found %s, expected wsd: trunks keep their rate and branches cool down".formatted(word));
        }
        var decays = layers.find("decay");
        if (trunks && decays.isPresent()) {
            throw decays.get().says("found it in a recipe, expected it in the design, whose branches cool down");
        }
        // A shared decay may stand beside a particular recipe without one, not the reverse.
        if (!stable && decays.isPresent() && layers.depth("decay") <= layers.depth("schedule")) {
            throw decays.get().says("found it beside schedule %s, expected schedule wsd".formatted(word));
        }
        double warmup = share(layers, "warmup", usual.schedule().warmup());
        double decay = stable && !trunks ? share(layers, "decay", DECAY) : 0;
        double floor = share(layers, "floor", stable ? STABLE : usual.schedule().floor());
        if (warmup + decay > 1) {
            throw layers.find("decay")
                    .or(() -> layers.find("warmup"))
                    .orElseThrow()
                    .says("found a warm-up of %s and a decay of %s, expected shares that together are at most 1"
                            .formatted(warmup, decay));
        }
        return new Schedule(kind, warmup, decay, floor);
    }

    private static double share(Layers layers, String key, double usual) {
        return layers.find(key).map(v -> v.number(n -> n >= 0 && n <= 1, SHARE)).orElse(usual);
    }

    private static double number(Layers layers, String key, double below, String expected, double usual) {
        return layers.find(key)
                .map(v -> v.number(n -> n >= 0 && n < below, expected))
                .orElse(usual);
    }

    private static int whole(Layers layers, String key, int least, String expected, int usual) {
        return layers.find(key).map(v -> v.whole(least, expected)).orElse(usual);
    }
}
