package loglog.feedback;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import loglog.engine.KeyedRandom;

/** Batches of examples over epochs, each epoch in an order of its own that is a function of the seed and its number. */
final class EpochOrder {
    private final int size;
    private final int batch;
    private final long seed;
    private final List<Integer> order = new ArrayList<>();
    private long epoch = -1;

    /**
     * An order.
     *
     * @param size examples
     * @param batch of an update; an epoch's last one may be smaller
     */
    EpochOrder(int size, int batch, long seed) {
        this.size = size;
        this.batch = batch;
        this.seed = seed;
    }

    long updatesPerEpoch() {
        return Math.ceilDiv(size, batch);
    }

    /** The examples of an update, from 0. */
    List<Integer> of(long update) {
        shuffle(update / updatesPerEpoch());
        int from = (int) (update % updatesPerEpoch()) * batch;
        return List.copyOf(order.subList(from, Math.min(size, from + batch)));
    }

    private void shuffle(long wanted) {
        if (epoch == wanted) {
            return;
        }
        epoch = wanted;
        order.clear();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        var random = KeyedRandom.of(seed, epoch, "order of examples");
        for (int i = size - 1; i > 0; i--) {
            Collections.swap(order, i, (int) (random.uniform(i) * (i + 1)));
        }
    }

    /** Those of a list. */
    <T> List<T> of(long update, List<T> examples) {
        return of(update).stream().map(examples::get).toList();
    }
}
