package loglog.web;

import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/**
 * An answer of the API.
 *
 * @param type its media type
 */
public record ApiReply(String type, byte[] bytes) {
    /** The type of a document whose arrays of numbers follow it as floats. */
    static final String FLOATS = "application/octet-stream";

    /** JSON. */
    public static ApiReply json(JsonNode json) {
        return new ApiReply("application/json", json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A picture of lines. */
    public static ApiReply svg(String svg) {
        return new ApiReply("image/svg+xml", svg.getBytes(StandardCharsets.UTF_8));
    }
}
