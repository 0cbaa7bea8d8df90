package loglog.app.precision;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import loglog.app.UserError;
import loglog.tables.Numbers;
import loglog.words.Format;

/**
 * What is wanted of a law of precision besides itself.
 *
 * @param at params, tokens, bits and activations of a run to forecast; empty for none
 * @param bytes a file may have
 * @param joules a token may take
 */
public record PrecisionQuestion(Map<String, Double> at, OptionalDouble bytes, OptionalDouble joules) {
    private static final List<String> AXES = List.of("params", "tokens", "bits", "activations");

    /**
     * As options give it; null for what was not given.
     *
     * @throws UserError for what is no question
     */
    public static PrecisionQuestion of(String at, String bytes, String joules) {
        return new PrecisionQuestion(
                at == null ? Map.of() : parsed(at),
                positive("--bytes", bytes, "a number of bytes above 0, such as 100M"),
                positive("--joules", joules, "joules a token above 0, such as 1e-3"));
    }

    private static Map<String, Double> parsed(String at) {
        var values = new LinkedHashMap<String, Double>();
        for (var part : at.split(",", -1)) {
            int equals = part.indexOf('=');
            var axis = equals < 0 ? "" : part.substring(0, equals).strip();
            var number = equals < 0
                    ? OptionalDouble.empty()
                    : Numbers.parse(part.substring(equals + 1).strip());
            if (!AXES.contains(axis)
                    || number.isEmpty()
                    || !(number.getAsDouble() > 0)
                    || values.put(axis, number.getAsDouble()) != null) {
                throw new UserError(
                        "--at: found \"%s\", expected params, tokens, bits and activations once each at most, such as params=10M"
                                .formatted(part));
            }
        }
        return values;
    }

    private static OptionalDouble positive(String option, String given, String expected) {
        if (given == null) {
            return OptionalDouble.empty();
        }
        var number = Numbers.parse(given.strip());
        if (number.isEmpty() || !(number.getAsDouble() > 0) || !Double.isFinite(number.getAsDouble())) {
            throw new UserError("%s: found %s, expected %s".formatted(option, given, expected));
        }
        return number;
    }

    /**
     * The values of axes that a law needs.
     *
     * @param needed by the law, which has no others
     * @throws UserError naming one that is missing, or is not of the law
     */
    double[] values(List<String> needed) {
        var words = String.join(", ", needed.subList(0, needed.size() - 1)) + " and " + needed.getLast();
        for (var axis : at.keySet()) {
            if (!needed.contains(axis)) {
                throw new UserError("--at: found %s, expected %s: the law has no part for it".formatted(axis, words));
            }
        }
        return needed.stream()
                .mapToDouble(axis -> {
                    if (!at.containsKey(axis)) {
                        throw new UserError("--at: found no %s, expected %s".formatted(axis, words));
                    }
                    return at.get(axis);
                })
                .toArray();
    }

    /** As it was asked for: "params=10M, tokens=200M". */
    String words() {
        var parts = new ArrayList<String>();
        at.forEach((axis, value) -> parts.add(axis + "=" + Format.count(value)));
        return String.join(", ", parts);
    }
}
