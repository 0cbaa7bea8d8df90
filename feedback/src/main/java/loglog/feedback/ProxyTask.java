package loglog.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import loglog.runs.Fields;
import loglog.training.Task;
import loglog.yaml.Key;
import loglog.yaml.Section;
import loglog.yaml.ValueType;
import tools.jackson.databind.node.ObjectNode;

/**
 * What all proxies of a study are tried by.
 *
 * @param known the greatest n of which the best is taken before a forecast
 * @param largest the n whose gold score is forecast, then measured
 * @param rounds of GRPO against each proxy; 0 for none
 */
public record ProxyTask(int known, int largest, int rounds) implements Task {
    private static final int MOST_N = 1 << 17;
    private static final int MOST_ROUNDS = 10_000;

    private static final Key<Integer> KNOWN = Key.optional(
            "known_n",
            ValueType.whole(16, MOST_N, "samples of which the best is taken, 16 to 131072"),
            "The greatest n, of the best of n, that a forecast is made from.",
            "256");

    private static final Key<Integer> LARGEST = Key.optional(
            "largest_n",
            ValueType.whole(16, MOST_N, "samples of which the best is taken, 16 to 131072"),
            "The n whose gold score is forecast, written down, and then measured.",
            "8192");

    private static final Key<Integer> ROUNDS = Key.optional(
            "rl_rounds",
            ValueType.whole(0, MOST_ROUNDS, "rounds of GRPO, or 0"),
            "Rounds of GRPO against each proxy; 0 for none.",
            "60");

    static final List<Key<?>> KEYS = List.of(KNOWN, LARGEST, ROUNDS);

    static ProxyTask read(Section study) {
        int known = KNOWN.one(study);
        int largest = LARGEST.one(study);
        if (largest <= known) {
            throw study.find(LARGEST.name())
                    .or(() -> study.find(KNOWN.name()))
                    .orElseThrow()
                    .says("found %d known samples and %d to forecast, expected more to forecast"
                            .formatted(known, largest));
        }
        return new ProxyTask(known, largest, ROUNDS.one(study));
    }

    static ProxyTask read(Fields from) {
        return new ProxyTask(
                from.integer(KNOWN.name(), 1), from.integer(LARGEST.name(), 1), from.integer(ROUNDS.name(), 0));
    }

    @Override
    public String kind() {
        return ProxyKind.NAME;
    }

    @Override
    public void write(ObjectNode to) {
        to.put(KNOWN.name(), known).put(LARGEST.name(), largest).put(ROUNDS.name(), rounds);
    }

    @Override
    public Map<String, String> keys() {
        var keys = new LinkedHashMap<String, String>();
        keys.put(KNOWN.name(), Integer.toString(known));
        keys.put(LARGEST.name(), Integer.toString(largest));
        keys.put(ROUNDS.name(), Integer.toString(rounds));
        return keys;
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
    public Map<String, String> settings() {
        return keys();
    }

    @Override
    public Map<String, String> placeholders() {
        return Map.of();
    }
}
