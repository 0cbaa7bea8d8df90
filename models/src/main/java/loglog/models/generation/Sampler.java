package loglog.models.generation;

import loglog.engine.KeyedRandom;
import loglog.runs.DataException;

/** Chooses tokens by a {@link Sampling}. Allocates nothing after it is made. */
final class Sampler {
    private final Sampling sampling;
    private final KeyedRandom random;
    private final TokenRanking ranking;
    private final int vocabulary;
    private final int[] kept;
    private final double[] weights;

    /**
     * @param vocabulary tokens that may be chosen: those below it
     * @param sample number of the text that is sampled, so that several with one seed differ
     */
    Sampler(Sampling sampling, int vocabulary, long sample) {
        this.sampling = sampling;
        this.vocabulary = vocabulary;
        random = KeyedRandom.of(sampling.seed(), sample, "sampling");
        ranking = new TokenRanking(vocabulary);
        kept = new int[vocabulary];
        weights = new double[vocabulary];
    }

    /**
     * Chooses a token.
     *
     * @param position of the choice; the same position and logits choose alike
     * @throws DataException where the logits are no numbers
     */
    int choose(float[] logits, long position) {
        return choose(logits, sampling, random.uniform(position));
    }

    /** Chooses a token by a uniform number of the caller's. */
    int choose(float[] logits, Sampling sampling, double uniform) {
        int best = 0;
        for (int i = 0; i < vocabulary; i++) {
            if (Float.isNaN(logits[i]) || logits[i] == Float.POSITIVE_INFINITY) {
                throw new DataException("the model's weights lead to logits that are no finite numbers");
            }
            best = logits[i] > logits[best] ? i : best;
        }
        if (sampling.temperature() == 0) {
            return best;
        }
        int count = sampling.topK() > 0 ? Math.min(sampling.topK(), vocabulary) : vocabulary;
        boolean whole = count == vocabulary && sampling.topP() == 1;
        if (!whole) {
            ranking.of(logits, vocabulary);
        }
        double total = 0;
        for (int i = 0; i < count; i++) {
            kept[i] = whole ? i : ranking.next();
            weights[i] = Math.exp(((double) logits[kept[i]] - logits[best]) / sampling.temperature());
            total += weights[i];
        }
        if (sampling.topP() < 1) {
            double enough = sampling.topP() * total;
            total = 0;
            int reached = 0;
            while (reached < count && total < enough) {
                total += weights[reached++];
            }
            count = reached;
        }
        double left = uniform * total;
        for (int i = 0; i < count; i++) {
            left -= weights[i];
            if (left < 0) {
                return kept[i];
            }
        }
        return best; // rounding alone leads here
    }
}
