package loglog.models.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code metrics.jsonl} as it is found.
 *
 * @param rows lines that are rows
 * @param broken lines that are none, the last one excepted where a kill cut it off
 * @param lastStep of the rows; 0 for none
 * @param isCutOff whether the last line has no end, which is taken out when the next row is written
 * @param isFile whether it is a file, and there
 */
record MetricsFile(List<String> rows, int broken, long lastStep, boolean isCutOff, boolean isFile) {
    /** What the decoder puts in place of bytes that are none. */
    private static final char NO_UTF8 = '\uFFFD';

    static MetricsFile read(RunFolder run) {
        var rows = new ArrayList<String>();
        if (!Files.isRegularFile(run.metricsFile())) {
            return new MetricsFile(rows, 0, 0, false, false);
        }
        String text;
        try {
            // Bytes that are no UTF-8 make a line that is no JSON, not an error.
            text = new String(Files.readAllBytes(run.metricsFile()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw DataException.of(run.metricsFile(), e);
        }
        int broken = 0;
        long last = 0;
        var lines = text.split("\n", -1);
        for (int i = 0; i < lines.length - 1; i++) { // after the last line's end there is nothing, or a half line
            long step = lines[i].indexOf(NO_UTF8) < 0 ? step(lines[i]) : -1;
            if (step < 0) {
                broken++;
            } else {
                rows.add(lines[i]);
                last = Math.max(last, step);
            }
        }
        return new MetricsFile(rows, broken, last, !lines[lines.length - 1].isEmpty(), true);
    }

    private static long step(String line) {
        try {
            return Json.MAPPER.readTree(line) instanceof ObjectNode row
                            && row.path("step").isIntegralNumber()
                    ? row.path("step").asLong(-1)
                    : -1;
        } catch (JacksonException _) {
            return -1;
        }
    }

    /** Whether the file must be written anew. */
    boolean isBroken() {
        return broken > 0 || isCutOff || !isFile;
    }

    /**
     * What is wrong with the rows of a run that has come so far, without the file's name.
     *
     * @param hasEnded whether no more rows will be written
     */
    Optional<String> problem(long steps, boolean hasEnded) {
        if (broken > 0) {
            return Optional.of("found %d %s, expected rows of JSON with a step"
                    .formatted(broken, broken == 1 ? "line that is no row" : "lines that are no rows"));
        }
        if (lastStep < steps) {
            return Optional.of("found rows up to step %d, expected them up to %d".formatted(lastStep, steps));
        }
        return hasEnded && isCutOff
                ? Optional.of("found a last line that is cut off, expected a whole one")
                : Optional.empty();
    }

    /** The training loss in the row of a step; NaN where there is none. */
    double lossAt(long step) {
        for (var line : rows.reversed()) {
            var row = Json.MAPPER.readTree(line);
            double loss = row.path("loss").doubleValue(Double.NaN);
            if (row.path("step").asLong(-1) == step && !Double.isNaN(loss)) {
                return loss;
            }
        }
        return Double.NaN;
    }

    void writeRows(RunFolder run) {
        var text = new StringBuilder();
        rows.forEach(row -> text.append(row).append('\n'));
        AtomicFile.write(run.metricsFile(), text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
