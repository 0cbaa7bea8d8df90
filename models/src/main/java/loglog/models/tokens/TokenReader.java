package loglog.models.tokens;

import java.lang.foreign.MemorySegment;

/** The tokens of a {@link TokenSet} one after another, each document behind its document token. */
public final class TokenReader {
    private final TokenSet set;
    private int document;
    private int within;

    public TokenReader(TokenSet set) {
        this.set = set;
    }

    /** Copies the next tokens into {@code to[at]} on; returns how many there were, less than {@code count} at the end. */
    public int read(int[] to, int at, int count) {
        var segment = MemorySegment.ofArray(to);
        int done = 0;
        while (done < count && document < set.documents()) {
            int some = Math.min(count - done, set.length(document) - within);
            set.copy(document, within, some, segment, at + done);
            done += some;
            within += some;
            if (within == set.length(document)) {
                document++;
                within = 0;
            }
        }
        return done;
    }
}
