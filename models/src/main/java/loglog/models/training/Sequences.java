package loglog.models.training;

import java.lang.foreign.MemorySegment;

/** Sequences whose targets all count alike: a corpus. The loss of a step is the mean over all its tokens. */
@FunctionalInterface
public non-sealed interface Sequences extends BatchSource {
    /**
     * Writes sequences {@code first} to {@code first + rows - 1}.
     *
     * @param tokens int32 [rows, context]
     * @param targets int32 [rows, context]: the token after each
     */
    void fill(long first, int rows, MemorySegment tokens, MemorySegment targets);

    @Override
    default boolean weighted() {
        return false;
    }

    @Override
    default void fill(long first, int rows, TokenBatch to) {
        fill(first, rows, to.tokenSegment(), to.targetSegment());
    }
}
