package loglog.tables;

/** What a parser of JSON found wrong, in one clause. */
public final class JsonProblem {
    private JsonProblem() {}

    /** The first line of a parser's message, without the codes of characters and the list of all that may begin a value. */
    public static String of(String message) {
        return message.lines()
                .findFirst()
                .orElse("unreadable")
                .replaceAll(" \\(code \\d+[^)]*\\)", "")
                .replaceFirst("(: was expecting)? \\((JSON String|start marker).*", "");
    }
}
