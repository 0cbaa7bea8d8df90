package loglog.models.training;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Room for one step's sequences, [batch, context] each, which a {@link BatchSource} fills. */
public final class TokenBatch {
    private final int context;
    private final int[] tokens;
    private final int[] targets;
    private final float[] weights;
    private final MemorySegment tokenSegment;
    private final MemorySegment targetSegment;

    /** @param weighted whether targets have weights of their own */
    public TokenBatch(int batch, int context, boolean weighted) {
        this.context = context;
        tokens = new int[batch * context];
        targets = new int[batch * context];
        weights = weighted ? new float[batch * context] : null;
        tokenSegment = MemorySegment.ofArray(tokens);
        targetSegment = MemorySegment.ofArray(targets);
    }

    /** The inputs. */
    public int[] tokens() {
        return tokens;
    }

    /** The token after each; negative for none. */
    public int[] targets() {
        return targets;
    }

    /** Of the targets; null where all count alike. */
    public float[] weights() {
        return weights;
    }

    /** {@link #tokens()} as memory. */
    public MemorySegment tokenSegment() {
        return tokenSegment;
    }

    /** {@link #targets()} as memory. */
    public MemorySegment targetSegment() {
        return targetSegment;
    }

    /** Rows behind the first {@code rows} get no targets, and so no loss. */
    void clearAfter(int rows) {
        Arrays.fill(tokens, rows * context, tokens.length, 0);
        Arrays.fill(targets, rows * context, targets.length, -1);
        if (weights != null) {
            Arrays.fill(weights, rows * context, weights.length, 0);
        }
    }

    /** How much the first {@code rows} count together: their tokens, or the sizes of their targets' weights. */
    double size(int rows) {
        int count = rows * context;
        return weights == null ? count : TrainingStep.sumOfSizes(targets, weights, count);
    }
}
