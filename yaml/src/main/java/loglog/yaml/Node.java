package loglog.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A value of a YAML file, with its line. */
public sealed interface Node {
    int line();

    /** Any scalar, as it is written. */
    record Text(String text, int line) implements Node {}

    /** A key without a value. */
    record Nothing(int line) implements Node {}

    record Items(List<Node> items, int line) implements Node {}

    /**
     * A mapping.
     *
     * @param lines where each key stands
     */
    record Keys(SequencedMap<String, Node> values, Map<String, Integer> lines, int line) implements Node {
        static Keys none(int line) {
            return new Keys(new LinkedHashMap<>(), Map.of(), line);
        }
    }
}
