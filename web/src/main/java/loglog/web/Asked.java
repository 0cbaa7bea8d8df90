package loglog.web;

import java.util.List;
import java.util.Map;
import loglog.runs.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request asks, whose fields are checked as they are read.
 *
 * @param fields of the query
 * @param body as it came; empty for none
 */
public record Asked(Map<String, List<String>> fields, byte[] body) {
    private static final int MOST_VALUES = 400;

    /** A text; {@code usual} where it is not given. */
    public String text(String name, String usual) {
        var values = fields.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw BadRequest.of(name, values.size() + " of them", "one");
        }
        return values.isEmpty() ? usual : values.getFirst();
    }

    /** A text that has to be there. */
    public String text(String name) {
        var value = text(name, "");
        if (value.isEmpty()) {
            throw BadRequest.of(name, "nothing", "a text");
        }
        return value;
    }

    /** All texts of a name. */
    public List<String> texts(String name) {
        var values = fields.getOrDefault(name, List.of());
        if (values.size() > MOST_VALUES) {
            throw BadRequest.of(name, values.size() + " of them", "at most " + MOST_VALUES);
        }
        return values;
    }

    /** A number between two, which belong to it. */
    public double number(String name, double usual, double least, double most) {
        var text = text(name, "");
        if (text.isEmpty()) {
            return usual;
        }
        double value = parsed(text);
        if (!(value >= least && value <= most)) {
            throw BadRequest.of(name, quoted(text), "a number from %s to %s".formatted(least, most));
        }
        return value;
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException _) {
            return Double.NaN;
        }
    }

    /** A whole number between two, which belong to it. */
    public int whole(String name, int usual, int least, int most) {
        double value = number(name, usual, least, most);
        if (value != Math.rint(value)) {
            throw BadRequest.of(name, quoted(text(name)), "a whole number");
        }
        return (int) value;
    }

    /** One of some words. */
    public String choice(String name, String usual, List<String> words) {
        var text = text(name, usual);
        if (!words.contains(text)) {
            throw BadRequest.of(name, quoted(text), "one of " + String.join(", ", words));
        }
        return text;
    }

    /** Whether {@code true} was given; false where nothing was. */
    public boolean flag(String name) {
        return choice(name, "false", List.of("true", "false")).equals("true");
    }

    /** The body, a JSON object. */
    public ObjectNode json() {
        try {
            if (Json.MAPPER.readTree(body) instanceof ObjectNode object) {
                return object;
            }
            throw BadRequest.of("body", "JSON that is no object", "a JSON object");
        } catch (JacksonException e) {
            throw BadRequest.of("body", "no valid JSON (" + Json.finding(e) + ")", "a JSON object");
        }
    }

    static String quoted(String text) {
        return '"' + (text.length() <= 80 ? text : text.substring(0, 80) + "...") + '"';
    }
}
