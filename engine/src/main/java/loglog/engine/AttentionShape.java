package loglog.engine;

/**
 * Causal self-attention over several sequences of one length, with grouped queries (arXiv 2305.13245): query head h
 * reads key-value head {@code h / (heads / kvHeads)}.
 *
 * @param sequences sequences in a tensor, one after another
 * @param length tokens in each
 * @param heads query heads
 * @param kvHeads key-value heads, a divisor of {@code heads}
 * @param headWidth elements of one head
 */
public record AttentionShape(int sequences, int length, int heads, int kvHeads, int headWidth) {
    public AttentionShape {
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(heads + " query heads cannot share " + kvHeads + " key-value heads");
        }
    }

    /** Rows of the tensors: tokens of all sequences. */
    public int rows() {
        return sequences * length;
    }

    /** Columns of the queries, and of the output. */
    public int queryWidth() {
        return heads * headWidth;
    }

    /** Columns of the keys, and of the values. */
    public int keyWidth() {
        return kvHeads * headWidth;
    }

    /** Columns of queries, keys and values side by side. */
    public int qkvWidth() {
        return queryWidth() + 2 * keyWidth();
    }

    /** What a dot product of query and key is multiplied by: {@code headWidth^-1/2} (arXiv 1706.03762, equation 1). */
    public float scale() {
        return (float) (1 / Math.sqrt(headWidth));
    }
}
