package loglog.models.transformer;

import java.util.List;
import java.util.Map;
import loglog.engine.AttentionShape;
import loglog.engine.Tensor;
import loglog.engine.Tensors;
import loglog.engine.layers.FakeQuantization;
import loglog.engine.layers.FeedForward;
import loglog.engine.layers.Linear;
import loglog.engine.layers.Norm;
import loglog.engine.layers.Parameter;
import loglog.engine.layers.SelfAttention;
import loglog.engine.layers.SingleRow;
import loglog.models.weights.HfConfig;

/** One layer's four parts: each half of it is a norm and what follows, added to the residual stream. */
public record Block(Norm attentionNorm, SelfAttention attention, Norm feedForwardNorm, FeedForward feedForward) {
    /** The block of a layer, over weights by Hugging Face's names. */
    static Block of(HfConfig config, int layer, AttentionShape shape, Tensor rope, Names names) {
        var of = config.layer(layer);
        return new Block(
                names.norm(of.attentionNorm()),
                new SelfAttention(shape, names.linear(of.qkv()), names.linear(of.attentionOut()), rope),
                names.norm(of.feedForwardNorm()),
                switch (config.activation()) {
                    case SWIGLU -> new FeedForward.SwiGlu(names.linear(of.inner()), names.linear(of.down()));
                    case GELU -> new FeedForward.Gelu(names.linear(of.inner()), names.linear(of.down()));
                });
    }

    /** All linear layers. */
    List<Linear> linears() {
        return List.of(attention.qkv(), attention.out(), feedForward.first(), feedForward.down());
    }

    /**
     * Layers by name; {@code prepared} is room for prepared weights, or null; {@code singleRows} has the weights that single rows
     * meet in another form than float32, or is null where single rows are multiplied as many are. {@code rounded} has room for rounded
     * weights, or is null where none are.
     */
    record Names(
            Tensors values,
            Tensors gradients,
            Tensors prepared,
            HfConfig config,
            Map<String, SingleRow> singleRows,
            QuantizedTraining quantized,
            Tensors rounded) {
        /** A layer within a block, the kind that is trained rounded. */
        Linear linear(String name) {
            var bias = values.has(name + ".bias") ? parameter(name + ".bias") : null;
            var linear = linear(name + ".weight", bias, config.outFirst());
            return quantized.isNone()
                    ? linear
                    : linear.with(new FakeQuantization(
                            quantized.weights().orElse(null),
                            rounded == null ? null : rounded.get(name + ".weight"),
                            quantized.activations().orElse(null)));
        }

        Linear linear(String weight, Parameter bias, boolean outFirst) {
            var linear = new Linear(parameter(weight), bias, outFirst, prepared == null ? null : prepared.get(weight));
            return singleRows == null ? linear : linear.with(singleRows.getOrDefault(weight, SingleRow.OF_FLOATS));
        }

        Norm norm(String name) {
            float epsilon = (float) config.normEpsilon();
            return switch (config.norm()) {
                case RMS -> new Norm.Rms(parameter(name + ".weight"), epsilon);
                case LAYER -> new Norm.Layer(parameter(name + ".weight"), parameter(name + ".bias"), epsilon);
            };
        }

        Parameter parameter(String name) {
            return Parameter.of(values, gradients, name);
        }
    }
}
