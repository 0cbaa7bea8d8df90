package loglog.models.tokens;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import loglog.models.data.ShardCorpus;
import loglog.runs.DataException;

/**
 * How wide the tokens of a shard without a header are. Read at the wrong width they train all the same: an id below 65,536
 * of four bytes passes as a token of two and a 0 behind it.
 */
final class RawShards {
    /** Vocabularies up to this fit into two bytes. */
    private static final int TWO_BYTES = 1 << 16;

    /** Looked at, at each end of a file: 1 MiB. */
    private static final long PAIRS = 1 << 18;

    /** Fewer show nothing. */
    private static final int FEWEST_PAIRS = 32;

    /** The upper halves of ids of four bytes: vocabularies stay below two million. */
    private static final int LARGEST_UPPER = 31;

    /** Their lower halves go far above that. */
    private static final int FEWEST_LOWER = 2048;

    private RawShards() {}

    /**
     * Bytes of a token.
     *
     * @param said by the user; 0 where not
     * @throws DataException where the file cannot be of that width, or could as well be of the other
     */
    static int tokenBytes(Path file, MemorySegment content, int said, OptionalInt vocabulary) {
        boolean known = vocabulary.isPresent() && vocabulary.getAsInt() > TWO_BYTES;
        if (said == 2 && known) {
            throw DataException.in(
                    file,
                    "found two bytes a token asked for, expected four: a vocabulary of %d does not fit into two",
                    vocabulary.getAsInt());
        }
        if (said == 4 || known) {
            if (content.byteSize() % 4 != 0) {
                throw DataException.in(file, "found %d bytes, expected tokens of four bytes each", content.byteSize());
            }
            return 4;
        }
        return said == 2 ? 2 : seen(file, content);
    }

    private static int seen(Path file, MemorySegment content) {
        long pairs = content.byteSize() / 4;
        if (content.byteSize() % 4 != 0 || pairs < FEWEST_PAIRS) {
            return 2;
        }
        int lower = 0;
        int upper = 0;
        for (long i = 0; i < pairs; i++) {
            if (i == PAIRS && pairs > 2 * PAIRS) {
                i = pairs - PAIRS;
            }
            lower = Math.max(lower, TokenStore.get(content, 2, 2 * i));
            upper = Math.max(upper, TokenStore.get(content, 2, 2 * i + 1));
        }
        if (upper == 0) {
            return lower == 0 ? 2 : 4;
        }
        if (upper <= LARGEST_UPPER && lower >= FEWEST_LOWER) {
            throw DataException.in(
                    file,
                    "found at most %d in every second pair of bytes and up to %d in the others, as tokens of four bytes have"
                            + " it, expected a name that says which: %s:uint32, or %s:uint16",
                    upper,
                    lower,
                    file,
                    file);
        }
        return 2;
    }

    /** How it is known that tokens have four bytes, where nobody said so. */
    static Optional<String> note(ShardCorpus corpus, OptionalInt vocabulary) {
        if (corpus.tokenBytes() == 4) {
            return Optional.empty();
        }
        return Optional.of(
                vocabulary.isPresent() && vocabulary.getAsInt() > TWO_BYTES
                        ? "%s: read as four bytes a token: a vocabulary of %d does not fit into two"
                                .formatted(corpus.name(), vocabulary.getAsInt())
                        : "%s: read as four bytes a token: every second pair of bytes is 0; %s:uint16 reads two"
                                .formatted(corpus.name(), corpus.name()));
    }
}
