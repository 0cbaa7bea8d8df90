package loglog.models.generation;

import loglog.runs.DataException;

/**
 * How the next token is chosen from the model's probabilities: the temperature is applied first, then top-k, then top-p
 * to what is left.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param topK keeps so many of the most likely tokens; 0 for all
 * @param topP keeps the fewest most likely tokens whose probabilities reach it together (arXiv 1904.09751); 1 for all
 * @param seed of the random numbers, which are keyed by it, the sample and the position
 */
public record Sampling(double temperature, int topK, double topP, long seed) {
    /** The model's own probabilities. */
    public static final Sampling PLAIN = new Sampling(1, 0, 1, 1);

    public Sampling {
        require(temperature >= 0 && Double.isFinite(temperature), "temperature", temperature, "0 or more");
        require(topK >= 0, "top-k", topK, "a number of tokens, or 0 for all");
        require(topP > 0 && topP <= 1, "top-p", topP, "a probability above 0, or 1 for all");
    }

    private static void require(boolean holds, String name, Number found, String expected) {
        if (!holds) {
            throw new DataException("%s: found %s, expected %s".formatted(name, found, expected));
        }
    }
}
