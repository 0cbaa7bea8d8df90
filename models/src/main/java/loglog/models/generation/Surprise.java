package loglog.models.generation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import loglog.models.tokens.ByteTokenizer;
import loglog.runs.DataException;

/**
 * How likely a model finds each token of a text after what is before it, and what it would have found likelier. The first
 * token comes after the start of a document. Past the context, each token comes after a window of {@link SlidingContext}.
 *
 * @param tokens of the text
 * @param words of the text: each one's probability is the product of its tokens'
 * @param utf8Bytes of the text
 */
public record Surprise(List<Token> tokens, List<Word> words, int utf8Bytes) {
    /**
     * A token that could stand at a place.
     *
     * @param text what it stands for; one byte of several that make up a character is written as {@code \xc3}
     */
    public record Candidate(int token, String text, double probability) {}

    /**
     * One token of the text.
     *
     * @param probability of it after the tokens before it
     * @param bits its surprise: {@code -log2 probability}
     * @param rank 1 for the most likely token; ties share the better rank
     * @param alternatives the most likely tokens there, the best first; the token itself may be among them
     */
    public record Token(
            int token, String text, double probability, double bits, int rank, List<Candidate> alternatives) {}

    /**
     * One word of the text, with the white space before it.
     *
     * @param from index of its first token
     * @param to one after the index of its last
     * @param probability of its tokens one after another, after what is before them
     * @param bits the sum of theirs
     */
    public record Word(String text, int from, int to, double probability, double bits) {}

    /** Surprise of the whole text in bits. */
    public double bits() {
        return tokens.stream().mapToDouble(Token::bits).sum();
    }

    /** Mean of the tokens' surprise in nats: the loss on this text. */
    public double loss() {
        return bits() * Math.log(2) / tokens.size();
    }

    /** Bits for each byte of the text in UTF-8. */
    public double bitsPerByte() {
        return bits() / utf8Bytes;
    }

    /**
     * Judges a text.
     *
     * @param alternatives how many to name for each token; 0 for none
     * @throws DataException where the text is empty, or no token of the tokenizer's is in it
     */
    public static Surprise of(LanguageModel model, String text, int alternatives) {
        return of(model, text, alternatives, tokens -> new SlidingContext(model.model(), tokens));
    }

    static Surprise of(LanguageModel model, String text, int alternatives, LongFunction<SlidingContext> context) {
        if (text.isEmpty()) {
            throw new DataException("text: found none, expected at least one character");
        }
        var all = model.encode(text);
        if (all.length == 1) { // a tokenizer may drop characters
            throw new DataException(
                    "text: found %d characters of which the tokenizer makes no token, expected at least one token"
                            .formatted(text.length()));
        }
        var tokenizer = model.tokenizer();
        int vocabulary = model.model().config().vocabulary();
        int named = Math.min(alternatives, tokenizer.vocabulary());
        var ranking = new TokenRanking(vocabulary);
        var tokens = new ArrayList<Token>();
        var inputs = java.util.Arrays.copyOf(all, all.length - 1);
        context.apply(inputs.length).each(inputs, (i, logits) -> {
            double normalizer = logSumExp(logits);
            int wanted = all[i + 1];
            int rank = 1;
            for (float logit : logits) {
                rank += logit > logits[wanted] ? 1 : 0;
            }
            var best = new ArrayList<Candidate>();
            if (named > 0) {
                ranking.of(logits, tokenizer.vocabulary());
            }
            for (int j = 0; j < named; j++) {
                int token = ranking.next();
                best.add(new Candidate(token, show(model, token), Math.exp(logits[token] - normalizer)));
            }
            double nats = normalizer - logits[wanted];
            tokens.add(new Token(
                    wanted, show(model, wanted), Math.exp(-nats), nats / Math.log(2), rank, List.copyOf(best)));
        });
        int bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return new Surprise(List.copyOf(tokens), words(model, all, tokens), bytes);
    }

    private static List<Word> words(LanguageModel model, int[] all, List<Token> tokens) {
        var words = new ArrayList<Word>();
        for (var word : WordSplitter.of(model.tokenizer(), java.util.Arrays.copyOfRange(all, 1, all.length))) {
            double bits = 0;
            for (var token : tokens.subList(word.from(), word.to())) {
                bits += token.bits();
            }
            words.add(new Word(word.text(), word.from(), word.to(), Math.pow(2, -bits), bits));
        }
        return List.copyOf(words);
    }

    static double logSumExp(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit); // NaN stays NaN
        }
        double total = 0;
        for (float logit : logits) {
            total += Math.exp(logit - max);
        }
        if (!Double.isFinite(max) || Double.isNaN(total)) {
            throw new DataException("the model's weights lead to logits that are no finite numbers");
        }
        return max + Math.log(total);
    }

    /** What a token stands for; one byte of several that make up a character is written as {@code \\xc3}. */
    static String show(LanguageModel model, int token) {
        if (model.tokenizer() instanceof ByteTokenizer && token >= 0x80 && !model.ends(token)) {
            return String.format(Locale.ROOT, "\\x%02x", token);
        }
        if (model.ends(token)) {
            return "<end>";
        }
        return token < model.tokenizer().vocabulary() ? model.tokenizer().decode(token) : "<" + token + ">";
    }
}
