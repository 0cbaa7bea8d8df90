package loglog.app.forecast;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.app.UserError;
import loglog.tables.Numbers;

/** Assumptions that are given as {@code --set NAME=VALUE}. */
final class SetInputs {
    private SetInputs() {}

    /**
     * Reads them.
     *
     * @param expected what one looks like, for the sentence
     * @return values by name, in the order given
     * @throws UserError where an entry is none
     */
    static Map<String, Double> of(List<String> entries, String expected) {
        var values = new LinkedHashMap<String, Double>();
        for (var entry : entries) {
            int equals = entry.lastIndexOf('=');
            var value = Numbers.parse(entry.substring(equals + 1));
            if (equals <= 0 || value.isEmpty()) {
                throw new UserError("--set: found \"%s\", expected %s".formatted(entry, expected));
            }
            values.put(entry.substring(0, equals).strip(), value.getAsDouble());
        }
        return values;
    }
}
