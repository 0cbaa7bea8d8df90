package loglog.engine.layers;

import loglog.engine.Kernels;
import loglog.engine.QuantizedMatrix;
import loglog.engine.Tensor;

/**
 * That a linear layer's products with one row, which read a weight once and compute little with it, go ways of their own.
 *
 * @param quantized the weight in blocks, which is read instead of the floats, or null
 * @param halves the weight [out, in] in bfloat16, which is read instead of the floats, or null; null both for the floats
 */
public record SingleRow(QuantizedMatrix quantized, Tensor halves) {
    /** Of a weight in float32. */
    public static final SingleRow OF_FLOATS = new SingleRow(null, null);

    /** Of a weight in blocks. */
    public static SingleRow of(QuantizedMatrix quantized) {
        return new SingleRow(quantized, null);
    }

    /** Of a weight [out, in] in bfloat16. */
    public static SingleRow of(Tensor halves) {
        return new SingleRow(null, halves);
    }

    /** y [1, out] = x [1, in] times the weight, which in float32 is {@code floats}. */
    void product(Kernels k, boolean outFirst, Tensor x, Tensor floats, Tensor y) {
        if (quantized != null) {
            k.row(quantized, x, y);
        } else if (halves != null) {
            k.row(true, x, halves, y);
        } else {
            k.row(outFirst, x, floats, y);
        }
    }
}
