package loglog.models.transformer;

import java.util.ArrayList;
import java.util.List;
import loglog.engine.AttentionShape;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.Tensors;
import loglog.engine.layers.Embedding;
import loglog.engine.layers.Linear;
import loglog.engine.layers.Norm;
import loglog.models.weights.HfConfig;

/** A transformer's layers in the order in which data flows, over a {@link Model}'s weights. */
public record Layers(Embedding embedding, List<Block> blocks, Norm lastNorm, Linear head) {
    /** @param gradients placed by the model's plan; the weights themselves where no gradients are computed */
    public static Layers of(Model model, Tensors gradients, AttentionShape shape) {
        var config = model.config();
        var values = model.parameters();
        var names = new Block.Names(values, gradients, config);
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(Block.of(config, i, shape, model.rope(), values, gradients));
        }
        boolean llama = config instanceof HfConfig.Llama;
        var table = names.parameter(llama ? "model.embed_tokens.weight" : "transformer.wte.weight");
        return new Layers(
                new Embedding(table, llama ? null : names.parameter("transformer.wpe.weight")),
                List.copyOf(blocks),
                names.norm(llama ? "model.norm" : "transformer.ln_f"),
                new Linear(config.tied() ? table : names.parameter("lm_head.weight"), null, true));
    }

    /** As {@link Linear#preparing}. */
    Layers preparing(Device device) {
        var prepared = blocks.stream().map(block -> block.preparing(device)).toList();
        return new Layers(embedding, prepared, lastNorm, head.preparing(device));
    }

    /** As {@link Linear#prepare}. */
    void prepare(Kernels k) {
        for (var block : blocks) {
            block.attention().prepare(k);
            block.feedForward().prepare(k);
        }
        head.prepare(k);
    }
}
