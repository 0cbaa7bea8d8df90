package loglog.models.transformer;

import loglog.engine.AttentionShape;
import loglog.engine.Device;
import loglog.engine.Tensor;
import loglog.engine.Tensors;
import loglog.engine.layers.FeedForward;
import loglog.engine.layers.Linear;
import loglog.engine.layers.Norm;
import loglog.engine.layers.Parameter;
import loglog.engine.layers.SelfAttention;
import loglog.models.weights.HfConfig;

/** One layer's four parts: each half of it is a norm and what follows, added to the residual stream. */
public record Block(Norm attentionNorm, SelfAttention attention, Norm feedForwardNorm, FeedForward feedForward) {
    /** The block of a layer, over weights by Hugging Face's names. */
    static Block of(HfConfig config, int layer, AttentionShape shape, Tensor rope, Tensors values, Tensors gradients) {
        var names = new Names(values, gradients, config);
        return switch (config) {
            case HfConfig.Llama _ -> {
                var prefix = "model.layers." + layer + ".";
                yield new Block(
                        names.norm(prefix + "input_layernorm"),
                        new SelfAttention(
                                shape,
                                names.linear(prefix + "self_attn.qkv"),
                                names.linear(prefix + "self_attn.o_proj"),
                                rope),
                        names.norm(prefix + "post_attention_layernorm"),
                        new FeedForward.SwiGlu(
                                names.linear(prefix + "mlp.gate_up"), names.linear(prefix + "mlp.down_proj")));
            }
            case HfConfig.Gpt2 _ -> {
                var prefix = "transformer.h." + layer + ".";
                yield new Block(
                        names.norm(prefix + "ln_1"),
                        new SelfAttention(
                                shape,
                                names.linear(prefix + "attn.c_attn"),
                                names.linear(prefix + "attn.c_proj"),
                                null),
                        names.norm(prefix + "ln_2"),
                        new FeedForward.Gelu(names.linear(prefix + "mlp.c_fc"), names.linear(prefix + "mlp.c_proj")));
            }
        };
    }

    /** As {@link Linear#preparing}. */
    Block preparing(Device device) {
        return new Block(attentionNorm, attention.preparing(device), feedForwardNorm, feedForward.preparing(device));
    }

    /** Layers by name. */
    record Names(Tensors values, Tensors gradients, HfConfig config) {
        Linear linear(String name) {
            var bias = values.has(name + ".bias") ? parameter(name + ".bias") : null;
            return new Linear(parameter(name + ".weight"), bias, config instanceof HfConfig.Llama);
        }

        Norm norm(String name) {
            float epsilon = (float) config.normEpsilon();
            return switch (config) {
                case HfConfig.Llama _ -> new Norm.Rms(parameter(name + ".weight"), epsilon);
                case HfConfig.Gpt2 _ -> new Norm.Layer(parameter(name + ".weight"), parameter(name + ".bias"), epsilon);
            };
        }

        Parameter parameter(String name) {
            return Parameter.of(values, gradients, name);
        }
    }
}
