package loglog.hex.selfplay;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import loglog.training.Task;
import tools.jackson.databind.node.ObjectNode;

/**
 * How strength is measured.
 *
 * @param openings with each player of the ladder, each played with both colors; four times as many for a run's result
 * @param testSimulations searches of these sizes are rated, too, besides the one that trains
 */
record HexTask(int openings, List<Integer> testSimulations) implements Task {
    static final int USUAL_OPENINGS = 25;
    static final List<Integer> USUAL_TEST_SIMULATIONS = List.of(2, 8, 128);

    @Override
    public String kind() {
        return HexKind.NAME;
    }

    @Override
    public void write(ObjectNode to) {
        keys().forEach(to::put);
        to.put("openings", openings);
    }

    @Override
    public Map<String, String> keys() {
        var keys = new LinkedHashMap<String, String>();
        keys.put("openings", Integer.toString(openings));
        keys.put(
                "test_simulations",
                testSimulations.stream().map(String::valueOf).collect(Collectors.joining(" ")));
        return keys;
    }

    @Override
    public String words() {
        return "openings %d, test_simulations %s".formatted(openings, testSimulations);
    }

    @Override
    public Set<String> files() {
        return Set.of();
    }

    @Override
    public Set<String> decisive() {
        return Set.of();
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of();
    }
}
