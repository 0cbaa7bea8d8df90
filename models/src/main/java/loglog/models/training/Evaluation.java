package loglog.models.training;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Mean loss over sequences, computed by a trainer's lanes. */
final class Evaluation {
    private final Trainer trainer;
    private final int batch;
    private final int context;
    private final int[] tokens;
    private final int[] targets;
    private final MemorySegment tokenSegment;
    private final MemorySegment targetSegment;

    Evaluation(Trainer trainer, int batch, int context) {
        this.trainer = trainer;
        this.batch = batch;
        this.context = context;
        tokens = new int[batch * context];
        targets = new int[batch * context];
        tokenSegment = MemorySegment.ofArray(tokens);
        targetSegment = MemorySegment.ofArray(targets);
    }

    /** Nats per token over the first {@code count} sequences. */
    double loss(Sequences sequences, long count) {
        double sum = 0;
        for (long first = 0; first < count; first += batch) {
            int rows = (int) Math.min(batch, count - first);
            sequences.fill(first, rows, tokenSegment, targetSegment);
            // What is left of the last batch has no targets, and so no loss.
            Arrays.fill(tokens, rows * context, tokens.length, 0);
            Arrays.fill(targets, rows * context, targets.length, -1);
            sum += trainer.evaluate(tokens, targets);
        }
        return sum / ((double) count * context);
    }
}
