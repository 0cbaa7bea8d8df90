package loglog.models.generation;

import loglog.engine.Kernels;
import loglog.engine.Tensor;
import loglog.models.transformer.CachedTransformer;
import loglog.models.transformer.Model;

/**
 * A sequence of any length before a model whose context is limited. What follows token t is predicted from a window that
 * ends at t and depends on t alone: as long as the sequence fits, all of it; after that the window begins at a multiple of
 * half the context, so that it always holds more than half a context. When the window moves, its tokens are computed
 * again at their new positions (keys and values that were computed after forgotten tokens would still carry these), which
 * costs one token more for each token.
 */
final class SlidingContext {
    /** Tokens computed at once while reading: enough for the matrix products, few enough for the logits' memory. */
    private static final int BLOCK = 64;

    /** Takes the logits after one token of a sequence. */
    @FunctionalInterface
    interface Visitor {
        /** @param logits [vocabulary]; overwritten after the call */
        void visit(int index, float[] logits);
    }

    private final int context;
    private final CachedTransformer cached;
    private final Kernels k;
    private final float[] row;
    private final float[] block;
    private int start;

    /** @param tokens that the sequence will have at most; beyond the model's context it takes no more memory */
    SlidingContext(Model model, long tokens) {
        context = model.config().context();
        int capacity = Math.clamp(tokens, 1, context);
        cached = new CachedTransformer(model, capacity, Math.min(BLOCK, capacity));
        k = model.device().kernels(0);
        row = new float[model.config().vocabulary()];
        block = new float[cached.block() * row.length];
    }

    /** The first token of the window that ends at {@code last}. */
    static int start(int last, int context) {
        int stride = Math.max(1, context / 2);
        return last < context ? 0 : Math.ceilDiv(last + 1 - context, stride) * stride;
    }

    /** Begins a new sequence. */
    void restart() {
        cached.truncate(0);
        start = 0;
    }

    /**
     * The logits [vocabulary] of what follows {@code tokens[0]} to {@code tokens[count - 1]}, until the next call. Tokens
     * given in an earlier call are not looked at again.
     */
    float[] after(int[] tokens, int count) {
        moveTo(start(count - 1, context));
        Tensor logits = null;
        while (start + cached.length() < count) {
            int from = start + cached.length();
            logits = cached.append(k, tokens, from, Math.min(cached.block(), count - from));
        }
        if (logits == null) {
            throw new IllegalStateException("no token is new among " + count);
        }
        k.read(logits, row);
        return row;
    }

    /** The logits after each of {@code tokens}, from the first on, of a new sequence. */
    void each(int[] tokens, Visitor visitor) {
        restart();
        int at = 0;
        while (at < tokens.length) {
            moveTo(start(at, context));
            while (start + cached.length() < at) {
                int from = start + cached.length();
                cached.append(k, tokens, from, Math.min(cached.block(), at - from));
            }
            int count = Math.min(cached.block(), tokens.length - at);
            while (start(at + count - 1, context) != start) {
                count--;
            }
            var logits = cached.appendAll(k, tokens, at, count);
            k.read(logits, block);
            for (int i = 0; i < count; i++) {
                System.arraycopy(block, i * row.length, row, 0, row.length);
                visitor.visit(at + i, row);
            }
            at += count;
        }
    }

    private void moveTo(int newStart) {
        if (newStart != start) {
            cached.truncate(0);
            start = newStart;
        }
    }
}
