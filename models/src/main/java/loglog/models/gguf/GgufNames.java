package loglog.models.gguf;

import java.util.LinkedHashMap;
import java.util.Map;
import loglog.models.weights.HfConfig;
import loglog.models.weights.HfWeights;

/** What llama.cpp calls a model's weights. */
final class GgufNames {
    static final String HEAD = "output.weight";

    private GgufNames() {}

    /** Hugging Face's names to llama.cpp's, for all weights of a model, in their order. */
    static Map<String, String> of(HfConfig config) {
        var stems = new LinkedHashMap<String, String>();
        stems.put(stem(config.embedding()), "token_embd");
        config.positions().ifPresent(name -> stems.put(stem(name), "position_embd"));
        stems.put(config.lastNorm(), "output_norm");
        stems.put(stem(HfConfig.HEAD), stem(HEAD));
        for (int i = 0; i < config.layers(); i++) {
            var names = config.layer(i);
            var block = "blk." + i + ".";
            stems.put(names.attentionNorm(), block + "attn_norm");
            stems.put(names.qkv(), block + "attn_qkv");
            stems.put(names.attentionOut(), block + "attn_output");
            stems.put(names.feedForwardNorm(), block + "ffn_norm");
            stems.put(names.inner(), block + "ffn_up");
            stems.put(names.down(), block + "ffn_down");
            // Parts of a stack stand beside it.
            var attention = names.qkv().substring(0, names.qkv().lastIndexOf('.') + 1);
            stems.put(attention + "q_proj", block + "attn_q");
            stems.put(attention + "k_proj", block + "attn_k");
            stems.put(attention + "v_proj", block + "attn_v");
            var inner = names.inner().substring(0, names.inner().lastIndexOf('.') + 1);
            stems.put(inner + "gate_proj", block + "ffn_gate");
            stems.put(inner + "up_proj", block + "ffn_up");
        }
        var names = new LinkedHashMap<String, String>();
        for (var weight : HfWeights.of(config)) {
            int dot = weight.name().lastIndexOf('.');
            names.put(
                    weight.name(),
                    stems.get(weight.name().substring(0, dot)) + weight.name().substring(dot));
        }
        return names;
    }

    private static String stem(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
