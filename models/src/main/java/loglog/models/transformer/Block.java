package loglog.models.transformer;

import java.util.List;
import loglog.engine.AttentionShape;
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
    static Block of(HfConfig config, int layer, AttentionShape shape, Tensor rope, Names names) {
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

    /** All linear layers. */
    List<Linear> linears() {
        return List.of(attention.qkv(), attention.out(), feedForward.first(), feedForward.down());
    }

    /** Layers by name; {@code prepared} is room for prepared weights, or null. */
    record Names(Tensors values, Tensors gradients, Tensors prepared, HfConfig config) {
        Linear linear(String name) {
            var bias = values.has(name + ".bias") ? parameter(name + ".bias") : null;
            return linear(name + ".weight", bias, config instanceof HfConfig.Llama);
        }

        Linear linear(String weight, Parameter bias, boolean outFirst) {
            return new Linear(parameter(weight), bias, outFirst, prepared == null ? null : prepared.get(weight));
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
