package loglog.engine.layers;

import loglog.engine.AttentionShape;
import loglog.engine.Kernels;
import loglog.engine.Tensor;

/**
 * Causal multi-head attention between its two projections (arXiv 1706.03762, section 3.2.2).
 *
 * @param qkv to queries, keys and values side by side
 * @param out from the heads back to the residual stream
 * @param rope table of {@link Kernels#rope}, or null
 */
public record SelfAttention(AttentionShape shape, Linear qkv, Linear out, Tensor rope) {
    /**
     * What forward computes on the way and backward reads: qkv [n, qkvWidth], heads [n, queryWidth], opaque cells.
     *
     * @param computed where products leave qkv, in float32: qkv itself, or room apart where qkv is in bfloat16
     */
    public record Saved(Tensor qkv, Tensor heads, Tensor probabilities, Tensor computed) {
        public Saved(Tensor qkv, Tensor heads, Tensor probabilities) {
            this(qkv, heads, probabilities, qkv);
        }
    }

    public void forward(Kernels k, Tensor x, Saved saved, Tensor y) {
        qkv.forward(k, x, saved.computed());
        if (saved.computed() != saved.qkv()) {
            k.copy(saved.computed(), saved.qkv());
        }
        k.attention(shape, saved.qkv(), rope, saved.heads(), saved.probabilities());
        out.forward(k, saved.heads(), y);
    }

    /** @param scratch room for the gradients of what was saved; its probabilities are not used */
    public void backward(Kernels k, Tensor x, Saved saved, Tensor dy, Saved scratch, Tensor dx) {
        out.backward(k, saved.heads(), dy, scratch.heads());
        k.attentionGradient(shape, saved.qkv(), rope, saved.probabilities(), scratch.heads(), scratch.qkv());
        qkv.backward(k, x, scratch.qkv(), dx);
    }

    /** FLOP of {@link #forward} for one sequence: projections, and the causal half of scores and sums. */
    public long flopsPerSequence() {
        long length = shape.length();
        long pairs = length * (length + 1) / 2;
        return length * (qkv.flopsPerRow() + out.flopsPerRow()) + 2 * 2 * pairs * shape.queryWidth();
    }
}
