package loglog.runs.reader;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * One JSON object as a map of plain values: {@link Long}, {@link Double}, {@link Boolean}, {@link String}, null. The fields
 * of an object in it are named {@code a_b}; an array is its text; a whole number beyond a long is a double.
 */
final class JsonObject {
    /** Reads and writes NaN and Infinity as Python does. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private final byte[] bytes;
    private final int start;
    private final JsonParser in;
    private boolean isObject;

    private JsonObject(byte[] bytes, int start, int length) {
        this.bytes = bytes;
        this.start = start;
        this.in = FACTORY.createParser(ObjectReadContext.empty(), bytes, start, length);
    }

    /** What is wrong with the text: where in it, and whether it is right as far as it goes, as when its writer was killed. */
    static final class BadJson extends Exception {
        private static final long serialVersionUID = 1L;
        final int line;
        final boolean cutOff;

        BadJson(String finding, int line, boolean cutOff) {
            super(finding);
            this.line = line;
            this.cutOff = cutOff;
        }
    }

    static Map<String, Object> read(byte[] bytes) throws BadJson {
        return read(bytes, 0, bytes.length);
    }

    static Map<String, Object> read(byte[] bytes, int start, int length) throws BadJson {
        var json = new JsonObject(bytes, start, length);
        try (var in = json.in) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new BadJson("found no JSON object", 1, false);
            }
            json.isObject = true;
            var fields = new LinkedHashMap<String, Object>();
            json.object("", fields);
            if (in.nextToken() != null) {
                throw new BadJson("found more after the object's end", line(in), false);
            }
            return fields;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new BadJson(
                    "not valid JSON: " + Json.complaint(e),
                    at == null ? 1 : at.getLineNr(),
                    json.isObject && json.in.currentLocation().getByteOffset() >= length);
        }
    }

    private static int line(JsonParser in) {
        return in.currentTokenLocation().getLineNr();
    }

    private void object(String prefix, Map<String, Object> to) {
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = prefix.isEmpty() ? in.currentName() : prefix + in.currentName();
            if (in.nextToken() == JsonToken.START_OBJECT) {
                object(name + "_", to);
            } else {
                to.put(name, value());
            }
        }
    }

    private Object value() {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            return plain(in);
        }
        int from = start + (int) in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        int to = start + (int) in.currentLocation().getByteOffset();
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** The value at which a parser is, which is no array and no object. */
    static Object plain(JsonParser in) {
        return switch (in.currentToken()) {
            case VALUE_NUMBER_INT ->
                switch (in.getNumberType()) {
                    case INT, LONG -> (Object) in.getLongValue();
                    default -> (Object) in.getDoubleValue();
                };
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> in.getString();
        };
    }
}
