package loglog.models.generation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import loglog.models.data.DataException;
import loglog.models.transformer.Model;
import loglog.models.transformer.Transformer;

/** How likely a model finds each token of a text after what is before it, and what it would have found likelier. */
public final class Surprise {
    private Surprise() {}

    /** A token that could stand at a place, with its probability there. */
    public record Candidate(int token, double probability) {}

    /**
     * One token of the text.
     *
     * @param token the token
     * @param probability of it after the tokens before it
     * @param nats {@code -ln probability}
     * @param rank 1 for the most likely token; ties share the better rank
     * @param alternatives the most likely tokens there, best first
     */
    public record Place(int token, double probability, double nats, int rank, List<Candidate> alternatives) {}

    /**
     * Judges {@code tokens[1]} and all after it. A text longer than the context is judged in windows that overlap by half,
     * so that each token has at least half a context before it, where the text has.
     *
     * @param tokens the text, after a token to start from (a document token, or a space)
     * @param alternatives how many to name at each place
     * @return one place for each token but the first
     * @throws DataException where there are fewer than two tokens, or one is outside the vocabulary
     */
    public static List<Place> of(Model model, int[] tokens, int alternatives) {
        int vocabulary = model.config().vocabulary();
        if (tokens.length < 2) {
            throw new DataException(
                    "text: found %d tokens, expected at least one and a start".formatted(tokens.length));
        }
        for (int i = 0; i < tokens.length; i++) {
            if (tokens[i] < 0 || tokens[i] >= vocabulary) {
                throw new DataException("text: token %d is %d, expected a number below the vocabulary's %d"
                        .formatted(i, tokens[i], vocabulary));
            }
        }
        int length = Math.min(model.config().context(), tokens.length - 1);
        var transformer = new Transformer(model, model.parameters(), 1, length);
        var k = model.device().kernels(0);
        var inputs = new int[length];
        var targets = new int[length];
        var logits = new float[length * vocabulary];
        var places = new ArrayList<Place>();
        while (places.size() < tokens.length - 1) {
            // The first window starts at the start, the last ends at the end, others overlap by half.
            int start = places.isEmpty() ? 0 : Math.min(places.size() - length / 2, tokens.length - 1 - length);
            System.arraycopy(tokens, start, inputs, 0, length);
            System.arraycopy(tokens, start + 1, targets, 0, length);
            transformer.read(k, inputs, targets, 0);
            transformer.forward(k);
            k.read(transformer.logits(), logits);
            for (int i = places.size() - start; i < length; i++) {
                var row = Arrays.copyOfRange(logits, i * vocabulary, (i + 1) * vocabulary);
                places.add(place(row, targets[i], alternatives));
            }
        }
        return places;
    }

    private static Place place(float[] logits, int token, int alternatives) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double total = 0;
        int rank = 1;
        for (float logit : logits) {
            total += Math.exp(logit - max);
            rank += logit > logits[token] ? 1 : 0;
        }
        double normaliser = max + Math.log(total);
        var best = IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> logits[a] != logits[b] ? Float.compare(logits[b], logits[a]) : Integer.compare(a, b))
                .limit(alternatives)
                .map(i -> new Candidate(i, Math.exp(logits[i] - normaliser)))
                .toList();
        double nats = normaliser - logits[token];
        return new Place(token, Math.exp(-nats), nats, rank, best);
    }
}
