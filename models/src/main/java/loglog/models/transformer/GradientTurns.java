package loglog.models.transformer;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The order in which the chunks of a step add to gradients that all lanes share, place by place: what a place sums is summed in
 * the order of the chunks, whenever their lanes get there, so that it has the same bits each time. A lane runs behind the one
 * before it by a place, not by a chunk.
 *
 * <p>Lane l takes the chunks l, l + lanes and so on: a round is one chunk of each lane. Every layer has two places, of which the
 * chunks take one turn each. The head and the embedding may be one matrix, so they have one place, of two turns: in each round
 * all heads come first, then all embeddings.
 */
public final class GradientTurns {
    private static final int SPINS = 2_000;
    private static final int HEAD_AND_EMBEDDING = 0;

    private final int lanes;
    private final int chunks;
    private final AtomicIntegerArray next;
    private volatile Throwable failure;

    /** @param layers of the model */
    public GradientTurns(int layers, int lanes, int chunks) {
        this.lanes = lanes;
        this.chunks = chunks;
        next = new AtomicIntegerArray(1 + 2 * layers);
    }

    /** Before a step, while no lane computes. */
    public void begin() {
        failure = null;
        for (int i = 0; i < next.length(); i++) {
            next.setPlain(i, 0);
        }
    }

    /** A lane gave up, so that those who wait for its turns do too. */
    public void fail(Throwable cause) {
        failure = cause;
    }

    private int headTurn(int chunk) {
        return firstOfRound(chunk) + chunk;
    }

    private int embeddingTurn(int chunk) {
        return Math.min(firstOfRound(chunk) + lanes, chunks) + chunk;
    }

    private int firstOfRound(int chunk) {
        return chunk / lanes * lanes;
    }

    void awaitHead(int chunk) {
        await(HEAD_AND_EMBEDDING, headTurn(chunk));
    }

    void endHead(int chunk) {
        next.set(HEAD_AND_EMBEDDING, headTurn(chunk) + 1);
    }

    void awaitEmbedding(int chunk) {
        await(HEAD_AND_EMBEDDING, embeddingTurn(chunk));
    }

    void endEmbedding(int chunk) {
        next.set(HEAD_AND_EMBEDDING, embeddingTurn(chunk) + 1);
    }

    void awaitHalf(int layer, int half, int chunk) {
        await(1 + 2 * layer + half, chunk);
    }

    /** @param half of the layer: 0 for attention and its norm, 1 for the feed-forward half */
    void endHalf(int layer, int half, int chunk) {
        next.set(1 + 2 * layer + half, chunk + 1);
    }

    private void await(int place, int turn) {
        for (int i = 0; next.get(place) != turn; i++) {
            switch (failure) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalStateException(failure);
            }
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }
}
