package loglog.engine.layers;

import loglog.engine.Kernels;
import loglog.engine.Tensor;

/** Normalization of what a residual sum has become: sum = x + delta, y = norm(sum). */
public sealed interface Norm {
    /** Columns of the statistics that forward leaves for backward, [n, columns]. */
    int statistics();

    /** delta may be null; then x is the sum, and {@code sum} is not written. */
    void forward(Kernels k, Tensor x, Tensor delta, Tensor sum, Tensor y, Tensor statistics);

    /** Adds to dsum what reaches the sum through the norm. */
    void backward(Kernels k, Tensor dy, Tensor sum, Tensor statistics, Tensor dsum);

    /** arXiv 1910.07467. */
    record Rms(Parameter gain, float epsilon) implements Norm {
        @Override
        public int statistics() {
            return 1;
        }

        @Override
        public void forward(Kernels k, Tensor x, Tensor delta, Tensor sum, Tensor y, Tensor statistics) {
            k.rmsNorm(x, delta, gain.value(), epsilon, sum, y, statistics);
        }

        @Override
        public void backward(Kernels k, Tensor dy, Tensor sum, Tensor statistics, Tensor dsum) {
            k.rmsNormGradient(dy, sum, gain.value(), statistics, dsum, gain.gradient());
        }
    }

    /** arXiv 1607.06450. */
    record Layer(Parameter gain, Parameter bias, float epsilon) implements Norm {
        @Override
        public int statistics() {
            return 2;
        }

        @Override
        public void forward(Kernels k, Tensor x, Tensor delta, Tensor sum, Tensor y, Tensor statistics) {
            k.layerNorm(x, delta, gain.value(), bias.value(), epsilon, sum, y, statistics);
        }

        @Override
        public void backward(Kernels k, Tensor dy, Tensor sum, Tensor statistics, Tensor dsum) {
            k.layerNormGradient(dy, sum, gain.value(), statistics, dsum, gain.gradient(), bias.gradient());
        }
    }
}
