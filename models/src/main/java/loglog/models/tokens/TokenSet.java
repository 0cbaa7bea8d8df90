package loglog.models.tokens;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import loglog.runs.DataException;

/**
 * One side of a corpus, or a part of it: tokenized documents, all different, in an order that depends on nothing but
 * their content. Tokens are counted with each document's leading document token.
 */
public final class TokenSet {
    private final String name;
    private final TokenStore store;
    private final long[] starts;
    private final int[] lengths;
    private final long tokens;
    private final double textBytes;

    /** @param textBytes of these documents; NaN where unknown */
    TokenSet(String name, TokenStore store, long[] starts, int[] lengths, double textBytes) {
        this.name = name;
        this.store = store;
        this.starts = starts;
        this.lengths = lengths;
        this.textBytes = textBytes;
        long sum = 0;
        for (var length : lengths) {
            sum += length;
        }
        this.tokens = sum;
    }

    /** All tokens, which are unique: no document occurs twice. */
    public long tokens() {
        return tokens;
    }

    public int documents() {
        return lengths.length;
    }

    /** UTF-8 bytes of the documents' text; NaN for token shards, whose text is unknown. */
    public double textBytes() {
        return textBytes;
    }

    /**
     * UTF-8 bytes of text for each token that is predicted, which is every one but the set's first: the document token with
     * which it begins has no text, and no loss. NaN for token shards, and where no token is predicted.
     */
    public double bytesPerToken() {
        return tokens < 2 ? Double.NaN : textBytes / (tokens - 1);
    }

    /**
     * A loss in nats per token as bits per byte of text, by which models with different tokenizers compare: {@code loss /
     * ln 2 / bytesPerToken}. NaN for token shards.
     */
    public double bitsPerByte(double loss) {
        return loss / Math.log(2) / bytesPerToken();
    }

    /**
     * The first {@code unique} tokens, for studies of limited data: whole documents, the last one cut. A smaller set is
     * always a part of a larger one, whatever the seed.
     *
     * @throws DataException where there are fewer
     */
    public TokenSet first(long unique) {
        if (unique < 1 || unique > tokens) {
            throw new DataException(
                    "%s: found %d unique tokens, expected at least the %d asked for".formatted(name, tokens, unique));
        }
        int documents = 0;
        long sum = 0;
        while (sum < unique) {
            sum += lengths[documents++];
        }
        var starts = Arrays.copyOf(this.starts, documents);
        var lengths = Arrays.copyOf(this.lengths, documents);
        lengths[documents - 1] -= Math.toIntExact(sum - unique);
        return new TokenSet(name, store, starts, lengths, textBytes * unique / tokens);
    }

    /**
     * The entropy of single tokens in nats: the loss of a model that knows how often each token occurs and nothing else.
     *
     * @param vocabulary tokens are below it
     */
    public double entropy(int vocabulary) {
        var counts = new long[vocabulary];
        int longest = Arrays.stream(lengths).max().orElse(0);
        var read = new int[longest];
        var segment = MemorySegment.ofArray(read);
        for (int document = 0; document < lengths.length; document++) {
            copy(document, 0, lengths[document], segment, 0);
            for (int i = 0; i < lengths[document]; i++) {
                counts[read[i]]++;
            }
        }
        double entropy = 0;
        for (long count : counts) {
            double share = (double) count / tokens;
            entropy -= count == 0 ? 0 : share * Math.log(share);
        }
        return entropy;
    }

    @Override
    public String toString() {
        return name;
    }

    int length(int document) {
        return lengths[document];
    }

    void copy(int document, int from, int count, MemorySegment destination, long at) {
        store.copy(starts[document] + from, count, destination, at);
    }
}
