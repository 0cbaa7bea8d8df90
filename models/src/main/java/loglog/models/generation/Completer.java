package loglog.models.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Answers many requests with one model: judges the tokens of prompts and goes on with them, token by token with their
 * log-probabilities. The memory of the longest sequence so far is kept for the next one. Not safe for several threads at once.
 */
public final class Completer {
    private final LanguageModel model;
    private final TokenRanking ranking;
    private SlidingContext context;
    private long capacity;

    public Completer(LanguageModel model) {
        this.model = model;
        ranking = new TokenRanking(model.model().config().vocabulary());
    }

    /** A token that could stand at a place, and the logarithm of its probability there in nats. */
    public record Likely(int token, String text, double logProbability) {}

    /**
     * A token of a text.
     *
     * @param text what it stands for, as {@link Surprise} writes it
     * @param logProbability of it after the tokens before it, in nats, at temperature 1
     * @param likeliest the most likely tokens at its place, the best first
     */
    public record Step(int token, String text, double logProbability, List<Likely> likeliest) {}

    /**
     * How likely each token of a prompt is after those before it, the first one after the start of a text.
     *
     * @param likeliest tokens to name at each place
     */
    public List<Step> judge(int[] prompt, int likeliest) {
        var all = started(prompt);
        int skipped = all.length - prompt.length;
        var steps = new ArrayList<Step>();
        if (skipped == 0) { // nothing stands before the start token that could make it more or less likely
            steps.add(new Step(all[0], Surprise.show(model, all[0]), 0, List.of()));
        }
        var inputs = java.util.Arrays.copyOf(all, all.length - 1);
        if (inputs.length > 0) {
            context(inputs.length).each(inputs, (i, logits) -> steps.add(step(all[i + 1], logits, likeliest)));
        }
        return steps;
    }

    /**
     * Goes on with a prompt.
     *
     * @param sample its number: the same seed and number give the same text
     * @param likeliest tokens to name at each place
     * @param taker of each new token; false ends the text
     * @return why it ended; {@link Generator.End#LENGTH}, too, where the taker ended it
     */
    public Generator.End goOn(
            int[] prompt, int maxTokens, Sampling sampling, long sample, int likeliest, Predicate<Step> taker) {
        var start = started(prompt);
        var tokens = java.util.Arrays.copyOf(start, start.length + maxTokens);
        var sampler = new Sampler(sampling, model.tokenizer().vocabulary(), sample);
        var sequence = context((long) start.length + maxTokens);
        sequence.restart();
        for (int i = 0; i < maxTokens; i++) {
            var logits = sequence.after(tokens, start.length + i);
            int next = sampler.choose(logits, i);
            if (model.ends(next)) {
                return Generator.End.DOCUMENT;
            }
            tokens[start.length + i] = next;
            if (!taker.test(step(next, logits, likeliest))) {
                return Generator.End.LENGTH;
            }
        }
        return Generator.End.LENGTH;
    }

    /** {@link Surprise#of} with this memory. */
    public Surprise surprise(String text, int alternatives) {
        return Surprise.of(model, text, alternatives, this::context);
    }

    private int[] started(int[] prompt) {
        if (prompt.length > 0 && prompt[0] == model.startToken()) {
            return prompt;
        }
        var all = new int[prompt.length + 1];
        all[0] = model.startToken();
        System.arraycopy(prompt, 0, all, 1, prompt.length);
        return all;
    }

    private Step step(int token, float[] logits, int likeliest) {
        double normalizer = Surprise.logSumExp(logits);
        int named = Math.min(likeliest, model.tokenizer().vocabulary());
        var best = new ArrayList<Likely>(named);
        if (named > 0) {
            ranking.of(logits, model.tokenizer().vocabulary());
        }
        for (int j = 0; j < named; j++) {
            int other = ranking.next();
            best.add(new Likely(other, Surprise.show(model, other), logits[other] - normalizer));
        }
        return new Step(token, Surprise.show(model, token), logits[token] - normalizer, List.copyOf(best));
    }

    /** Memory lives as long as the model's device: it grows by doubling, so that all of it is at most twice what is in use. */
    private SlidingContext context(long tokens) {
        long wanted = Math.min(tokens, model.model().config().context());
        if (context == null || wanted > capacity) {
            capacity = Math.min(
                    Long.highestOneBit(Math.max(64, wanted - 1)) * 2,
                    model.model().config().context());
            context = new SlidingContext(model.model(), capacity);
        }
        return context;
    }
}
