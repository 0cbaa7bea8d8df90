package loglog.lab.imports;

import java.util.EnumSet;
import java.util.Map;
import loglog.runs.DataException;
import loglog.tables.Numbers;
import tools.jackson.databind.JsonNode;

/** What a tool's record of the settings says of the run's scale. */
final class Recipes {
    private Recipes() {}

    /**
     * The params, where a setting of a known name holds them.
     *
     * @throws DataException where two settings could be them
     */
    static void params(ImportedRun draft) {
        var names = draft.recipe.propertyNames().stream()
                // "size" and "N" may be anything's.
                .filter(name -> Quantity.PARAMS.rank(name) == 0 && number(draft.recipe.get(name)) >= 1)
                .toList();
        if (draft.params.isPresent()) {
            return;
        }
        var key = TagChoice.of(draft.where(), "setting", names, Map.of(), EnumSet.of(Quantity.PARAMS))
                .tag(Quantity.PARAMS);
        if (key != null) {
            draft.params = Values.count(number(draft.recipe.get(key)));
            draft.tags.put(Quantity.PARAMS.label(), key);
        }
    }

    private static double number(JsonNode value) {
        return value.isNumber()
                ? value.asDouble()
                : value.isString() ? Numbers.parse(value.asString()).orElse(Double.NaN) : Double.NaN;
    }
}
