package loglog.runs;

import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as this room reads it: strict (a key that occurs twice is an error), with errors in one sentence. */
public final class Json {
    /** The mapper behind it, for writing. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * Parses one JSON object.
     *
     * @param what names the text in the error, such as "the header"
     * @throws DataException where it is no JSON, or no object
     */
    public static ObjectNode object(Path file, String what, byte[] utf8) {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(utf8);
        } catch (JacksonException e) {
            throw new DataException(file + ": " + what + " is no valid JSON: " + finding(e), e);
        }
        if (tree instanceof ObjectNode object) {
            return object;
        }
        throw DataException.in(file, "%s: found %s, expected a JSON object", what, kind(tree));
    }

    /** What a parser found, with its line and column where there are any. */
    public static String finding(JacksonException e) {
        var message = complaint(e);
        var at = e.getLocation();
        return at == null || at.getLineNr() < 1
                ? message
                : "%s at line %d, column %d".formatted(message, at.getLineNr(), at.getColumnNr());
    }

    /** What a parser found, without the codes of characters and the list of all that may begin a value. */
    public static String complaint(JacksonException e) {
        return e.getOriginalMessage()
                .lines()
                .findFirst()
                .orElse("unreadable")
                .replaceAll(" \\(code \\d+[^)]*\\)", "")
                .replaceFirst("(: was expecting)? \\((JSON String|start marker).*", "");
    }

    /** A node for an error message: its kind, and its text where that is short. */
    public static String kind(JsonNode node) {
        if (node == null || node.isMissingNode()) {
            return "nothing";
        }
        var text = node.toString();
        return text.length() <= 40
                ? text
                : "a JSON " + node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
