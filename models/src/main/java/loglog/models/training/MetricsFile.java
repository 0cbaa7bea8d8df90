package loglog.models.training;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import loglog.runs.AtomicFile;
import loglog.runs.RunFolder;
import loglog.runs.reader.MetricLines;
import loglog.training.FolderRepair;

/**
 * {@code metrics.jsonl} as it is found, for who repairs it.
 *
 * @param broken lines that are no rows of a step, the last one excepted where a kill cut it off
 * @param lastStep of the rows; 0 for none
 * @param isCutOff whether the last line has no end, which is taken out when the next row is written
 * @param isFile whether it is a file, and there
 */
record MetricsFile(int broken, long lastStep, boolean isCutOff, boolean isFile) {
    static MetricsFile read(RunFolder run) {
        if (!Files.isRegularFile(run.metricsFile())) {
            return new MetricsFile(0, 0, false, false);
        }
        var seen = new Object() {
            int withoutStep;
            long last;
        };
        var lines = MetricLines.read(run, row -> {
            if (isRow(row)) {
                seen.last = Math.max(seen.last, row.step());
            } else if (row.hasEnd()) {
                seen.withoutStep++;
            }
        });
        return new MetricsFile(lines.broken() + seen.withoutStep, seen.last, !lines.hasEnd(), true);
    }

    private static boolean isRow(MetricLines.Row row) {
        return row.hasEnd() && row.step() >= 0;
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

    /** The training loss in the last row of a step; NaN where there is none. */
    static double lossAt(RunFolder run, long step) {
        var found = new Object() {
            double loss = Double.NaN;
        };
        MetricLines.read(run, row -> {
            double loss = row.number("loss");
            if (row.step() == step && !Double.isNaN(loss)) {
                found.loss = loss;
            }
        });
        return found.loss;
    }

    /** Sets aside what is there, and writes its rows alone. */
    void writeRows(RunFolder run) throws IOException {
        var aside = Files.exists(run.metricsFile()) ? FolderRepair.setAside(run.metricsFile()) : null;
        if (!isFile) {
            AtomicFile.write(run.metricsFile(), new byte[0]);
            return;
        }
        MetricLines.copy(aside, run.metricsFile(), row -> isRow(row) ? Optional.of(row.text()) : Optional.empty());
    }
}
