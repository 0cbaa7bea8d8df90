package loglog.lab.work;

import java.util.ArrayList;
import loglog.models.training.Plan;
import loglog.models.training.PlanJson;
import loglog.runs.Json;
import tools.jackson.databind.node.ObjectNode;

/** Where two plans differ, in words. */
final class Differences {
    private Differences() {}

    static String between(Plan found, Plan asked) {
        var differences = new ArrayList<String>();
        compare("", json(found), json(asked), differences);
        return String.join(", ", differences);
    }

    private static ObjectNode json(Plan plan) {
        var json = Json.MAPPER.createObjectNode();
        PlanJson.write(plan, json);
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
