package loglog.models.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import loglog.runs.DataException;

/**
 * The weights of a model under the names and shapes that Hugging Face's transformers save. A Llama's matrices are
 * {@code [out, in]}, a GPT-2's {@code [in, out]}.
 */
public final class HfWeights {
    private static final String GPT2_BODY = "transformer.";

    /** What transformers put before the names of all weights but the head's; a file of the body alone has nothing there. */
    private static final List<String> BODIES = List.of(GPT2_BODY, "model.");

    private static final String HEAD = "lm_head.weight";

    private HfWeights() {}

    /** One weight that a model of that configuration has. */
    public record Weight(String name, List<Long> shape) {
        private long elements() {
            return StoredTensor.product(shape);
        }
    }

    /** All weights in the order in which data flows through them; a tied head is not among them. */
    public static List<Weight> of(HfConfig config) {
        var weights = new ArrayList<Weight>();
        each(config, weights::add);
        return List.copyOf(weights);
    }

    /** Elements of all weights, without a list of them: a configuration may ask for any number of layers. */
    public static long elements(HfConfig config) {
        var none = new long[1];
        var one = new long[1];
        each(config.withLayers(0), weight -> none[0] += weight.elements());
        each(config.withLayers(1), weight -> one[0] += weight.elements());
        return none[0] + config.layers() * (one[0] - none[0]);
    }

    private static void each(HfConfig config, Consumer<Weight> to) {
        switch (config) {
            case HfConfig.Llama llama -> llama(llama, to);
            case HfConfig.Gpt2 gpt2 -> gpt2(gpt2, to);
        }
    }

    /**
     * Finds every weight of {@code config} in a file and checks its shape. A weight that a file holds under another name is
     * found, too: a shared one that {@code safetensors.torch.save_model} kept under the other name, as the file's {@code
     * __metadata__} says, a tied embedding that is there as the head's alone, and the body's weights without the prefix of
     * the whole model. Other tensors in the file are left alone (older checkpoints hold attention masks and a copy of the
     * tied head).
     *
     * @param prefix stands before every name in the file in addition, such as {@code param.}; may be empty
     * @return name as in {@link #of} to tensor, in that order
     * @throws DataException naming the first tensor that is missing, or of another shape or no floating-point type
     */
    public static Map<String, StoredTensor> read(HfConfig config, WeightSource source, String prefix) {
        var found = new LinkedHashMap<String, StoredTensor>();
        each(config, weight -> {
            var tensor = find(config, source, prefix, weight.name());
            if (!tensor.shape().equals(weight.shape())) {
                throw new DataException("%s: tensor %s: found shape %s, expected %s from the configuration"
                        .formatted(source, tensor.name(), tensor.shape(), weight.shape()));
            }
            if (!tensor.dtype().isFloat()) {
                throw new DataException("%s: tensor %s: found %s, expected F32, F64, F16 or BF16"
                        .formatted(source, tensor.name(), tensor.dtype()));
            }
            found.put(weight.name(), tensor);
        });
        return found;
    }

    private static StoredTensor find(HfConfig config, WeightSource source, String prefix, String name) {
        var names = new ArrayList<>(List.of(prefix + name));
        BODIES.stream().filter(name::startsWith).forEach(body -> names.add(prefix + name.substring(body.length())));
        if (config.tied() && name.equals(embedding(config))) {
            names.add(prefix + HEAD);
        }
        return names.stream()
                .flatMap(n -> source.find(n).stream())
                .findFirst()
                .orElseGet(() -> source.tensor(prefix + name));
    }

    private static String embedding(HfConfig config) {
        return switch (config) {
            case HfConfig.Llama _ -> "model.embed_tokens.weight";
            case HfConfig.Gpt2 _ -> GPT2_BODY + "wte.weight";
        };
    }

    /**
     * The configuration that the weights follow: where it ties the head to the embedding and the file holds the two with
     * different values, they are not tied, as transformers have it.
     */
    public static HfConfig asStored(HfConfig config, WeightSource source) {
        if (!config.tied() || source.find(HEAD).isEmpty()) {
            return config;
        }
        var head = source.tensor(HEAD);
        var embedding = find(config, source, "", embedding(config));
        boolean same = head.shape().equals(embedding.shape())
                && head.dtype() == embedding.dtype()
                && head.data().mismatch(embedding.data()) < 0;
        return same ? config : config.untied();
    }

    /** As {@link #read(HfConfig, WeightSource, String)} with no prefix. */
    public static Map<String, StoredTensor> read(HfConfig config, WeightSource source) {
        return read(config, source, "");
    }

    private static void llama(HfConfig.Llama c, Consumer<Weight> weights) {
        add(weights, "model.embed_tokens.weight", c.vocabulary(), c.width());
        for (int i = 0; i < c.layers(); i++) {
            var layer = "model.layers." + i + ".";
            var queries = c.heads() * c.headWidth();
            var keys = c.kvHeads() * c.headWidth();
            add(weights, layer + "input_layernorm.weight", c.width());
            add(weights, layer + "self_attn.q_proj.weight", queries, c.width());
            add(weights, layer + "self_attn.k_proj.weight", keys, c.width());
            add(weights, layer + "self_attn.v_proj.weight", keys, c.width());
            add(weights, layer + "self_attn.o_proj.weight", c.width(), queries);
            add(weights, layer + "post_attention_layernorm.weight", c.width());
            add(weights, layer + "mlp.gate_proj.weight", c.feedForward(), c.width());
            add(weights, layer + "mlp.up_proj.weight", c.feedForward(), c.width());
            add(weights, layer + "mlp.down_proj.weight", c.width(), c.feedForward());
        }
        add(weights, "model.norm.weight", c.width());
        if (!c.tied()) {
            add(weights, HEAD, c.vocabulary(), c.width());
        }
    }

    private static void gpt2(HfConfig.Gpt2 c, Consumer<Weight> weights) {
        add(weights, GPT2_BODY + "wte.weight", c.vocabulary(), c.width());
        add(weights, GPT2_BODY + "wpe.weight", c.context(), c.width());
        for (int i = 0; i < c.layers(); i++) {
            var layer = GPT2_BODY + "h." + i + ".";
            add(weights, layer + "ln_1.weight", c.width());
            add(weights, layer + "ln_1.bias", c.width());
            add(weights, layer + "attn.c_attn.weight", c.width(), 3 * c.width());
            add(weights, layer + "attn.c_attn.bias", 3 * c.width());
            add(weights, layer + "attn.c_proj.weight", c.width(), c.width());
            add(weights, layer + "attn.c_proj.bias", c.width());
            add(weights, layer + "ln_2.weight", c.width());
            add(weights, layer + "ln_2.bias", c.width());
            add(weights, layer + "mlp.c_fc.weight", c.width(), c.feedForward());
            add(weights, layer + "mlp.c_fc.bias", c.feedForward());
            add(weights, layer + "mlp.c_proj.weight", c.feedForward(), c.width());
            add(weights, layer + "mlp.c_proj.bias", c.width());
        }
        add(weights, GPT2_BODY + "ln_f.weight", c.width());
        add(weights, GPT2_BODY + "ln_f.bias", c.width());
        if (!c.tied()) {
            add(weights, HEAD, c.vocabulary(), c.width());
        }
    }

    private static void add(Consumer<Weight> weights, String name, long... shape) {
        weights.accept(new Weight(name, Arrays.stream(shape).boxed().toList()));
    }
}
