package loglog.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.engine.AttentionShape;
import loglog.engine.Tensors;
import loglog.engine.layers.Embedding;
import loglog.engine.layers.Linear;
import loglog.engine.layers.Norm;
import loglog.engine.layers.SingleRow;
import loglog.models.weights.HfConfig;

/**
 * A transformer's layers in the order in which data flows, over a {@link Model}'s weights.
 *
 * @param score the head for scores, or null
 */
public record Layers(Embedding embedding, List<Block> blocks, Norm lastNorm, Linear head, Linear score) {
    /**
     * @param gradients placed by the model's plan; the weights themselves where no gradients are computed
     * @param prepared room for {@link loglog.engine.Kernels#prepare}d weights, placed by the model's plan, or null
     * @param rounded room for rounded weights, placed by the model's plan; null where none are
     */
    static Layers of(
            Model model,
            Tensors gradients,
            Tensors prepared,
            AttentionShape shape,
            QuantizedTraining quantized,
            Tensors rounded) {
        return of(model, gradients, prepared, shape, null, quantized, rounded);
    }

    /**
     * Layers without gradients, whose products with single rows go ways of their own.
     *
     * @param others matrices that single rows meet in another form than float32
     */
    static Layers ofSingleRows(Model model, AttentionShape shape, Map<String, SingleRow> others) {
        return of(model, model.parameters(), null, shape, others, QuantizedTraining.NONE, null);
    }

    private static Layers of(
            Model model,
            Tensors gradients,
            Tensors prepared,
            AttentionShape shape,
            Map<String, SingleRow> singleRows,
            QuantizedTraining quantized,
            Tensors rounded) {
        var config = model.config();
        var values = model.parameters();
        var names = new Block.Names(values, gradients, prepared, config, singleRows, quantized, rounded);
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(Block.of(config, i, shape, model.rope(), names));
        }
        return new Layers(
                new Embedding(
                        names.parameter(config.embedding()),
                        config.positions().map(names::parameter).orElse(null)),
                List.copyOf(blocks),
                names.norm(config.lastNorm()),
                names.linear(config.tied() ? config.embedding() : HfConfig.HEAD, null, true),
                model.labels() == 0 ? null : names.linear(HfConfig.SCORE, null, true));
    }

    /** All linear layers. */
    List<Linear> linears() {
        var linears = new ArrayList<Linear>();
        blocks.forEach(block -> linears.addAll(block.linears()));
        linears.add(head);
        if (score != null) {
            linears.add(score);
        }
        return linears;
    }
}
