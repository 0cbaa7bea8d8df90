package loglog.app.models;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import loglog.pages.text.TextTable;
import loglog.runs.RunFolder;
import loglog.runs.reader.MetricLines;
import loglog.training.Outcome;
import loglog.words.Format;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a tuned run is looked at for: the figures of its last round, and those of prompts that were not trained on beside what they
 * were before the first.
 *
 * @param before by name; empty where nothing was measured before the first round
 * @param after by name
 */
record TunedFigures(Map<String, Double> before, Map<String, Double> after) {
    private static final String ERROR = "_se";
    private static final Set<String> LEFT_OUT = Set.of("rate", "gradient_norm", "kept");
    private static final Map<String, String> UNITS = Map.of(
            "kl", "KL [nats]",
            "kl_bound", "KL's bound [nats]",
            "entropy", "entropy [nats per token]",
            "length", "length [tokens]");

    static TunedFigures of(RunFolder run, Outcome outcome) {
        var before = new TreeMap<String, Double>();
        MetricLines.read(run, row -> {
            if (row.step() == 0 && row.hasEnd()) {
                row.map().forEach((name, value) -> {
                    if (value instanceof Number number) {
                        before.put(name, number.doubleValue());
                    }
                });
            }
        });
        var after = new LinkedHashMap<>(outcome.metrics());
        before.keySet().retainAll(after.keySet());
        return new TunedFigures(before, after);
    }

    void write(ObjectNode to) {
        var node = to.putObject("before");
        before.forEach((name, value) -> Show.put(node, name, value));
    }

    TextTable table() {
        var columns = new ArrayList<>(List.of("figure"));
        if (!before.isEmpty()) {
            columns.add("before");
        }
        columns.add("after");
        var table = TextTable.of(columns.toArray(String[]::new));
        for (var name : after.keySet()) {
            if (!name.endsWith(ERROR) && !LEFT_OUT.contains(name)) {
                var row = new ArrayList<Object>(List.of(label(name)));
                if (!before.isEmpty()) {
                    row.add(shown(before, name));
                }
                row.add(shown(after, name));
                table.row(row.toArray());
            }
        }
        return table;
    }

    private static String label(String name) {
        var test = name.startsWith("test_") ? "test " : "";
        var of = name.substring(test.length());
        return test + UNITS.getOrDefault(of, of.replace('_', ' '));
    }

    /** With its standard error, where there is one. */
    private static String shown(Map<String, Double> figures, String name) {
        if (!figures.containsKey(name)) {
            return null;
        }
        var value = Format.digits(figures.get(name), 4);
        var error = figures.get(name + ERROR);
        return error == null ? value : value + " +- " + Format.digits(error, 2);
    }
}
