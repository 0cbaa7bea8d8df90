package loglog.models.weights;

import static loglog.models.weights.Part.BIAS;
import static loglog.models.weights.Part.BRANCH_END;
import static loglog.models.weights.Part.EMBEDDING;
import static loglog.models.weights.Part.GAIN;
import static loglog.models.weights.Part.HIDDEN;
import static loglog.models.weights.Part.LAST_BIAS;
import static loglog.models.weights.Part.LAST_GAIN;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import loglog.runs.DataException;
import loglog.runs.Fields;
import tools.jackson.databind.node.ObjectNode;

/** LayerNorm, learned positions, GELU (tanh approximation), biases. Matrices are {@code [in, out]}. */
public record Gpt2(
        int vocabulary,
        int width,
        int layers,
        int heads,
        int feedForward,
        int context,
        double normEpsilon,
        boolean tied,
        OptionalInt endToken)
        implements HfConfig {
    private static final String NAME = "gpt2";
    private static final String BODY = "transformer.";

    static final Architecture ARCHITECTURE = new Architecture() {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public HfConfig of(HfConfigFile json) {
            return read(json);
        }

        @Override
        public HfConfig of(Fields model) {
            return new Gpt2(
                    model.integer("vocabulary", 1),
                    model.integer("width", 1),
                    model.integer("layers", 1),
                    model.integer("heads", 1),
                    model.integer("feed_forward", 1),
                    model.integer("context", 1),
                    model.number("norm_epsilon"),
                    model.flag("tied"),
                    OptionalInt.empty());
        }

        @Override
        public HfConfig ofFamily(int width, int layers, int heads, int vocabulary, int context) {
            return new Gpt2(vocabulary, width, layers, heads, 4 * width, context, 1e-5, true, OptionalInt.empty());
        }
    };

    /** @throws DataException where a size is none that a model can have */
    public Gpt2 {
        SizeLimits.require(vocabulary, width, layers, heads, heads, width / Math.max(1, heads), feedForward, context);
    }

    private static Gpt2 read(HfConfigFile json) {
        json.refuseUnless("activation_function", "gelu_new", List.of("gelu_new", "gelu_pytorch_tanh"));
        json.refuseTrue("scale_attn_by_inverse_layer_idx");
        json.refuseTrue("add_cross_attention");
        if (!json.flag("scale_attn_weights", true)) {
            throw json.found("scale_attn_weights", "true");
        }
        var width = json.count("n_embd", 768, SizeLimits.WIDTH);
        var heads = json.count("n_head", 12, SizeLimits.WIDTH);
        json.requireDivisible("n_head", width, heads);
        return new Gpt2(
                json.count("vocab_size", 50_257, Integer.MAX_VALUE),
                width,
                json.count("n_layer", 12, SizeLimits.LAYERS),
                heads,
                json.count("n_inner", 4 * width, SizeLimits.FEED_FORWARD),
                json.count("n_positions", 1024, SizeLimits.CONTEXT),
                json.number("layer_norm_epsilon", 1e-5),
                json.flag("tie_word_embeddings", true),
                json.endToken());
    }

    @Override
    public void writeTo(ObjectNode json) {
        json.putArray("architectures").add("GPT2LMHeadModel");
        json.put("n_embd", width);
        json.put("n_layer", layers);
        json.put("n_head", heads);
        json.put("n_inner", feedForward);
        json.put("n_positions", context);
        json.put("layer_norm_epsilon", normEpsilon);
        json.put("activation_function", "gelu_new");
    }

    @Override
    public void eachWeight(Consumer<Weight> to) {
        to.accept(Weight.of(EMBEDDING, embedding(), vocabulary, width));
        to.accept(Weight.of(EMBEDDING, positions().orElseThrow(), context, width));
        for (int i = 0; i < layers; i++) {
            var names = layer(i);
            norm(names.attentionNorm(), GAIN, BIAS, to);
            matrix(names.qkv(), HIDDEN, width, 3L * width, to);
            matrix(names.attentionOut(), BRANCH_END, width, width, to);
            norm(names.feedForwardNorm(), GAIN, BIAS, to);
            matrix(names.inner(), HIDDEN, width, feedForward, to);
            matrix(names.down(), BRANCH_END, feedForward, width, to);
        }
        norm(lastNorm(), LAST_GAIN, LAST_BIAS, to);
        if (!tied) {
            to.accept(Weight.of(Part.HEAD, HEAD, vocabulary, width));
        }
    }

    private void norm(String name, Part gain, Part bias, Consumer<Weight> to) {
        to.accept(Weight.of(gain, name + ".weight", width));
        to.accept(Weight.of(bias, name + ".bias", width));
    }

    private static void matrix(String name, Part part, long in, long out, Consumer<Weight> to) {
        to.accept(Weight.of(part, name + ".weight", in, out));
        to.accept(Weight.of(BIAS, name + ".bias", out));
    }

    @Override
    public LayerNames layer(int number) {
        var at = BODY + "h." + number + ".";
        return new LayerNames(
                at + "ln_1", at + "attn.c_attn", at + "attn.c_proj", at + "ln_2", at + "mlp.c_fc", at + "mlp.c_proj");
    }

    @Override
    public String architecture() {
        return NAME;
    }

    @Override
    public String body() {
        return BODY;
    }

    @Override
    public String embedding() {
        return BODY + "wte.weight";
    }

    @Override
    public Optional<String> positions() {
        return Optional.of(BODY + "wpe.weight");
    }

    @Override
    public String lastNorm() {
        return BODY + "ln_f";
    }

    @Override
    public Norm norm() {
        return Norm.LAYER;
    }

    @Override
    public Activation activation() {
        return Activation.GELU;
    }

    @Override
    public OptionalDouble ropeTheta() {
        return OptionalDouble.empty();
    }

    @Override
    public boolean outFirst() {
        return false;
    }

    @Override
    public int kvHeads() {
        return heads;
    }

    @Override
    public int headWidth() {
        return width / heads;
    }

    @Override
    public Gpt2 withLayers(int number) {
        return new Gpt2(vocabulary, width, number, heads, feedForward, context, normEpsilon, tied, endToken);
    }

    @Override
    public Gpt2 untied() {
        return new Gpt2(vocabulary, width, layers, heads, feedForward, context, normEpsilon, false, endToken);
    }
}
