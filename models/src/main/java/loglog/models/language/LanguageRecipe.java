package loglog.models.language;

import java.util.List;
import java.util.stream.Stream;
import loglog.engine.ElementFormat;
import loglog.engine.Precision;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.weights.Architecture;
import loglog.yaml.Key;
import loglog.yaml.SectionStack;
import loglog.yaml.ValueType;
import loglog.yaml.ValueType.Bounds;

/**
 * Reads a recipe of a study file: names and defaults are those of {@code loglog train}.
 *
 * @param trunks whether the runs leave common trunks
 */
record LanguageRecipe(int vocabulary, boolean trunks) {
    private static final int LONGEST = 10_000_000;
    private static final double MUON_RATE = 0.02;
    private static final double DECAY = 0.2;
    private static final double STABLE = 0;
    private static final ValueType<Double> SHARE = ValueType.number(Bounds.between(0, 1), "a share from 0 to 1");
    private static final ValueType<Double> BETA =
            ValueType.number(Bounds.from(0).below(1), "0 or more, below 1");

    private static final Key<String> ARCHITECTURE = Key.optional(
                    "architecture",
                    ValueType.oneOf(Architecture.names()),
                    "Architecture of the models: %s.".formatted(Architecture.anyOf()),
                    Architecture.names().getFirst())
            .with(Architecture.names().getFirst());

    private static final Key<Integer> CONTEXT = Key.optional(
            "context",
            ValueType.whole(1, LONGEST, "tokens of a sequence, from 1 to " + LONGEST),
            "Tokens of a sequence.",
            "128");

    private static final Key<Integer> BATCH =
            Key.optional("batch", ValueType.whole(1, "sequences per step, such as 32"), "Sequences per step.", "32");

    private static final Key<String> OPTIMIZER = Key.optional(
            "optimizer",
            ValueType.oneOf(List.of("adamw", "muon")),
            "Optimizer of the hidden matrices: adamw or muon; the rest is trained with AdamW.",
            "adamw");

    private static final Key<Double> RATE = Key.optional(
            "lr",
            ValueType.number(Bounds.POSITIVE, "a positive learning rate, such as 4e-3"),
            "Peak learning rate; with muon 0.02 is usual.",
            "4e-3");

    private static final Key<String> SCHEDULE = Key.optional(
            "schedule",
            ValueType.oneOf(List.of("constant", "cosine", "linear", "wsd")),
            "How the learning rate changes: constant, cosine, linear, or wsd (then decay: 0.2), the only one for trunks.",
            "cosine");

    private static final Key<Double> WARMUP = Key.optional(
            "warmup",
            SHARE,
            "Share of the steps in which the learning rate rises (of a trunk: of its shortest branch).",
            "0.02");

    private static final Key<Double> DECAYS =
            Key.optional("decay", SHARE, "Share of the steps at the end in which it falls, with schedule wsd.", "0.2");

    private static final Key<Double> FLOOR = Key.optional(
            "floor", SHARE, "Share of the learning rate that is left at the end; usually 0 with wsd.", "0.1");

    private static final Key<Integer> BASE_WIDTH = Key.optional(
            "base_width",
            ValueType.whole(0, "a width, or 0 for none"),
            "Width for which the learning rate is given (muP scales it to others); 0 to use it at every width.",
            "64");

    private static final Key<Double> WEIGHT_DECAY = Key.optional(
            "weight_decay", ValueType.number(Bounds.from(0), "0 or more"), "Weight decay of matrices.", "0.1");

    private static final Key<Double> CLIP = Key.optional(
            "clip",
            ValueType.number(Bounds.from(0), "a positive norm, or 0 for any"),
            "Largest norm of the gradient, to which larger ones are clipped; 0 for no limit.",
            "1");

    private static final Key<Double> BETA1 = Key.optional("beta1", BETA, "AdamW's decay of the mean gradient.", "0.9");

    private static final Key<Double> BETA2 =
            Key.optional("beta2", BETA, "AdamW's decay of the mean squared gradient.", "0.95");

    private static final Key<Boolean> BF16 = Key.optional(
            "bf16", ValueType.bool(), "Whether matrices are multiplied in bfloat16, on processors that can.", "false");

    private static final String NOT_ROUNDED = "float32";

    private static final Key<String> WEIGHTS = Key.optional(
            "weights",
            ValueType.oneOf(withNone(ElementFormat.words())),
            "What the layers' matrices are rounded to in every step of training (docs/precision.md).",
            NOT_ROUNDED);

    private static final Key<String> ACTIVATIONS = Key.optional(
            "activations",
            ValueType.oneOf(withNone(ElementFormat.words().stream()
                    .filter(word -> !word.equals(ElementFormat.TERNARY.word()))
                    .toList())),
            "What the inputs of these matrices are rounded to.",
            NOT_ROUNDED);

    private static final String BFLOAT16 = "bfloat16";

    private static final Key<String> OPTIMIZER_STATE = Key.optional(
            "optimizer_state",
            ValueType.oneOf(List.of(NOT_ROUNDED, BFLOAT16)),
            "What AdamW keeps its two means in: bfloat16 takes half the memory (docs/performance.md).",
            NOT_ROUNDED);

    static final List<Key<?>> KEYS = List.of(
            ARCHITECTURE,
            CONTEXT,
            BATCH,
            OPTIMIZER,
            RATE,
            SCHEDULE,
            WARMUP,
            DECAYS,
            FLOOR,
            BASE_WIDTH,
            WEIGHT_DECAY,
            CLIP,
            BETA1,
            BETA2,
            BF16,
            WEIGHTS,
            ACTIVATIONS,
            OPTIMIZER_STATE);

