package loglog.models.training;

/**
 * Training sequences by number, without end: the same number gives the same tokens each time, whatever was read before. Step s of
 * batch size b reads sequences s b to s b + b - 1, so that a resumed run sees the same ones.
 */
public sealed interface BatchSource permits Sequences, WeightedSequences {
    /** Whether targets have weights of their own; if not, all count alike. */
    boolean weighted();

    /** Writes sequences {@code first} to {@code first + rows - 1} into a batch's first rows. */
    void fill(long first, int rows, TokenBatch to);
}
