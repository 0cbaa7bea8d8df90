package loglog.tables.sql;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What DuckDB finds wrong with a query, which it tells as JSON where the setting {@code errors_as_json} is on.
 *
 * @param sql the query
 * @param fields exception_type, exception_message and, as it happens, position (a byte of the query), error_subtype, name,
 *     candidates
 */
record SqlProblem(String sql, Map<String, String> fields) {
    private static final String START = "{\"exception_type\"";

    static SqlProblem of(String sql, SQLException e) {
        var message = String.valueOf(e.getMessage());
        int start = message.indexOf(START);
        var fields = new HashMap<String, String>();
        if (start >= 0) {
            try (var in = new JsonFactory().createParser(ObjectReadContext.empty(), message.substring(start))) {
                in.nextToken();
                while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                    var name = in.currentName();
                    in.nextToken();
                    fields.put(name, in.getString());
                }
            } catch (JacksonException _) {
                fields.clear(); // it is told as it came
            }
        }
        fields.putIfAbsent("exception_message", message);
        return new SqlProblem(sql, fields);
    }

    /** The problem with its place and with what would have been possible there. */
    String sentence(Function<View, List<String>> columns) {
        return place() + ": " + finding() + more(columns);
    }

    private String more(Function<View, List<String>> columns) {
        if ("Permission".equals(fields.get("exception_type"))) {
            return "; sql only reads, and only run folders";
        }
        if (finding().startsWith("Overflow in")) {
            return "; make one of them a real number, as in 1.0 * steps";
        }
        if (finding().contains("does not have a column named")) { // of one table of several
            return possible(columns);
        }
        return switch (fields.getOrDefault("error_subtype", "")) {
            case "COLUMN_NOT_FOUND" -> meant() + possible(columns);
            case "MISSING_ENTRY" -> "Table".equals(fields.get("type")) ? "; the views are " + views() : meant();
            default -> "";
        };
    }

    private static String views() {
        return Arrays.stream(View.values()).map(View::sqlName).collect(Collectors.joining(", "));
    }

    /** DuckDB's first line, without its exclamation mark. */
    String finding() {
        var message = fields.get("exception_message");
        var line = message.lines().findFirst().orElse("unknown").strip().replaceFirst("^[A-Z][A-Za-z ]* Error: ", "");
        return line.endsWith("!") || line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private String meant() {
        var candidates = fields.getOrDefault("candidates", "");
        return candidates.isEmpty() ? "" : "; did you mean " + candidates.split(",")[0] + "?";
    }

    private String possible(Function<View, List<String>> columns) {
        return Arrays.stream(View.values())
                .filter(view -> view.isNamedIn(sql))
                .map(view -> "; the columns of " + view.sqlName() + " are " + String.join(", ", columns.apply(view)))
                .collect(Collectors.joining());
    }

    private String place() {
        int position;
        try {
            position = Integer.parseInt(fields.getOrDefault("position", ""));
        } catch (NumberFormatException _) {
            return "the query";
        }
        var bytes = sql.getBytes(StandardCharsets.UTF_8);
        var before = new String(bytes, 0, Math.clamp(position, 0, bytes.length), StandardCharsets.UTF_8);
        long line = 1 + before.chars().filter(c -> c == '\n').count();
        int inLine = before.length() - (before.lastIndexOf('\n') + 1);
        return "the query, line %d, column %d".formatted(line, inLine + 1);
    }
}
