package loglog.web;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One question of the API: where it is asked, what it is told, how it is answered. The server's routes and its OpenAPI document are
 * made from the same list.
 *
 * @param method {@code GET} or {@code POST}
 * @param path below the server, such as {@code /api/runs}
 * @param about what it is told; asked for only by who reads the description, as it may take long to make
 * @param answer may throw {@link BadRequest}
 */
public record ApiRoute(String method, String path, Supplier<About> about, Function<Asked, ApiReply> answer) {
    /**
     * What is said of a question.
     *
     * @param body what a POST takes, in words; empty for a GET
     */
    public record About(String summary, List<ApiField> fields, String body) {}

    /** A question without a body. */
    public static ApiRoute get(String path, String summary, List<ApiField> fields, Function<Asked, ApiReply> answer) {
        var about = new About(summary, fields, "");
        return new ApiRoute("GET", path, () -> about, answer);
    }

    /** A question with a body. */
    public static ApiRoute post(
            String path, String summary, List<ApiField> fields, String body, Function<Asked, ApiReply> answer) {
        var about = new About(summary, fields, body);
        return new ApiRoute("POST", path, () -> about, answer);
    }
}
