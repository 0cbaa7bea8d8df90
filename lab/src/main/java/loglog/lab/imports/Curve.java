package loglog.lab.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a run measured on its way, in Loglog's names, by step. A value that is set twice is the later one. Values that JSON
 * does not have (NaN, infinities) are kept apart, for they say that a run diverged.
 */
final class Curve {
    /** The key of a row that has no step: a run of which only the end is known. */
    static final long NO_STEP = -1;

    private final NavigableMap<Long, Map<String, Double>> rows = new TreeMap<>();

    void put(long step, String name, double value) {
        rows.computeIfAbsent(step, s -> new LinkedHashMap<>()).put(name, value);
    }

    void putAll(Curve other) {
        other.rows.forEach((step, row) -> row.forEach((name, value) -> put(step, name, value)));
    }

    NavigableMap<Long, Map<String, Double>> rows() {
        return rows;
    }

    boolean has(String name) {
        return rows.values().stream().anyMatch(row -> row.containsKey(name));
    }

    /** The number of finite values. */
    long count(String name) {
        return rows.values().stream()
                .filter(row -> Double.isFinite(row.getOrDefault(name, Double.NaN)))
                .count();
    }

    /** The value at the last step that has one, finite or not; empty where no step has one. */
    OptionalDouble last(String name) {
        for (var row : rows.descendingMap().values()) {
            var value = row.get(name);
            if (value != null) {
                return OptionalDouble.of(value);
            }
        }
        return OptionalDouble.empty();
    }

    /** The last step; {@link #NO_STEP} where there is none. */
    long lastStep() {
        return rows.isEmpty() ? NO_STEP : rows.lastKey();
    }

    /** The first step of the stretch up to the end in which no value is finite; empty where the last one is. */
    OptionalLong lostFrom(String name) {
        var lost = OptionalLong.empty();
        for (var row : rows.descendingMap().entrySet()) {
            var value = row.getValue().get(name);
            if (value != null && Double.isFinite(value)) {
                break;
            }
            if (value != null) {
                lost = OptionalLong.of(row.getKey());
            }
        }
        return lost;
    }

    /** The number of values that are not finite. */
    long notFinite(String name) {
        return rows.values().stream()
                .map(row -> row.get(name))
                .filter(value -> value != null && !Double.isFinite(value))
                .count();
    }
}
