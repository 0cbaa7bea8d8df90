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
 * @param rounding how products see weight and input, or null: as they are
 */
public record Linear(
        Parameter weight,
        Parameter bias,
        boolean outFirst,
        Tensor prepared,
        SingleRow singleRow,
        FakeQuantization rounding) {
    public Linear(Parameter weight, Parameter bias, boolean outFirst, Tensor prepared) {
        this(weight, bias, outFirst, prepared, null, null);
    }

    public Linear(Parameter weight, Parameter bias, boolean outFirst) {
        this(weight, bias, outFirst, null);
    }

    /** The same layer, whose products with one row go ways of their own. */
    public Linear with(SingleRow way) {
        return new Linear(weight, bias, outFirst, prepared, way, rounding);
    }

    /** The same layer, whose products see weight and input rounded; {@link #prepare} rounds the weight. */
    public Linear with(FakeQuantization as) {
        return new Linear(weight, bias, outFirst, prepared, singleRow, as);
    }

    /** The weight that products read. */
    private Tensor seen() {
        return rounding == null ? weight.value() : rounding.seen(weight.value());
    }

    /** Takes note of the weight as it is now, where there is room for it: before the first product, and after each change. */
    public void prepare(Kernels k) {
        if (rounding != null) {
            rounding.roundWeight(k, weight.value(), outFirst);
        }
        if (prepared != null) {
            k.prepare(seen(), prepared);
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
        if (rounding != null) {
            rounding.roundInput(k, x);
        }
        if (singleRow == null || x.rows() != 1) {
            k.linear(outFirst, x, seen(), prepared, y);
        } else {
            singleRow.product(k, outFirst, x, weight.value(), y);
        }
    }

    /** dx = dy W', dW += x' dy, db += the sum of dy's rows. */
    public void backward(Kernels k, Tensor x, Tensor dy, Tensor dx) {
        k.linearGradients(outFirst, x, seen(), prepared, dy, dx, weight.gradient());
        if (bias != null) {
            k.biasGradient(dy, bias.gradient());
        }
    }

    /** FLOP of {@link #forward} for one row, the bias left out as is usual. */
    public long flopsPerRow() {
        return 2 * weight.value().size();
    }
}
