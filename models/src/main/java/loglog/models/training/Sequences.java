package loglog.models.training;

import java.lang.foreign.MemorySegment;

/** Sequences by number, without end: the same number gives the same tokens each time. */
@FunctionalInterface
public interface Sequences {
    /**
     * Writes sequences {@code first} to {@code first + rows - 1}.
     *
     * @param tokens int32 [rows, context]
     * @param targets int32 [rows, context]: the token after each
     */
    void fill(long first, int rows, MemorySegment tokens, MemorySegment targets);
}