    /** What a template shows; a schedule's decay stands beside the schedule that has one. */
    static final List<Key<?>> SHOWN = KEYS.stream().filter(key -> key != DECAYS).toList();

    /** The same where the schedule is wsd, and the design says how branches cool down. */
    static final List<Key<?>> SHOWN_OF_TRUNKS = SHOWN.stream()
            .filter(key -> key != SCHEDULE)
            .<Key<?>>map(key -> key == FLOOR ? FLOOR.usually("0") : key)
            .toList();

    private static List<String> withNone(List<String> formats) {
        return Stream.concat(Stream.of(NOT_ROUNDED), formats.stream()).toList();
    }

    /** What matrices and inputs are rounded to, which bfloat16 products would round again. */
    private static QuantizedTraining quantized(SectionStack layers, boolean bf16) {
        var quantized = new QuantizedTraining(
                WEIGHTS.find(layers).flatMap(ElementFormat::find),
                ACTIVATIONS.find(layers).flatMap(ElementFormat::find));
        if (bf16 && !quantized.isNone()) {
            throw layers.find(BF16.name())
                    .orElseThrow()
                    .says("found it beside weights or activations that are rounded, expected either");
        }
        return quantized;
    }

    private static Precision optimizerState(SectionStack layers, Recipe.Kind kind) {
        boolean isRounded =
                OPTIMIZER_STATE.find(layers).filter(BFLOAT16::equals).isPresent();
        if (isRounded && kind != Recipe.Kind.ADAMW) {
            throw layers.find(OPTIMIZER_STATE.name())
                    .orElseThrow()
                    .says("found bfloat16 beside optimizer muon, expected adamw, which alone rounds its means");
        }
        return isRounded ? Precision.BFLOAT16 : Precision.FLOAT32;
    }

    LanguageSettings read(SectionStack layers) {
        var architecture = ARCHITECTURE.find(layers).orElse(ARCHITECTURE.usual());
        int context = CONTEXT.find(layers).orElse(128);
        var usual = Recipe.usual(context);
        var optimizer = OPTIMIZER.find(layers).orElse(OPTIMIZER.usual());
        var kind = optimizer.equals("muon") ? Recipe.Kind.MUON : Recipe.Kind.ADAMW;
        boolean bf16 = BF16.find(layers).orElse(false);
        var recipe = new Recipe(
                kind,
                RATE.find(layers).orElse(kind == Recipe.Kind.MUON ? MUON_RATE : usual.rate()),
                schedule(layers, usual),
                BASE_WIDTH.find(layers).orElse(usual.baseWidth()),
                batch(layers, context, usual),
                context,
                WEIGHT_DECAY.find(layers).orElse(usual.weightDecay()),
                CLIP.find(layers).orElse(usual.clip()),
                BETA1.find(layers).orElse(usual.beta1()),
                BETA2.find(layers).orElse(usual.beta2()),
                usual.epsilon(),
                usual.momentum(),
                bf16 ? Precision.BFLOAT16 : Precision.FLOAT32,
                quantized(layers, bf16),
                optimizerState(layers, kind));
        return new LanguageSettings(architecture, vocabulary, recipe);
    }

    private static int batch(SectionStack layers, int context, Recipe usual) {
        int most = Recipe.MOST_STEP_TOKENS / context;
        return layers.find(BATCH.name())
                .map(v -> v.whole(1, most, "sequences per step, from 1 to %d at this context".formatted(most)))
                .orElse(usual.batch());
    }

    private Schedule schedule(SectionStack layers, Recipe usual) {
        var word = SCHEDULE.find(layers).orElse(trunks ? "wsd" : "cosine");
        var kind = switch (word) {
            case "constant" -> Schedule.Kind.CONSTANT;
            case "linear" -> Schedule.Kind.LINEAR;
            case "wsd" -> Schedule.Kind.WARMUP_STABLE_DECAY;
            default -> Schedule.Kind.COSINE;
        };
        boolean stable = kind == Schedule.Kind.WARMUP_STABLE_DECAY;
        if (trunks && !stable) {
            throw layers.find(SCHEDULE.name())
                    .orElseThrow()
                    .says("found %s, expected wsd: trunks keep their rate and branches cool down".formatted(word));
        }
        var decays = layers.find(DECAYS.name());
        if (trunks && decays.isPresent()) {
            throw decays.get().says("found it in a recipe, expected it in the design, whose branches cool down");
        }
        // A shared decay may stand beside a particular recipe without one, not the reverse.
        if (!stable && decays.isPresent() && layers.depth(DECAYS.name()) <= layers.depth(SCHEDULE.name())) {
            throw decays.get().says("found it beside schedule %s, expected schedule wsd".formatted(word));
        }
        double warmup = WARMUP.find(layers).orElse(usual.schedule().warmup());
        double decay = stable && !trunks ? DECAYS.find(layers).orElse(DECAY) : 0;
        double floor =
                FLOOR.find(layers).orElse(stable ? STABLE : usual.schedule().floor());
        if (warmup + decay > 1) {
            throw layers.find(DECAYS.name())
                    .or(() -> layers.find(WARMUP.name()))
                    .orElseThrow()
                    .says("found a warm-up of %s and a decay of %s, expected shares that together are at most 1"
                            .formatted(warmup, decay));
        }
        return new Schedule(kind, warmup, decay, floor);
    }
}
