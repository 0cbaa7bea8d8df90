package loglog.models.training;

/**
 * Sequences whose targets have weights in the loss: 0 for a prompt that is given and for padding, 1 for what is to be learned. The
 * loss of a step is {@code sum(weight * cross-entropy) / sum(|weight|)} over its batch. Shorter sequences are padded at
 * their end with any token, weight 0: attention is causal, so nothing before sees it.
 */
@FunctionalInterface
public non-sealed interface WeightedSequences extends BatchSource {
    /**
     * Writes sequences {@code first} to {@code first + rows - 1}, each a function of its number. The arrays are [rows,
     * context], or longer, and hold what was there before.
     *
     * @param tokens the inputs
     * @param targets the token after each; negative for none
     * @param weights of the targets; negative ones move away from their target
     */
    void fill(long first, int rows, int[] tokens, int[] targets, float[] weights);

    @Override
    default boolean weighted() {
        return true;
    }

    @Override
    default void fill(long first, int rows, TokenBatch to) {
        fill(first, rows, to.tokens(), to.targets(), to.weights());
    }
}
