package loglog.models.weights;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.runs.DataException;

/**
 * The weights of a model under the names and shapes that Hugging Face's transformers save. A Llama's matrices are
 * {@code [out, in]}, a GPT-2's {@code [in, out]}.
 */
public final class HfWeights {
    /** What transformers put before every name of a GPT-2; the original checkpoints have nothing there. */
    private static final String GPT2_PREFIX = "transformer.";

    private HfWeights() {}

    /** One weight that a model of that configuration has. */
    public record Weight(String name, List<Long> shape) {}

    /** All weights in the order in which data flows through them; a tied head is not among them. */
    public static List<Weight> of(HfConfig config) {
        return switch (config) {
            case HfConfig.Llama llama -> llama(llama);
            case HfConfig.Gpt2 gpt2 -> gpt2(gpt2);
        };
    }

    /**
     * Finds every weight of {@code config} in a file and checks its shape. Other tensors in the file are left alone
     * (older checkpoints hold attention masks and a copy of the tied head).
     *
     * @param prefix stands before every name in the file in addition, such as {@code param.}; may be empty
     * @return name as in {@link #of} to tensor, in that order
     * @throws DataException naming the first tensor that is missing, or of another shape or no floating-point type
     */
    public static Map<String, StoredTensor> read(HfConfig config, WeightSource source, String prefix) {
        var found = new LinkedHashMap<String, StoredTensor>();
        for (var weight : of(config)) {
            var bare = weight.name().startsWith(GPT2_PREFIX)
                    ? prefix + weight.name().substring(GPT2_PREFIX.length())
                    : "";
            var tensor = source.tensor(source.has(bare) ? bare : prefix + weight.name());
            if (!tensor.shape().equals(weight.shape())) {
                throw new DataException("%s: tensor %s: found shape %s, expected %s from the configuration"
                        .formatted(source, tensor.name(), tensor.shape(), weight.shape()));
            }
            if (!tensor.dtype().isFloat()) {
                throw new DataException("%s: tensor %s: found %s, expected F32, F64, F16 or BF16"
                        .formatted(source, tensor.name(), tensor.dtype()));
            }
            found.put(weight.name(), tensor);
        }
        return found;
    }

    /** As {@link #read(HfConfig, WeightSource, String)} with no prefix. */
    public static Map<String, StoredTensor> read(HfConfig config, WeightSource source) {
        return read(config, source, "");
    }

    private static List<Weight> llama(HfConfig.Llama c) {
        var weights = new ArrayList<Weight>();
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
            add(weights, "lm_head.weight", c.vocabulary(), c.width());
        }
        return List.copyOf(weights);
    }

    private static List<Weight> gpt2(HfConfig.Gpt2 c) {
        var weights = new ArrayList<Weight>();
        add(weights, GPT2_PREFIX + "wte.weight", c.vocabulary(), c.width());
        add(weights, GPT2_PREFIX + "wpe.weight", c.context(), c.width());
        for (int i = 0; i < c.layers(); i++) {
            var layer = GPT2_PREFIX + "h." + i + ".";
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
        add(weights, GPT2_PREFIX + "ln_f.weight", c.width());
        add(weights, GPT2_PREFIX + "ln_f.bias", c.width());
        if (!c.tied()) {
            add(weights, "lm_head.weight", c.vocabulary(), c.width());
        }
        return List.copyOf(weights);
    }

    private static void add(List<Weight> weights, String name, long... shape) {
        weights.add(new Weight(name, Arrays.stream(shape).boxed().toList()));
    }
}
