package loglog.engine;

/**
 * What matrix products read. Weights, activations, gradients and the optimizer's state are float32 in both, and so are a
 * product's sums.
 */
public enum Precision {
    /** The operands as they are. */
    FLOAT32,

    /**
     * Mixed precision (arXiv 1710.03740, section 3.1, with bfloat16 as in arXiv 1905.12322): {@link Kernels#gemm} and the
     * products within {@link Kernels#attention} round both operands to bfloat16 (8 bits of exponent as float32, 8 of
     * significand), to nearest, ties to even. Everything else, softmax included, stays in float32.
     */
    BFLOAT16
}
