package loglog.lab.work;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.Metric;
import loglog.runs.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code metrics.jsonl} of a run whose program may begin again, from a checkpoint or from the start, and may write rows
 * again that are there. Each step's loss is there once: that of the last time it was trained.
 */
final class MetricsLog implements AutoCloseable {
    /** Its key in the file. */
    static final String LOSS = Figure.LOSS.key();

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

        void keepLast(ObjectNode row) {
            var numbers = new LinkedHashMap<String, Double>();
            for (var name : row.propertyNames()) {
                double value = row.get(name).doubleValue(Double.NaN);
                if (!Double.isNaN(value)) {
                    numbers.put(Figure.plain(name), value);
                }
            }
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
        boolean whole = true;
        if (Files.exists(run.metricsFile())) {
            for (var line : lines()) {
                whole &= know(line);
            }
        }
        if (whole) {
            channel = run.openMetrics();
        } else {
            takeBack(null, 0);
        }
    }

    private List<String> lines() {
        try {
            // Bytes that are no UTF-8 make a line that is no JSON, not an error.
            return new String(Files.readAllBytes(run.metricsFile()), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw DataException.of(run.metricsFile(), e);
        }
    }

    private boolean know(String line) {
        var row = parse(line);
        if (row == null) {
            return false;
        }
        long step = row.path("step").asLong(-1);
        for (var series : List.of(losses, validationLosses)) {
            double value = row.path(series.key).doubleValue(Double.NaN);
            if (!Double.isNaN(value)) {
                series.written.put(step, value);
                series.keepLast(row);
            }
        }
        return true;
    }

    private static ObjectNode parse(String line) {
        try {
            return Json.MAPPER.readTree(line) instanceof ObjectNode row
                            && row.path("step").canConvertToLong()
                    ? row
                    : null;
        } catch (JacksonException _) {
            return null;
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
        var kept = new StringBuilder();
        for (var line : lines()) {
            var row = parse(line);
            if (row == null) {
                continue;
            }
            if (series != null && row.get("step").longValue() >= step && row.remove(series.key) != null) {
                if (row.has(losses.key) || row.has(validationLosses.key)) {
                    kept.append(row).append('\n');
                }
            } else {
                kept.append(line).append('\n');
            }
        }
        close();
        AtomicFile.write(run.metricsFile(), kept.toString().getBytes(StandardCharsets.UTF_8));
        if (series != null) {
            series.written.tailMap(step, true).clear();
        }
        channel = run.openMetrics();
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
