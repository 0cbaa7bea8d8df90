package loglog.engine;

/**
 * What matrix products read. Weights, gradients, the residual stream and the optimizer's state are float32 in both, and so are
 * a product's sums.
 */
public enum Precision {
    /** The operands as they are. */
    FLOAT32,

    /**
     * Mixed precision (arXiv 1710.03740, section 3.1, with bfloat16 as in arXiv 1905.12322): {@link Kernels#gemm} and linear
     * layers round both operands to bfloat16 (8 bits of exponent as float32, 8 of significand), to nearest, ties to even. What a
     * layer keeps for its gradient may be in bfloat16 too, two elements in a cell. All arithmetic, attention and softmax included,
     * is in float32.
     */
    BFLOAT16
}
