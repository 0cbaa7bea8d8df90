package loglog.web;

/**
 * A field of a question to the API.
 *
 * @param place where it stands: {@code query} or {@code path}
 * @param type in JSON Schema's words: {@code string}, {@code number}, {@code integer}, {@code boolean}
 * @param several whether it may be given more than once
 * @param description a noun
 */
public record ApiField(String name, String place, String type, boolean several, String description) {
    /** One of the part behind the question mark. */
    public static ApiField query(String name, String type, String description) {
        return new ApiField(name, "query", type, false, description);
    }

    /** One that may be given more than once. */
    public static ApiField queries(String name, String type, String description) {
        return new ApiField(name, "query", type, true, description);
    }
}
