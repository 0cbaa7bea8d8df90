package loglog.models.generation;

import java.util.Arrays;
import java.util.function.IntPredicate;
import loglog.models.data.DataException;
import loglog.models.transformer.Model;

/** Goes on with a sequence of tokens. Where the context is full, the second half of what was seen becomes the new start. */
public final class Generator {
    private final Model model;
    private final Decoder decoder;

    public Generator(Model model) {
        this.model = model;
        decoder = new Decoder(model);
    }

    /**
     * Generates tokens.
     *
     * @param prompt what comes before, at least one token (a document token begins a new text); if it is longer than the
     *     context, its end is used
     * @param count how many tokens at most
     * @param each is given each new token and says whether to go on
     * @return the new tokens
     * @throws DataException where the prompt is empty
     */
    public int[] generate(int[] prompt, int count, Sampling sampling, IntPredicate each) {
        if (prompt.length == 0) {
            throw new DataException("prompt: found no tokens, expected at least one");
        }
        int context = model.config().context();
        var sampler = new Sampler(sampling);
        var logits = new float[model.config().vocabulary()];
        var all = Arrays.copyOf(prompt, prompt.length + count);
        int length = prompt.length;
        int fed = Math.max(0, length - context);
        decoder.reset();
        while (length < all.length) {
            if (decoder.position() == context) {
                decoder.reset();
                fed = length - Math.max(1, context / 2);
            }
            while (fed < length && decoder.position() < context) {
                decoder.accept(all[fed++], logits);
            }
            if (fed < length) {
                continue;
            }
            int next = sampler.choose(logits, length - prompt.length);
            all[length++] = next;
            if (!each.test(next)) {
                break;
            }
        }
        return Arrays.copyOfRange(all, prompt.length, length);
    }
}
