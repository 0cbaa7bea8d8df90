package loglog.app.answers;

import java.util.Collection;
import loglog.laws.Interval;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON of the library's records; what is not a finite number becomes null. */
public final class LawsJson {
    private LawsJson() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ObjectNode put(ObjectNode node, String name, double value) {
        return Double.isFinite(value) ? node.put(name, value) : node.putNull(name);
    }

    public static ObjectNode of(Interval interval) {
        var node = object();
        put(node, "value", interval.value());
        put(node, "low", interval.low());
        put(node, "high", interval.high());
        return put(node, "se", interval.se());
    }

    /** In the place of an interval whose numbers mean nothing: nulls, and why. */
    public static ObjectNode nothing(String reason) {
        var node = object();
        node.putNull("value").putNull("low").putNull("high").putNull("se");
        return node.put("reason", reason);
    }

    public static ArrayNode of(Collection<String> texts) {
        var array = JsonNodeFactory.instance.arrayNode();
        texts.forEach(array::add);
        return array;
    }
}
