package loglog.app.lab;

import java.util.Collection;
import loglog.app.laws.OutputOptions;
import loglog.lab.watch.Flag;
import tools.jackson.databind.node.ObjectNode;

/** Runs and flags as JSON. */
final class RunsJson {
    private RunsJson() {}

    static ObjectNode of(RunRow run, Collection<String> columns) {
        var node = OutputOptions.MAPPER.createObjectNode();
        for (var column : columns) {
            if (column.equals("flags")) {
                var flags = node.putArray("flags");
                run.flags().forEach(flag -> flags.add(of(flag)));
                run.said()
                        .forEach(said -> flags.addObject()
                                .put("kind", "feedback")
                                .put("certain_step", said.step())
                                .put("sentence", said.sentence()));
            } else {
                put(node, column, run.columns().get(column));
            }
        }
        return node;
    }

    static ObjectNode of(Flag flag) {
        var node = OutputOptions.MAPPER.createObjectNode().put("kind", flag.word());
        node.put("from_step", flag.fromStep()).put("from_tokens", flag.fromTokens());
        node.put("certain_step", flag.certainStep()).put("certain_tokens", flag.certainTokens());
        put(node, "until_step", flag.untilStep().isPresent() ? flag.untilStep().getAsLong() : null);
        put(
                node,
                "until_tokens",
                flag.untilTokens().isPresent() ? flag.untilTokens().getAsLong() : null);
        put(node, "percent", flag.percent());
        return node.put("against", flag.against());
    }

    /** What JSON has no number for is null. */
    static void put(ObjectNode node, String name, Object value) {
        switch (value) {
            case null -> node.putNull(name);
            case Long n -> node.put(name, n.longValue());
            case Double n when Double.isFinite(n) -> node.put(name, n.doubleValue());
            case Double _ -> node.putNull(name);
            case Boolean b -> node.put(name, b.booleanValue());
            default -> node.put(name, value.toString());
        }
    }
}
