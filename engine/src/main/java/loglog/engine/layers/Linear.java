package loglog.engine.layers;

import loglog.engine.Kernels;
import loglog.engine.Tensor;

/**
 * y = x W + b, for x [n, in] and y [n, out].
 *
 * @param weight stored [out, in] (Llama) or [in, out] (GPT-2)
 * @param bias [1, out], or null
 * @param outFirst whether the weight is stored [out, in]
 * @param prepared room for what {@link Kernels#prepare} makes of the weight, or null
 * @param singleRow how one row is multiplied, or null: as many are
 */
public record Linear(Parameter weight, Parameter bias, boolean outFirst, Tensor prepared, SingleRow singleRow) {
    public Linear(Parameter weight, Parameter bias, boolean outFirst, Tensor prepared) {
        this(weight, bias, outFirst, prepared, null);
    }

    public Linear(Parameter weight, Parameter bias, boolean outFirst) {
        this(weight, bias, outFirst, null);
    }

    /** The same layer, whose products with one row go ways of their own. */
    public Linear with(SingleRow way) {
        return new Linear(weight, bias, outFirst, prepared, way);
    }

    /** Takes note of the weight as it is now, where there is room for it: before the first product, and after each change. */
    public void prepare(Kernels k) {
        if (prepared != null) {
            k.prepare(weight.value(), prepared);
        }
    }

    public void forward(Kernels k, Tensor x, Tensor y) {
        product(k, x, y);
        if (bias != null) {
            k.addBias(bias.value(), y);
        }
    }

    /** y = x W: for a caller that adds the bias in a kernel of its own. */
    public void product(Kernels k, Tensor x, Tensor y) {
        if (singleRow == null || x.rows() != 1) {
            k.linear(outFirst, x, weight.value(), prepared, y);
        } else if (singleRow.quantized() == null) {
            k.row(outFirst, x, weight.value(), y);
        } else {
            k.row(singleRow.quantized(), x, y);
        }
    }

    /** dx = dy W', dW += x' dy, db += the sum of dy's rows. */
    public void backward(Kernels k, Tensor x, Tensor dy, Tensor dx) {
        k.linearGradients(outFirst, x, weight.value(), prepared, dy, dx, weight.gradient());
        if (bias != null) {
            k.biasGradient(dy, bias.gradient());
        }
    }

    /** FLOP of {@link #forward} for one row, the bias left out as is usual. */
    public long flopsPerRow() {
        return 2 * weight.value().size();
    }
}
