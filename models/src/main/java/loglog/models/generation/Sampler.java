package loglog.models.generation;

import java.util.stream.IntStream;
import loglog.engine.KeyedRandom;

/** Chooses tokens by a {@link Sampling}. */
final class Sampler {
    private final Sampling sampling;
    private final KeyedRandom random;

    Sampler(Sampling sampling) {
        this.sampling = sampling;
        random = KeyedRandom.of(sampling.seed(), 0, "sampling");
    }

    /** @param index of the choice: the same index chooses alike */
    int choose(float[] logits, long index) {
        // By logit, then by number, so that ties fall the same way each time.
        int[] order = IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> logits[a] != logits[b] ? Float.compare(logits[b], logits[a]) : Integer.compare(a, b))
                .mapToInt(i -> i)
                .toArray();
        if (sampling.temperature() == 0) {
            return order[0];
        }
        int kept = sampling.topK() > 0 ? Math.min(sampling.topK(), order.length) : order.length;
        var weights = new double[kept];
        double total = 0;
        for (int i = 0; i < kept; i++) {
            weights[i] = Math.exp((logits[order[i]] - (double) logits[order[0]]) / sampling.temperature());
            total += weights[i];
        }
        if (sampling.topP() < 1) {
            double reached = 0;
            int last = 0;
            for (; last < kept; last++) {
                reached += weights[last];
                if (reached >= sampling.topP() * total) {
                    break;
                }
            }
            kept = Math.min(kept, last + 1);
            total = reached;
        }
        double left = random.uniform(index) * total;
        for (int i = 0; i < kept; i++) {
            left -= weights[i];
            if (left < 0) {
                return order[i];
            }
        }
        return order[kept - 1];
    }
}
