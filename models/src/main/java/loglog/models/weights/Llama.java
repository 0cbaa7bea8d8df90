package loglog.models.weights;

import static loglog.models.weights.Part.BRANCH_END;
import static loglog.models.weights.Part.EMBEDDING;
import static loglog.models.weights.Part.GAIN;
import static loglog.models.weights.Part.HIDDEN;
import static loglog.models.weights.Part.LAST_GAIN;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Consumer;
import loglog.runs.DataException;
import loglog.runs.Fields;
import tools.jackson.databind.node.ObjectNode;

/**
 * RMSNorm, rotary embedding (rotate-half), SwiGLU, grouped-query attention, no biases (arXiv 2302.13971). Matrices are {@code [out,
 * in]}.
 *
 * @param rotaryBase of the rotary frequencies
 */
public record Llama(
        int vocabulary,
        int width,
        int layers,
        int heads,
        int kvHeads,
        int headWidth,
        int feedForward,
        int context,
        double normEpsilon,
        double rotaryBase,
        boolean tied,
        OptionalInt endToken)
        implements HfConfig {
    private static final String NAME = "llama";
    private static final String BODY = "model.";

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
            return new Llama(
                    model.integer("vocabulary", 1),
                    model.integer("width", 1),
                    model.integer("layers", 1),
                    model.integer("heads", 1),
                    model.integer("kv_heads", 1),
                    model.integer("head_width", 1),
                    model.integer("feed_forward", 1),
                    model.integer("context", 1),
                    model.number("norm_epsilon"),
                    model.number("rope_theta"),
                    model.flag("tied"),
                    OptionalInt.empty());
        }

        /**
         * The feed-forward layer's inside is 8/3 of the width, so that its three matrices have as many weights as a GPT-2's two,
         * rounded up to blocks of 32, so that each can be quantized.
         */
        @Override
        public HfConfig ofFamily(int width, int layers, int heads, int vocabulary, int context) {
            int feedForward = (width * 8 / 3 + 31) / 32 * 32;
            return new Llama(
                    vocabulary,
                    width,
                    layers,
                    heads,
                    heads,
                    width / heads,
                    feedForward,
                    context,
                    1e-5,
                    10_000,
                    true,
                    OptionalInt.empty());
        }
    };

    /** @throws DataException where a size is none that a model can have */
    public Llama {
        SizeLimits.require(vocabulary, width, layers, heads, kvHeads, headWidth, feedForward, context);
    }

    private static Llama read(HfConfigFile json) {
        json.refuseUnless("hidden_act", "silu", List.of("silu", "swish"));
        json.refuseTrue("attention_bias");
        json.refuseTrue("mlp_bias");
        json.refuseScaledRope("rope_scaling");
        json.refuseScaledRope("rope_parameters");
        var width = json.count("hidden_size", 4096, SizeLimits.WIDTH);
        var heads = json.count("num_attention_heads", 32, SizeLimits.WIDTH);
        var kvHeads = json.count("num_key_value_heads", heads, SizeLimits.WIDTH);
        if (heads % kvHeads != 0) {
            throw json.found("num_key_value_heads", "a divisor of num_attention_heads, which is " + heads);
        }
        if (json.absent("head_dim")) {
            json.requireDivisible("num_attention_heads", width, heads);
        }
        // From version 5 on, transformers keeps the base beside the kind of scaling.
        var base = json.number("rope_theta", json.number("rope_parameters", "rope_theta", 10_000));
        return new Llama(
                json.count("vocab_size", 32_000, Integer.MAX_VALUE),
                width,
                json.count("num_hidden_layers", 32, SizeLimits.LAYERS),
                heads,
                kvHeads,
                json.count("head_dim", width / heads, SizeLimits.WIDTH),
                json.count("intermediate_size", 11_008, SizeLimits.FEED_FORWARD),
                json.count("max_position_embeddings", 2048, SizeLimits.CONTEXT),
                json.number("rms_norm_eps", 1e-6),
                base,
                json.flag("tie_word_embeddings", false),
                json.endToken());
    }

    @Override
    public void writeTo(ObjectNode json) {
        json.putArray("architectures").add("LlamaForCausalLM");
        json.put("hidden_size", width);
        json.put("num_hidden_layers", layers);
        json.put("num_attention_heads", heads);
        json.put("num_key_value_heads", kvHeads);
        json.put("head_dim", headWidth);
        json.put("intermediate_size", feedForward);
        json.put("max_position_embeddings", context);
        json.put("rms_norm_eps", normEpsilon);
        json.put("rope_theta", rotaryBase);
        json.put("hidden_act", "silu");
        json.put("attention_bias", false);
        json.put("mlp_bias", false);
    }

    @Override
    public void eachWeight(Consumer<Weight> to) {
        to.accept(Weight.of(EMBEDDING, embedding(), vocabulary, width));
        for (int i = 0; i < layers; i++) {
            var at = prefix(i);
            var names = layer(i);
            var qkv = names.qkv() + ".weight";
            var inner = names.inner() + ".weight";
            to.accept(Weight.of(GAIN, names.attentionNorm() + ".weight", width));
            to.accept(Weight.stacked(HIDDEN, qkv, at + "self_attn.q_proj.weight", queryWidth(), width));
            to.accept(Weight.stacked(HIDDEN, qkv, at + "self_attn.k_proj.weight", keyWidth(), width));
            to.accept(Weight.stacked(HIDDEN, qkv, at + "self_attn.v_proj.weight", keyWidth(), width));
            to.accept(Weight.of(BRANCH_END, names.attentionOut() + ".weight", width, queryWidth()));
            to.accept(Weight.of(GAIN, names.feedForwardNorm() + ".weight", width));
            to.accept(Weight.stacked(HIDDEN, inner, at + "mlp.gate_proj.weight", feedForward, width));
            to.accept(Weight.stacked(HIDDEN, inner, at + "mlp.up_proj.weight", feedForward, width));
            to.accept(Weight.of(BRANCH_END, names.down() + ".weight", width, feedForward));
        }
        to.accept(Weight.of(LAST_GAIN, lastNorm() + ".weight", width));
        if (!tied) {
            to.accept(Weight.of(Part.HEAD, HEAD, vocabulary, width));
        }
    }

    private static String prefix(int layer) {
        return BODY + "layers." + layer + ".";
    }

    @Override
    public LayerNames layer(int number) {
        var at = prefix(number);
        return new LayerNames(
                at + "input_layernorm",
                at + "self_attn.qkv",
                at + "self_attn.o_proj",
                at + "post_attention_layernorm",
                at + "mlp.gate_up",
                at + "mlp.down_proj");
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
        return BODY + "embed_tokens.weight";
    }

    @Override
    public Optional<String> positions() {
        return Optional.empty();
    }

    @Override
    public String lastNorm() {
        return BODY + "norm";
    }

    @Override
    public Norm norm() {
        return Norm.RMS;
    }

    @Override
    public Activation activation() {
        return Activation.SWIGLU;
    }

    @Override
    public OptionalDouble ropeTheta() {
        return OptionalDouble.of(rotaryBase);
    }

    @Override
    public boolean outFirst() {
        return true;
    }

    @Override
    public Llama withLayers(int number) {
        return with(number, tied);
    }

    @Override
    public Llama untied() {
        return with(layers, false);
    }

    private Llama with(int layers, boolean tied) {
        return new Llama(
                vocabulary,
                width,
                layers,
                heads,
                kvHeads,
                headWidth,
                feedForward,
                context,
                normEpsilon,
                rotaryBase,
                tied,
                endToken);
    }
}
