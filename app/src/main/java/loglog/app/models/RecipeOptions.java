package loglog.app.models;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import loglog.app.UserError;
import loglog.engine.ElementFormat;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.models.training.Plan;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.runs.DataException;
import picocli.CommandLine.Option;

/** All of a run's settings but its scale; what is not named is as in {@link Recipe#usual}. */
final class RecipeOptions {
    /** Muon's steps have norms of their own; its usual rate is of another size than AdamW's. */
    private static final double MUON_RATE = 0.02;

    private static final Pattern SETTING = Pattern.compile("recipe: (\\w+): (.*)");

    /** Settings of a recipe whose options have other names. */
    private static final Map<String, String> OPTIONS = Map.of(
            "rate",
            "lr",
            "baseWidth",
            "base-width",
            "weightDecay",
            "weight-decay",
            "optimizerState",
            "optimizer-state");

    /** The shapes of a learning rate's way. */
    enum Shape {
        constant(Schedule.Kind.CONSTANT),
        cosine(Schedule.Kind.COSINE),
        linear(Schedule.Kind.LINEAR),
        wsd(Schedule.Kind.WARMUP_STABLE_DECAY);

        private final Schedule.Kind kind;

        Shape(Schedule.Kind kind) {
            this.kind = kind;
        }
    }

    @Option(names = "--architecture", paramLabel = "NAME", description = "llama or gpt2 (default: ${DEFAULT-VALUE})")
    String architecture = "llama";

    @Option(names = "--context", paramLabel = "N", description = "tokens per sequence (default: ${DEFAULT-VALUE})")
    int context = 128;

    @Option(names = "--batch", paramLabel = "N", description = "sequences per step (default: ${DEFAULT-VALUE})")
    int batch = 32;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "adamw, or muon for the hidden matrices and adamw for the rest (default: adamw)")
    Recipe.Kind optimizer = Recipe.Kind.ADAMW;

    @Option(names = "--lr", paramLabel = "RATE", description = "peak learning rate (default: 4e-3, Muon 0.02)")
    Double rate;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    Shape schedule = Shape.cosine;

    @Option(names = "--warmup", paramLabel = "SHARE", description = "share of all steps (default: ${DEFAULT-VALUE})")
    double warmup = 0.02;

    @Option(
            names = "--decay",
            paramLabel = "SHARE",
            description = "share of all steps, with --schedule wsd (default: ${DEFAULT-VALUE})")
    double decay = 0.2;

    @Option(
            names = "--floor",
            paramLabel = "SHARE",
            description = "share of the learning rate that is left at the end (default: 0.1, wsd 0)")
    Double floor;

    @Option(
            names = "--base-width",
            paramLabel = "N",
            description = "the width that the learning rate is for (muP); 0 to use it as it is (default: 64)")
    Integer baseWidth;

    @Option(names = "--weight-decay", paramLabel = "W", description = "weight decay of the matrices (default: 0.1)")
    Double weightDecay;

    @Option(names = "--clip", paramLabel = "NORM", description = "largest norm of the gradient, 0 for any (default: 1)")
    Double clip;

    @Option(
            names = "--bf16",
            description = "mixed precision: the model's matrix products from bfloat16 (AVX512-BF16 or AMX processors)")
    boolean bf16;

    @Option(
            names = "--weights",
            paramLabel = "FORMAT",
            description =
                    "round the layers' matrices in every step: int8, int4, ternary, fp8 or fp4 (default: float32)")
    ElementFormat weights;

    @Option(
            names = "--activations",
            paramLabel = "FORMAT",
            description = "round the inputs of these matrices, too: int8, int4, fp8 or fp4 (default: float32)")
    ElementFormat activations;

    /** What an optimizer's state can be kept in. */
    enum State {
        float32(Precision.FLOAT32),
        bfloat16(Precision.BFLOAT16);

        private final Precision precision;

        State(Precision precision) {
            this.precision = precision;
        }
    }

    @Option(
            names = "--optimizer-state",
            paramLabel = "FORMAT",
            description = "what AdamW keeps its two means in: ${COMPLETION-CANDIDATES}; bfloat16 takes half the memory"
                    + " (default: ${DEFAULT-VALUE})")
    State optimizerState = State.float32;

    Plan plan(String size, Integer width, Integer layers, int vocabulary, long tokens, long seed, int lanes) {
        return new Plan(recipe(), model(size, width, layers, vocabulary), tokens, seed, lanes);
    }

    private HfConfig model(String size, Integer width, Integer layers, int vocabulary) {
        boolean inFull = width != null || layers != null;
        if (inFull == (size != null) || inFull && (width == null || layers == null)) {
            throw new UserError("found %s, expected either --size, such as 300K, or both --width and --layers"
                    .formatted(
                            inFull == (size != null)
                                    ? inFull ? "--size with --width or --layers" : "no size"
                                    : width == null ? "--layers alone" : "--width alone"));
        }
        if (inFull && (width < 1 || layers < 1)) {
            throw new UserError(
                    "--width, --layers: found %d and %d, expected at least 1 each".formatted(width, layers));
        }
        return inFull
                ? Sizes.shape(architecture, width, layers, vocabulary, context)
                : Sizes.choose(architecture, Sizes.parse("--size", size), vocabulary, context);
    }

    /** What {@link Recipe} says of a setting, with the option that gave it. */
    private Recipe recipe() {
        try {
            return unnamed();
        } catch (DataException e) {
            var said = SETTING.matcher(e.getMessage());
            if (!said.matches()) {
                throw e;
            }
            throw new UserError(
                    "--%s: %s".formatted(OPTIONS.getOrDefault(said.group(1), said.group(1)), said.group(2)));
        }
    }

    private Recipe unnamed() {
        var usual = Recipe.usual(context);
        boolean stable = schedule == Shape.wsd;
        return new Recipe(
                optimizer,
                rate != null ? rate : optimizer == Recipe.Kind.MUON ? MUON_RATE : usual.rate(),
                new Schedule(schedule.kind, warmup, stable ? decay : 0, floor != null ? floor : stable ? 0 : 0.1),
                baseWidth != null ? baseWidth : usual.baseWidth(),
                batch,
                context,
                weightDecay != null ? weightDecay : usual.weightDecay(),
                clip != null ? clip : usual.clip(),
                usual.beta1(),
                usual.beta2(),
                usual.epsilon(),
                usual.momentum(),
                precision(),
                quantized(),
                optimizerState.precision);
    }

    private QuantizedTraining quantized() {
        if (bf16 && (weights != null || activations != null)) {
            throw new UserError("--bf16: found it beside --weights or --activations, expected either");
        }
        if (activations == ElementFormat.TERNARY) {
            throw new UserError("--activations: found ternary, expected int8, int4, fp8 or fp4");
        }
        return new QuantizedTraining(Optional.ofNullable(weights), Optional.ofNullable(activations));
    }

    private Precision precision() {
        if (bf16) {
            requireBf16();
        }
        return bf16 ? Precision.BFLOAT16 : Precision.FLOAT32;
    }

    /** @throws UserError where this processor has no such products */
    static void requireBf16() {
        if (!Devices.supports(Devices.CPU, Precision.BFLOAT16)) {
            throw new UserError("--bf16: found a processor without bfloat16 products, expected one with avx512_bf16 or"
                    + " amx_bf16 (without the option, training is in float32)");
        }
    }
}
