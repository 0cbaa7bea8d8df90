package loglog.lab.imports;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What a run measured on its way, in Loglog's names, by step. Values that JSON does not have (NaN, infinities) are kept,
 * for they say that a run diverged.
 */
final class LoggedRows {
    /** The key of a row that has no step: a run of which only the end is known. */
    static final long NO_STEP = -1;

    /** Receives the rows, in the order of their steps. */
    interface RowReader {
        void row(long step, Map<String, Double> values);
    }

    private final Map<String, StepValues> columns = new LinkedHashMap<>();

    /** Whether rows are only in an order, and their keys are no steps. */
    boolean withoutSteps;

    /** Sets a value; of several at a step the last stays. */
    void put(long step, String name, double value) {
        columns.computeIfAbsent(name, n -> new StepValues()).add(step, value);
    }

    void put(String name, StepValues series) {
        if (series.size() > 0) {
            // A tag may be two quantities.
            columns.put(name, columns.containsValue(series) ? series.copy() : series);
        }
    }

    boolean has(String name) {
        return columns.containsKey(name);
    }

    /** A column, sorted by step; null where there is none. */
    StepValues series(String name) {
        var series = columns.get(name);
        if (series != null) {
            series.settle();
        }
        return series;
    }

    /** The number of rows. */
    int points() {
        var count = new int[1];
        rows((step, values) -> count[0]++);
        return count[0];
    }

    void rows(RowReader reader) {
        columns.values().forEach(StepValues::settle);
        var names = columns.keySet().toArray(String[]::new);
        var series = columns.values().toArray(StepValues[]::new);
        var at = new int[names.length];
        while (true) {
            long step = Long.MAX_VALUE;
            boolean more = false;
            for (int c = 0; c < names.length; c++) {
                if (at[c] < series[c].size()) {
                    step = Math.min(step, series[c].step(at[c]));
                    more = true;
                }
            }
            if (!more) {
                return;
            }
            var row = new LinkedHashMap<String, Double>();
            for (int c = 0; c < names.length; c++) {
                if (at[c] < series[c].size() && series[c].step(at[c]) == step) {
                    row.put(names[c], series[c].value(at[c]++));
                }
            }
            reader.row(step, row);
        }
    }

    /** The number of finite values. */
    long count(String name) {
        return values(name).filter(Double::isFinite).count();
    }

    /** The number of values that are not finite. */
    long notFinite(String name) {
        return values(name).filter(value -> !Double.isFinite(value)).count();
    }

    private DoubleStream values(String name) {
        var series = series(name);
        return series == null
                ? DoubleStream.empty()
                : IntStream.range(0, series.size()).mapToDouble(series::value);
    }

    /** The value at the last step that has one, finite or not; empty where no step has one. */
    OptionalDouble last(String name) {
        var series = series(name);
        return series == null ? OptionalDouble.empty() : OptionalDouble.of(series.value(series.size() - 1));
    }

    /** The last step; {@link #NO_STEP} where there is none. */
    long lastStep() {
        return columns.values().stream()
                .peek(StepValues::settle)
                .mapToLong(series -> series.step(series.size() - 1))
                .max()
                .orElse(NO_STEP);
    }

    /** The first step of the stretch up to the end in which no value is finite; empty where the last one is. */
    OptionalLong lostFrom(String name) {
        var series = series(name);
        var lost = OptionalLong.empty();
        for (int i = series == null ? -1 : series.size() - 1; i >= 0 && !Double.isFinite(series.value(i)); i--) {
            lost = OptionalLong.of(series.step(i));
        }
        return lost;
    }

    /**
     * Adds to every step of the columns of such names.
     *
     * @return the last step among them before
     */
    long shift(long by, Predicate<String> names) {
        long last = NO_STEP;
        for (var name : columns.keySet()) {
            if (names.test(name)) {
                var series = series(name);
                last = Math.max(last, series.step(series.size() - 1));
                series.shift(by);
            }
        }
        return last;
    }
}
