package loglog.runs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What older formats of {@code run.json} called otherwise, in one place: whoever reads a run sees the newest names. The file
 * stays as it is. docs/runs.md says what each format changed.
 */
public final class OlderFormats {
    private static final List<Renamed> RENAMED = List.of(
            // A kind was what carried the run out, and missing for Loglog itself.
            new Renamed(2, "", "kind", "trainer"), new Renamed(3, "recipe", "optimiser", "optimizer"));

    private OlderFormats() {}

    /**
     * A key that has another name now.
     *
     * @param since the first format that has the new name
     * @param within the object that it is in; empty for the outermost
     */
    private record Renamed(int since, String within, String was, String is) {
        ObjectNode in(ObjectNode asked) {
            if (within.isEmpty()) {
                return of(asked);
            }
            if (asked.get(within) instanceof ObjectNode inner && inner.has(was)) {
                var now = asked.deepCopy();
                now.set(within, of(inner));
                return now;
            }
            return asked;
        }

        /** Its place among the keys stays: digests are made of them in their order. */
        private ObjectNode of(ObjectNode from) {
            if (!from.has(was) || from.has(is)) {
                return from;
            }
            var now = from.objectNode();
            from.properties().forEach(e -> now.set(e.getKey().equals(was) ? is : e.getKey(), e.getValue()));
            return now;
        }

        Map<String, Object> in(Map<String, Object> flat) {
            var before = within.isEmpty() ? was : within + "_" + was;
            var after = within.isEmpty() ? is : within + "_" + is;
            if (!flat.containsKey(before) || flat.containsKey(after)) {
                return flat;
            }
            var now = new LinkedHashMap<String, Object>();
            flat.forEach((key, value) -> now.put(key.equals(before) ? after : key, value));
            return now;
        }
    }

    /** What was asked, with the newest names; what is given stays as it is. A plan by itself is taken for one of any format. */
    public static ObjectNode upgraded(ObjectNode asked) {
        int format = asked.path(RunId.FORMAT_KEY).asInt(1);
        var now = asked;
        for (var renamed : RENAMED) {
            now = format < renamed.since ? renamed.in(now) : now;
        }
        return now;
    }

    /** The same of a flat row, in which an object's keys are named {@code recipe_optimizer}. */
    public static Map<String, Object> upgraded(Map<String, Object> asked) {
        long format = asked.get(RunId.FORMAT_KEY) instanceof Number number ? number.longValue() : 1;
        var now = asked;
        for (var renamed : RENAMED) {
            now = format < renamed.since ? renamed.in(now) : now;
        }
        return now;
    }
}
