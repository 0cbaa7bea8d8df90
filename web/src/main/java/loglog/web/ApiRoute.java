package loglog.web;

import java.util.List;
import java.util.function.Function;

/**
 * One question of the API: where it is asked, what it is told, how it is answered. The server's routes and its OpenAPI document are
 * made from the same list.
 *
 * @param method {@code GET} or {@code POST}
 * @param path below the server, such as {@code /api/runs}
 * @param body what a POST takes, in words; empty for a GET
 * @param answer may throw {@link BadRequest}
 */
public record ApiRoute(
        String method,
        String path,
        String summary,
        List<ApiField> fields,
        String body,
        Function<Asked, ApiReply> answer) {
    /** A question without a body. */
    public static ApiRoute get(String path, String summary, List<ApiField> fields, Function<Asked, ApiReply> answer) {
        return new ApiRoute("GET", path, summary, fields, "", answer);
    }

    /** A question with a body. */
    public static ApiRoute post(
            String path, String summary, List<ApiField> fields, String body, Function<Asked, ApiReply> answer) {
        return new ApiRoute("POST", path, summary, fields, body, answer);
    }
}
