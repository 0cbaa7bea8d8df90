package loglog.models.tokens;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import loglog.runs.DataException;
import loglog.words.Format;

/**
 * Training sequences by number. An epoch joins all documents, in an order of its own, into one stream, cuts it into
 * windows of {@code context} tokens, and hands them out in a second random order, so that a batch mixes documents.
 * Sequence {@code i} is a function of the documents, the context, the seed and {@code i} alone: a resumed run, another
 * batch size, or several micro-batches see the same sequences. The at most {@code context} tokens at an epoch's end that
 * fill no window are left out of it; the next epoch's order leaves out others.
 *
 * <p>Not safe for use by several threads. Nothing is allocated by {@link #fill}.
 */
public final class Batches {
    private static final long DOCUMENTS = 1;
    private static final long WINDOWS = 2;

    private final TokenSet set;
    private final int context;
    private final long seed;
    private final boolean shuffled;
    private final long windows;

    // The epoch at hand: documents in its order, and where each begins in its stream.
    private long epoch = -1;
    private final Permutation documentOrder = new Permutation();
    private final Permutation windowOrder = new Permutation();
    private final int[] order;
    private final long[] begins;

    private Batches(TokenSet set, int context, long seed, boolean shuffled) {
        this.set = set;
        this.context = context;
        this.seed = seed;
        this.shuffled = shuffled;
        this.windows = (set.tokens() - 1) / context; // every window needs one token more, its last target
        if (context < 1 || windows < 1) {
            throw new DataException("%s: found %s, expected at least %d, one sequence of context %d and its target"
                    .formatted(set, Format.of(set.tokens(), "token"), context + 1L, context));
        }
        this.order = new int[set.documents()];
        this.begins = new long[set.documents() + 1];
    }

    /**
     * Shuffled sequences, epoch after epoch, without end.
     *
     * @throws DataException where the set is too small for one sequence
     */
    public static Batches shuffled(TokenSet set, int context, long seed) {
        return new Batches(set, context, seed, true);
    }

    /** The same sequences for every seed, each once in an epoch, for validation. */
    public static Batches inOrder(TokenSet set, int context) {
        return new Batches(set, context, 0, false);
    }

    public TokenSet set() {
        return set;
    }

    public int context() {
        return context;
    }

    /** Sequences until the data repeats. */
    public long sequencesPerEpoch() {
        return windows;
    }

    /**
     * Sequences that make up a fixed number of tokens, rounded up, or the whole set where it is smaller: what one
     * evaluation reads.
     */
    public long sequencesFor(long tokens) {
        return Math.min(windows, Math.max(1, Math.ceilDiv(tokens, context)));
    }

    /**
     * What a run has seen.
     *
     * @param tokens predicted, each once for every time that it was seen
     * @param unique those seen for the first time
     * @param repeated all others
     * @param epochs passes over the data, in fractions
     */
    public record Seen(long tokens, long unique, long repeated, double epochs) {}

    /** What the first {@code sequences} sequences hold. */
    public Seen seen(long sequences) {
        var tokens = sequences * context;
        var unique = Math.min(tokens, windows * context);
        return new Seen(tokens, unique, tokens - unique, (double) sequences / windows);
    }

    /**
     * Writes sequences {@code first} to {@code first + rows}: step {@code s} of batch size {@code b} begins at {@code s *
     * b}.
     *
     * @param tokens int32 {@code [rows, context]}, native order
     * @param targets int32 {@code [rows, context]}: the token after each of {@code tokens}
     */
    public void fill(long first, int rows, MemorySegment tokens, MemorySegment targets) {
        for (int row = 0; row < rows; row++) {
            var sequence = first + row;
            enter(sequence / windows);
            var window = sequence % windows;
            window(shuffled ? windowOrder.at(window) : window, row, tokens, targets);
        }
    }

    private void window(long window, int row, MemorySegment tokens, MemorySegment targets) {
        var position = window * context;
        var found = Arrays.binarySearch(begins, position);
        int place = found >= 0 ? found : -found - 2;
        var rowStart = (long) row * context;
        int done = 0;
        while (done < context) {
            var within = (int) (position + done - begins[place]);
            var count = Math.min(context - done, set.length(order[place]) - within);
            set.copy(order[place], within, count, tokens, rowStart + done);
            done += count;
            if (done < context || within + count == set.length(order[place])) {
                place++;
            }
        }
        // Targets are the tokens one place on; only the last comes from beyond the window.
        MemorySegment.copy(tokens, 4 * (rowStart + 1), targets, 4 * rowStart, 4L * (context - 1));
        var last = (int) (position + context - begins[place]);
        set.copy(order[place], last, 1, targets, rowStart + context - 1);
    }

    private void enter(long epoch) {
        if (this.epoch == epoch) {
            return;
        }
        documentOrder.reset(order.length, Keyed.mix(seed, DOCUMENTS, epoch));
        windowOrder.reset(windows, Keyed.mix(seed, WINDOWS, epoch));
        long begin = 0;
        for (int i = 0; i < order.length; i++) {
            order[i] = shuffled ? (int) documentOrder.at(i) : i;
            begins[i] = begin;
            begin += set.length(order[i]);
        }
        begins[order.length] = begin;
        this.epoch = epoch;
    }
}
