package loglog.models.tokens;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of UTF-8 as tokens. The document token is byte 255, which occurs in no UTF-8 text: nothing has to be escaped
 * or refused, and the vocabulary stays a round 256.
 */
public final class ByteTokenizer implements Tokenizer {
    static final ByteTokenizer INSTANCE = new ByteTokenizer();

    private static final int DOCUMENT = 255;

    private ByteTokenizer() {}

    /** GPT-2's name of a byte: itself where it prints, else a character beyond 255. */
    public static String gpt2Name(int b) {
        int unprinted = 0;
        for (int i = 0; i < 256; i++) {
            boolean prints = i >= '!' && i <= '~' || i >= 0xa1 && i <= 0xac || i >= 0xae;
            if (i == b) {
                return Character.toString(prints ? i : 256 + unprinted);
            }
            unprinted += prints ? 0 : 1;
        }
        throw new IllegalArgumentException(b + " is no byte");
    }

    @Override
    public int vocabulary() {
        return 256;
    }

    @Override
    public int documentToken() {
        return DOCUMENT;
    }

    @Override
    public String identity() {
        return "bytes";
    }

    @Override
    public int[] encode(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = utf8[i] & 0xff;
        }
        return ids;
    }

    @Override
    public String decode(int... ids) {
        var utf8 = new byte[ids.length];
        int length = 0;
        for (var id : ids) {
            if (checked(id) != DOCUMENT) {
                utf8[length++] = (byte) id;
            }
        }
        return new String(utf8, 0, length, StandardCharsets.UTF_8);
    }

    @Override
    public StreamDecoder decoder() {
        return new Decoder();
    }

    @Override
    public void close() {}

    private static int checked(int id) {
        if (id < 0 || id > 255) {
            throw new IllegalArgumentException("token " + id + " is outside the vocabulary of 256 bytes");
        }
        return id;
    }

    /** The JDK's decoder knows which bytes can still become a character. */
    private static final class Decoder implements StreamDecoder {
        private final CharsetDecoder utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        private final ByteBuffer pending = ByteBuffer.allocate(8);
        private final CharBuffer text = CharBuffer.allocate(16);

        @Override
        public String next(int id) {
            if (checked(id) == DOCUMENT) {
                return finish();
            }
            pending.put((byte) id).flip();
            utf8.decode(pending, text, false);
            pending.compact();
            return taken();
        }

        @Override
        public String finish() {
            pending.flip();
            utf8.decode(pending, text, true);
            utf8.flush(text);
            utf8.reset();
            pending.clear();
            return taken();
        }

        private String taken() {
            var result = text.flip().toString();
            text.clear();
            return result;
        }
    }
}
