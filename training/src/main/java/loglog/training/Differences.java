package loglog.training;

import java.nio.file.Path;
import java.util.ArrayList;
import loglog.runs.DataException;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/** Where two plans differ. */
public final class Differences {
    private Differences() {}

    /** In words. */
    public static String between(RunPlan found, RunPlan asked) {
        var differences = new ArrayList<String>();
        compare("", json(found), json(asked), differences);
        return String.join(", ", differences);
    }

    /**
     * Checks that a folder holds the run that is asked for.
     *
     * @throws DataException saying what differs
     */
    public static void requireNone(Path folder, RunPlan found, RunPlan asked) {
        if (!asked.equals(found)) {
            throw DataException.in(
                    folder,
                    "found a run with other settings there (%s), expected the study's; give the study another name, or"
                            + " move the folder away",
                    between(found, asked));
        }
    }

    private static ObjectNode json(RunPlan plan) {
        var json = Json.MAPPER.createObjectNode();
        plan.write(json);
        return json;
    }

    private static void compare(String path, ObjectNode found, ObjectNode asked, ArrayList<String> differences) {
        for (var key : asked.propertyNames()) {
            var a = found.path(key);
            var b = asked.get(key);
            if (b instanceof ObjectNode inner && a instanceof ObjectNode innerFound) {
                compare(path + key + ".", innerFound, inner, differences);
            } else if (!a.equals(b)) {
                differences.add("%s%s %s, not %s".formatted(path, key, a.isMissingNode() ? "missing" : a, b));
            }
        }
    }
}
