package loglog.engine.layers;

import loglog.engine.Tensor;
import loglog.engine.Tensors;

/** A trained tensor and the place where its gradient is summed. */
public record Parameter(Tensor value, Tensor gradient) {
    /** The parameter of that name in two placements of one layout. */
    public static Parameter of(Tensors values, Tensors gradients, String name) {
        return new Parameter(values.get(name), gradients.get(name));
    }
}
