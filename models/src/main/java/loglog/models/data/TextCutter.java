package loglog.models.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;
import loglog.runs.DataException;

/**
 * Makes documents of a text. One that is short stays whole. A longer one is cut into pieces, so that a single large file
 * has something for both training and validation: at the last blank line that leaves a piece of {@link #PIECE_BYTES}
 * down to half of it, else at the last line's end there, else between two characters.
 */
final class TextCutter {
    /** Texts up to this size are one document. */
    static final int WHOLE_BYTES = 64 << 10;

    /** The size of a piece, at most. */
    static final int PIECE_BYTES = 16 << 10;

    /** A text that has to stay whole fits into an array. */
    private static final int MAX_WHOLE_BYTES = 1 << 30;

    private TextCutter() {}

    /** Reads the stream to its end and hands out its documents in order. */
    static void cut(InputStream in, String origin, Consumer<Document> sink) throws IOException {
        var buffer = in.readNBytes(WHOLE_BYTES + 1);
        if (buffer.length <= WHOLE_BYTES) {
            emit(buffer, 0, buffer.length, origin, 0, sink);
            return;
        }
        long position = 0; // of buffer[0] in the text
        int filled = buffer.length;
        while (filled > 0) {
            int start = 0;
            var ended = filled < buffer.length;
            while (filled - start > PIECE_BYTES) {
                var end = pieceEnd(buffer, start);
                emit(buffer, start, end, origin, position + start, sink);
                start = end;
            }
            if (ended) {
                emit(buffer, start, filled, origin, position + start, sink);
                return;
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            position += start;
            filled -= start;
            filled += in.readNBytes(buffer, filled, buffer.length - filled);
        }
    }

    /** As {@link #cut}, but the text is one document whatever its size. */
    static void whole(InputStream in, String origin, Consumer<Document> sink) throws IOException {
        var bytes = in.readNBytes(MAX_WHOLE_BYTES + 1);
        if (bytes.length > MAX_WHOLE_BYTES) {
            throw new DataException(origin + ": found a document of more than 1 GiB, expected less");
        }
        emit(bytes, 0, bytes.length, origin, 0, sink);
    }

    private static int pieceEnd(byte[] text, int start) {
        int lineEnd = -1;
        for (int i = start + PIECE_BYTES; i > start + PIECE_BYTES / 2; i--) {
            if (text[i - 1] == '\n') {
                if (text[i - 2] == '\n' || text[i - 2] == '\r' && text[i - 3] == '\n') {
                    return i;
                }
                lineEnd = Math.max(lineEnd, i);
            }
        }
        int end = lineEnd > 0 ? lineEnd : start + PIECE_BYTES;
        while (Utf8.isContinuation(text[end]) && end > start + 1) {
            end--;
        }
        return end;
    }

    /** {@code position} is where {@code from} lies in the whole text. */
    private static void emit(byte[] text, int from, int to, String origin, long position, Consumer<Document> sink) {
        var base = position - from;
        if (from == 0
                && position == 0
                && to >= 3
                && text[0] == (byte) 0xef
                && text[1] == (byte) 0xbb
                && text[2] == (byte) 0xbf) {
            from = 3; // a byte order mark is no text
        }
        var invalid = Utf8.invalidAt(text, from, to);
        if (invalid >= 0) {
            throw new DataException("%s: found byte 0x%02x at byte %d, expected UTF-8 text"
                    .formatted(origin, text[invalid], base + invalid));
        }
        if (to > from) {
            sink.accept(new Document(origin, Arrays.copyOfRange(text, from, to)));
        }
    }
}
