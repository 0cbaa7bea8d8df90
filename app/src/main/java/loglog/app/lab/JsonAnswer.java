package loglog.app.lab;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** An answer as an array of objects, one a line; what JSON has no number for is null. */
final class JsonAnswer implements WrittenAnswer {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final PrintStream out;
    private List<String> names;
    private boolean any;

    JsonAnswer(PrintStream out) {
        this.out = out;
    }

    /** A name that occurs again is counted: an object holds each once. */
    @Override
    public void columns(List<String> labels) {
        names = new ArrayList<>();
        var seen = new HashSet<String>();
        for (var label : labels) {
            var name = label;
            for (int n = 2; !seen.add(name); n++) {
                name = label + "_" + n;
            }
            names.add(name);
        }
    }

    @Override
    public void row(List<Object> cells) {
        var object = NODES.objectNode();
        for (int c = 0; c < cells.size(); c++) {
            object.set(names.get(c), json(cells.get(c)));
        }
        out.print((any ? ",\n " : "[") + object);
        any = true;
    }

    @Override
    public void end() {
        out.println(any ? "]" : "[]");
    }

    static JsonNode json(Object cell) {
        return switch (cell) {
            case null -> NODES.nullNode();
            case Boolean flag -> NODES.booleanNode(flag);
            case Double number -> Double.isFinite(number) ? NODES.numberNode(number) : NODES.nullNode();
            case Float number -> Float.isFinite(number) ? NODES.numberNode(number) : NODES.nullNode();
            case BigDecimal number -> NODES.numberNode(number);
            case BigInteger number -> NODES.numberNode(number);
            case Number number -> NODES.numberNode(number.longValue());
            case Map<?, ?> map -> {
                var object = NODES.objectNode();
                map.forEach((key, value) -> object.set((String) key, json(value)));
                yield object;
            }
            case List<?> list -> {
                var array = NODES.arrayNode();
                list.forEach(value -> array.add(json(value)));
                yield array;
            }
            default -> NODES.stringNode(cell.toString());
        };
    }
}
