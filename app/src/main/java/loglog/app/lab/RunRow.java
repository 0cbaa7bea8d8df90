package loglog.app.lab;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.lab.watch.Flag;
import loglog.lab.watch.Flags;
import loglog.runs.DataException;
import loglog.runs.Problem;
import loglog.runs.RunLock;
import loglog.runs.reader.MetricRows;
import loglog.runs.reader.StoredRun;

/**
 * A run as {@code loglog runs} lists it.
 *
 * @param columns of {@link StoredRun#columns}, with the status {@value #RUNNING} where a process is at work on the run; a run
 *     without a result has the tokens, flops and loss of its last row, and its progress
 * @param flags that a watch over its training loss raised
 * @param said what the watch over learning from feedback said
 * @param problems of its files
 */
record RunRow(StoredRun run, Map<String, Object> columns, List<Flag> flags, List<Said> said, List<Problem> problems) {
    /** A sentence of {@code metrics.jsonl}, and the step at which it was said. */
    record Said(long step, String sentence) {}

    private static final List<String> OF_LAST_ROW = List.of(
            "step", "tokens", "flops", "loss", "validation_loss", "bits_per_byte", "tokens_per_second", "seconds");

    /** The status of a run whose lock is taken. */
    static final String RUNNING = "running";

    static RunRow of(StoredRun run) {
        var columns = run.columns();
        var problems = new ArrayList<Problem>();
        if (run.status().equals(StoredRun.UNFINISHED)) {
            columns.put("status", isRunning(run) ? RUNNING : StoredRun.UNFINISHED);
            var metrics = run.metrics(OF_LAST_ROW.toArray(String[]::new));
            problems.addAll(metrics.problems());
            lastRow(metrics, columns);
        }
        var flags = Flags.read(run.folder());
        flags.problem().ifPresent(problems::add);
        var said = columns.containsKey("tuning_method") ? said(run) : List.<Said>of();
        columns.put("flags", (long) flags.flags().size() + said.size());
        return new RunRow(run, columns, flags.flags(), said, List.copyOf(problems));
    }

    private static List<Said> said(StoredRun run) {
        var rows = run.metrics("step", "flag");
        var flag = rows.find("flag");
        var said = new ArrayList<Said>();
        for (int row = 0; flag != null && row < rows.rows(); row++) {
            if (flag.kind(row) == MetricRows.Kind.TEXT) {
                said.add(new Said((long) rows.number("step", row), flag.text(row)));
            }
        }
        return List.copyOf(said);
    }

    private static void lastRow(MetricRows rows, Map<String, Object> columns) {
        for (var name : OF_LAST_ROW) {
            var column = rows.find(name);
            for (int row = rows.rows() - 1; column != null && row >= 0; row--) {
                if (column.kind(row) != MetricRows.Kind.NOTHING) {
                    columns.put(name.equals("step") ? "steps" : name, column.value(row));
                    break;
                }
            }
        }
        if (columns.get("steps") instanceof Number done
                && columns.get("planned_steps") instanceof Number all
                && all.doubleValue() > 0) {
            columns.put("progress", done.doubleValue() / all.doubleValue());
        }
    }

    /** Whether a process holds the run's lock, which no run leaves behind when its process ends. */
    static boolean isRunning(StoredRun run) {
        if (!Files.exists(run.folder().resolve(RunLock.FILE))) {
            return false;
        }
        try {
            var free = RunLock.tryTake(run.folder());
            free.ifPresent(RunLock::close);
            return free.isEmpty();
        } catch (DataException _) {
            return false; // not ours to write to: nothing can be said
        }
    }

    String name() {
        return run.name();
    }

    String status() {
        return (String) columns.get("status");
    }

    /** The validation loss, or the training loss where there is none. */
    Object loss() {
        var validation = columns.get("validation_loss");
        return validation != null ? validation : columns.get("loss");
    }

    /** A cell's text, as conditions read it; null for an empty one. */
    String text(String column) {
        var value = columns.get(column);
        return value == null ? null : value.toString();
    }
}
