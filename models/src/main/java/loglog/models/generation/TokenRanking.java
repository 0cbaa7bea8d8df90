package loglog.models.generation;

/**
 * Tokens from the most likely on, as many as are asked for: a heap over the logits. Of equal logits the smaller token
 * comes first. Allocates nothing after it is made.
 */
final class TokenRanking {
    private final int[] heap;
    private float[] logits;
    private int size;

    TokenRanking(int vocabulary) {
        heap = new int[vocabulary];
    }

    /** Begins with the first {@code vocabulary} logits, which are not to change until the last {@link #next}. */
    void of(float[] logits, int vocabulary) {
        this.logits = logits;
        size = vocabulary;
        for (int i = 0; i < size; i++) {
            heap[i] = i;
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /** The most likely token of those that are left. */
    int next() {
        int best = heap[0];
        heap[0] = heap[--size];
        sink(0);
        return best;
    }

    private void sink(int i) {
        int token = heap[i];
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], token)) {
                break;
            }
            heap[i] = heap[child];
            i = child;
        }
        heap[i] = token;
    }

    private boolean before(int a, int b) {
        return logits[a] > logits[b] || logits[a] == logits[b] && a < b;
    }
}
