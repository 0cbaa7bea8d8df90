package loglog.engine.layers;

import loglog.engine.Kernels;
import loglog.engine.Tensor;

/**
 * Tokens to vectors.
 *
 * @param table [vocabulary, d]
 * @param positions learned positions [context, d], or null
 */
public record Embedding(Parameter table, Parameter positions) {
    public void forward(Kernels k, Tensor tokens, int length, Tensor x) {
        k.embed(tokens, table.value(), positions == null ? null : positions.value(), length, x);
    }

    public void backward(Kernels k, Tensor tokens, int length, Tensor dx) {
        k.embedGradient(tokens, dx, length, table.gradient(), positions == null ? null : positions.gradient());
    }
}
