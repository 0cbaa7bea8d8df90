package loglog.models.generation;

import loglog.models.data.DataException;

/**
 * How the next token is chosen from the model's probabilities.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param topK keeps so many of the most likely tokens; 0 for all
 * @param topP keeps the fewest most likely tokens whose probabilities reach it together (arXiv 1904.09751); 1 for all
 * @param seed of the random numbers, which are keyed by it and the position
 */
public record Sampling(double temperature, int topK, double topP, long seed) {
    public static final Sampling USUAL = new Sampling(0.8, 0, 1, 0);

    public Sampling {
        if (!(temperature >= 0) || topK < 0 || !(topP > 0 && topP <= 1)) {
            throw new DataException(
                    ("sampling: found temperature %s, top-k %d and top-p %s, expected a temperature and "
                                    + "a top-k of 0 or more, and a top-p above 0 up to 1")
                            .formatted(temperature, topK, topP));
        }
    }
}
