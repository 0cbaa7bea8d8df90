package loglog.lab.work;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import loglog.runs.reader.MetricLines;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code metrics.jsonl} of a run whose program may begin again, from a checkpoint or from the start, and may write rows
 * again that are there. Each step's loss is there once: that of the last time it was trained.
 */
final class MetricsLog implements AutoCloseable {
    /** Its key in the file. */
    static final String LOSS = ProgramQuantity.LOSS.key();

    private final RunFolder run;
    private final Series losses = new Series(LOSS);
    private final Series validationLosses;
    private FileChannel channel;

    /** The training loss, or the metric. */
    private static final class Series {
        private final String key;
        private final NavigableMap<Long, Double> written = new TreeMap<>();
        /** Steps that were read in this stretch. */
        private final Set<Long> read = new HashSet<>();
        /** Whether this stretch has told nothing yet that was not there. */
        private boolean fresh = true;

        /** Two, at most. */
        private final List<Map<String, Double>> last = new ArrayList<>();

        Series(String key) {
            this.key = key;
        }

        void keepLast(MetricLines.Row row) {
            var numbers = new LinkedHashMap<String, Double>();
            row.map().forEach((name, value) -> {
                if (value instanceof Number number && !Double.isNaN(number.doubleValue())) {
                    numbers.put(ProgramQuantity.plain(name), number.doubleValue());
                }
            });
            if (last.size() == 2) {
                last.removeFirst();
            }
            last.add(numbers);
        }
    }

    /** Opens it; lines that a kill cut off are left out. */
    MetricsLog(RunFolder run, Metric metric) {
        this.run = run;
        validationLosses = new Series(metric.name());
        var odd = new AtomicInteger();
        var lines = MetricLines.read(run, row -> {
            if (row.step() < 0 || !row.hasEnd()) {
                odd.incrementAndGet();
            } else {
                know(row);
            }
        });
        if (lines.broken() + odd.get() == 0 && lines.hasEnd()) {
            channel = run.openMetrics();
        } else {
            takeBack(null, 0);
        }
    }

    private void know(MetricLines.Row row) {
        for (var series : List.of(losses, validationLosses)) {
            double value = row.number(series.key);
            if (!Double.isNaN(value)) {
                series.written.put(row.step(), value);
                series.keepLast(row);
            }
        }
    }

    /** The program begins again. */
    void anew() {
        for (var series : List.of(losses, validationLosses)) {
            series.read.clear();
            series.fresh = true;
        }
    }

    /** Of the rows that are there, the last of the validation loss and then the last two of the training loss. */
    List<Map<String, Double>> last() {
        return Stream.concat(validationLosses.last.reversed().stream().limit(1), losses.last.stream())
                .toList();
    }

    /**
     * Appends a row, but for what is there already; takes back what a program that goes on from an earlier step trains
     * again.
     *
     * @return whether anything was new
     */
    boolean append(ObjectNode row) {
        long step = row.required("step").longValue();
        boolean any = isNew(losses, row, step);
        any |= isNew(validationLosses, row, step);
        if (any) {
            run.append(channel, row);
        }
        return any;
    }

    private boolean isNew(Series series, ObjectNode row, long step) {
        var value = row.get(series.key);
        if (value == null) {
            return false;
        }
        boolean again =
                !series.read.add(step) || Double.valueOf(value.doubleValue()).equals(series.written.get(step));
        if (again) {
            row.remove(series.key);
            return false;
        }
        if (series.fresh && !series.written.isEmpty() && series.written.lastKey() >= step) {
            takeBack(series, step);
        }
        series.fresh = false;
        series.written.put(step, value.doubleValue());
        return true;
    }

    /** Takes a series back from a step on; {@code null} for none, which leaves out broken lines alone. */
    private void takeBack(Series series, long step) {
        close();
        MetricLines.copy(
                run.metricsFile(),
                run.metricsFile(),
                row -> row.step() < 0 || !row.hasEnd() ? Optional.empty() : kept(row, series, step));
        if (series != null) {
            series.written.tailMap(step, true).clear();
        }
        channel = run.openMetrics();
    }

    /** What is left of a row. */
    private Optional<String> kept(MetricLines.Row row, Series series, long step) {
        if (series == null || row.step() < step || !row.has(series.key)) {
            return Optional.of(row.text());
        }
        var left = row.map();
        left.remove(series.key);
        return left.containsKey(losses.key) || left.containsKey(validationLosses.key)
                ? Optional.of(Json.MAPPER.writeValueAsString(left))
                : Optional.empty();
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw DataException.of(run.metricsFile(), e);
        }
    }
}
