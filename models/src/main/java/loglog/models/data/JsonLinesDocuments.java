package loglog.models.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One JSON object a line, one field of which is the document's text. */
final class JsonLinesDocuments {
    private static final int MAX_LINE_BYTES = 1 << 30;

    private JsonLinesDocuments() {}

    static void read(InputStream in, String origin, String textField, Consumer<Document> sink) throws IOException {
        var buffer = new byte[1 << 16];
        int filled = 0;
        long line = 0;
        while (true) {
            var read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                break;
            }
            int scanned = filled;
            filled += read;
            int start = 0;
            for (int i = scanned; i < filled; i++) {
                if (buffer[i] == '\n') {
                    line++;
                    document(buffer, start, i, origin, line, textField, sink);
                    start = i + 1;
                }
            }
            System.arraycopy(buffer, start, buffer, 0, filled - start);
            filled -= start;
            if (filled == buffer.length) {
                if (filled >= MAX_LINE_BYTES) {
                    throw new DataException(
                            "%s, line %d: found more than 1 GiB, expected less".formatted(origin, line + 1));
                }
                buffer = Arrays.copyOf(buffer, 2 * filled);
            }
        }
        document(buffer, 0, filled, origin, line + 1, textField, sink);
    }

    private static void document(
            byte[] buffer, int from, int to, String origin, long line, String textField, Consumer<Document> sink) {
        if (isBlank(buffer, from, to)) {
            return;
        }
        var place = origin + ", line " + line;
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(buffer, from, to - from);
        } catch (JacksonException e) {
            throw new DataException(place + ": is no valid JSON: " + Json.complaint(e), e);
        }
        if (!node.isObject()) {
            throw new DataException(place + ": found " + Json.kind(node) + ", expected a JSON object");
        }
        var text = node.path(textField);
        if (!text.isString()) {
            throw new DataException(
                    "%s: field \"%s\": found %s, expected a string".formatted(place, textField, Json.kind(text)));
        }
        // A JSON string can hold half a surrogate pair, which no UTF-8 can; it becomes '?'.
        var utf8 = text.stringValue().getBytes(StandardCharsets.UTF_8);
        if (utf8.length > 0) {
            sink.accept(new Document(place, utf8));
        }
    }

    private static boolean isBlank(byte[] buffer, int from, int to) {
        for (int i = from; i < to; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
