package loglog.models.tokens;

import java.nio.file.Path;
import java.util.List;
import loglog.runs.DataException;

/** Text to token ids and back. Safe to use from several threads; its decoders are not. */
public sealed interface Tokenizer extends AutoCloseable permits ByteTokenizer, HfTokenizer {
    /** The 256 bytes of UTF-8. */
    static Tokenizer bytes() {
        return ByteTokenizer.INSTANCE;
    }

    /**
     * A {@code tokenizer.json}, or the folder that holds one.
     *
     * @throws DataException naming the file, where it is missing or cannot be read
     */
    static Tokenizer read(Path fileOrFolder) {
        return HfTokenizer.read(fileOrFolder);
    }

    /** Ids run from 0 to one less than this. */
    int vocabulary();

    /** The token that stands before every document in a stream, and with which the generation of a new one begins. */
    int documentToken();

    /** The same for the same tokenizer everywhere: {@code bytes}, or a digest of its file. Goes into {@code run.json}. */
    String identity();

    /** The text's tokens, without a document token. */
    int[] encode(String text);

    /**
     * The text of {@code ids}. Document tokens have none, and bytes that form no character become U+FFFD.
     *
     * @throws IllegalArgumentException where an id is outside the vocabulary
     */
    String decode(int... ids);

    /** A decoder for tokens that come one at a time. */
    StreamDecoder decoder();

    /** Whether it refuses some texts, as it has no token for each of their characters. */
    default boolean refuses() {
        return false;
    }

    /** What of its file is not as the file has it, a sentence each. */
    default List<String> notes() {
        return List.of();
    }

    /** Frees native memory, where there is any. */
    @Override
    void close();

    /** Collects tokens until they make up whole characters. */
    interface StreamDecoder {
        /** The text that is now certain; empty while a character is incomplete. */
        String next(int id);

        /** What is left at the end, with U+FFFD for an incomplete character. */
        String finish();
    }
}
