package loglog.tables.folders;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * One JSON object as a map of plain values: {@link Long}, {@link Double}, {@link Boolean}, {@link String}, null, and maps
 * for objects in it. An array is its text; a whole number beyond a long is a double.
 */
final class JsonObject {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN and Infinity
            .build();

    private final byte[] bytes;
    private final JsonParser in;

    private JsonObject(byte[] bytes, int start, int length) {
        this.bytes = bytes;
        this.in = FACTORY.createParser(ObjectReadContext.empty(), bytes, start, length);
    }

    /** What is wrong with the text: where in it, and whether it merely ends too early, as when its writer was killed. */
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
                throw new BadJson("found no JSON object", 1, length == 0);
            }
            var object = json.object();
            if (in.nextToken() != null) {
                throw new BadJson("found more after the object's end", line(in), false);
            }
            return object;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new BadJson(
                    "not valid JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse("unreadable"),
                    at == null ? 1 : at.getLineNr(),
                    e instanceof UnexpectedEndOfInputException);
        }
    }

    private static int line(JsonParser in) {
        return in.currentTokenLocation().getLineNr();
    }

    private Map<String, Object> object() {
        var fields = new LinkedHashMap<String, Object>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = in.currentName();
            in.nextToken();
            fields.put(name, value());
        }
        return fields;
    }

    private Object value() {
        return switch (in.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> {
                int start = (int) in.currentTokenLocation().getByteOffset();
                in.skipChildren();
                int end = (int) in.currentLocation().getByteOffset();
                yield new String(bytes, start, end - start, StandardCharsets.UTF_8);
            }
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

    /** The fields of objects in the object as fields of its own, named {@code a_b}. */
    static Map<String, Object> flat(Map<String, Object> object) {
        var flat = new LinkedHashMap<String, Object>();
        flatten("", object, flat);
        return flat;
    }

    private static void flatten(String prefix, Map<?, ?> object, Map<String, Object> to) {
        object.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                flatten(prefix + key + "_", inner, to);
            } else {
                to.put(prefix + key, value);
            }
        });
    }
}
