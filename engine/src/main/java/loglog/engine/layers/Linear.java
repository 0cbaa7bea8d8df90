package loglog.engine.layers;

import loglog.engine.Kernels;
import loglog.engine.Tensor;

/**
 * y = x W + b, for x [n, in] and y [n, out].
 *
 * @param weight stored [out, in] (Llama) or [in, out] (GPT-2)
 * @param bias [1, out], or null
 * @param outFirst whether the weight is stored [out, in]
 */
public record Linear(Parameter weight, Parameter bias, boolean outFirst) {
    public void forward(Kernels k, Tensor x, Tensor y) {
        product(k, x, y);
        if (bias != null) {
            k.addBias(bias.value(), y);
        }
    }

    /** y = x W: for a caller that adds the bias in a kernel of its own. */
    public void product(Kernels k, Tensor x, Tensor y) {
        k.gemm(false, x, outFirst, weight.value(), 0, y);
    }

    /** dx = dy W', dW += x' dy, db += the sum of dy's rows. */
    public void backward(Kernels k, Tensor x, Tensor dy, Tensor dx) {
        k.gemmGradients(outFirst, x, weight.value(), dy, dx, weight.gradient());
        if (bias != null) {
            k.biasGradient(dy, bias.gradient());
        }
    }

    /** FLOP of {@link #forward} for one row, the bias left out as is usual. */
    public long flopsPerRow() {
        return 2 * weight.value().size();
    }
}
