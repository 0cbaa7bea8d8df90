package loglog.models.generation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import loglog.runs.DataException;

/** Goes on with a text. Past the model's context it sees a sliding part of it, as {@link SlidingContext} says. */
public final class Generator {
    /** Tokens of the prompt that the decoder sees before the first new one, whose text may depend on them. */
    private static final int DECODED_PROMPT = 16;

    /** Why a text ended. */
    public enum End {
        /** The model ended the document. */
        DOCUMENT,
        /** As many tokens as were asked for. */
        LENGTH
    }

    /**
     * A text that was generated.
     *
     * @param text without the prompt
     * @param tokens without the prompt, and without the token that ended the document
     */
    public record Generated(String text, int[] tokens, End end) {}

    private static final int MOST_TOKENS = Integer.MAX_VALUE - 8;

    private final LanguageModel model;
    private final int maxTokens;
    private final SlidingContext context;
    private final int[] prompt;

    /**
     * Takes the memory for texts that begin with {@code prompt}.
     *
     * @param prompt may be empty: then a new document begins
     * @param maxTokens new tokens of a text at most
     * @throws DataException where no tokens are asked for
     */
    public Generator(LanguageModel model, String prompt, int maxTokens) {
        if (maxTokens < 1) {
            throw new DataException("tokens: found %d, expected at least 1".formatted(maxTokens));
        }
        this.model = model;
        this.maxTokens = maxTokens;
        this.prompt = model.encode(prompt);
        // A text's tokens, twice, and their characters, which are about four a token.
        double heap = 16.0 * ((double) this.prompt.length + maxTokens);
        if (heap > Runtime.getRuntime().maxMemory() || (long) this.prompt.length + maxTokens > MOST_TOKENS) {
            throw new DataException("tokens: found %d, which take %.1f GB of Java heap, expected at most %.1f GB"
                    .formatted(maxTokens, heap / 1e9, Runtime.getRuntime().maxMemory() / 1e9));
        }
        context = new SlidingContext(model.model(), (long) this.prompt.length + maxTokens);
    }

    /** Whether the prompt and all new tokens are more than the model sees at once. */
    public boolean slides() {
        return (long) prompt.length + maxTokens - 1 > model.model().config().context();
    }

    /**
     * Generates one text.
     *
     * @param sample its number: the same seed and number give the same text
     * @param stream takes the text as it comes, in whole characters
     */
    public Generated generate(Sampling sampling, long sample, Consumer<String> stream) {
        var sampler = new Sampler(sampling, model.tokenizer().vocabulary(), sample);
        var decoder = model.tokenizer().decoder();
        for (int i = Math.max(1, prompt.length - DECODED_PROMPT); i < prompt.length; i++) {
            decoder.next(prompt[i]);
        }
        int longest = prompt.length + maxTokens;
        var tokens = prompt.clone();
        int length = prompt.length;
        var text = new StringBuilder();
        var end = End.LENGTH;
        context.restart();
        while (length < longest) {
            int next = sampler.choose(context.after(tokens, length), length - prompt.length);
            if (model.ends(next)) {
                end = End.DOCUMENT;
                break;
            }
            if (length == tokens.length) {
                tokens = Arrays.copyOf(tokens, (int) Math.min(longest, 2L * length + 64));
            }
            tokens[length++] = next;
            emit(decoder.next(next), text, stream);
        }
        emit(decoder.finish(), text, stream);
        return new Generated(text.toString(), Arrays.copyOfRange(tokens, prompt.length, length), end);
    }

    /**
     * Generates many texts side by side, on all lanes of the model's device; the prompt is computed once. Text i is the same
     * however many there are, and on any number of lanes. Their random numbers are others than those of {@link #generate}.
     *
     * @throws DataException where a text would be longer than the model's context: here none slides
     */
    public List<Generated> together(Sampling sampling, int samples) {
        int vocabulary = model.tokenizer().vocabulary();
        var ends = IntStream.range(0, vocabulary).filter(model::ends).toArray();
        var completions = new BatchSampler(model.model(), vocabulary, prompt.length + maxTokens)
                .sample(List.of(new Prompt(0, prompt)), samples, maxTokens, sampling, ends)
                .completions()
                .getFirst();
        return completions.stream().map(this::read).toList();
    }

    private Generated read(Samples.Completion completion) {
        var text = new StringBuilder();
        var decoder = model.tokenizer().decoder();
        for (int i = Math.max(1, prompt.length - DECODED_PROMPT); i < prompt.length; i++) {
            decoder.next(prompt[i]);
        }
        for (int token : completion.tokens()) {
            text.append(decoder.next(token));
        }
        text.append(decoder.finish());
        return new Generated(text.toString(), completion.tokens(), completion.ended() ? End.DOCUMENT : End.LENGTH);
    }

    private static void emit(String piece, StringBuilder text, Consumer<String> stream) {
        if (!piece.isEmpty()) {
            text.append(piece);
            stream.accept(piece);
        }
    }
}
