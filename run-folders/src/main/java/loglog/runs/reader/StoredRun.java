package loglog.runs.reader;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import loglog.runs.RunFolder;

/**
 * A run as its folder tells it. Values are {@link Long}, {@link Double}, {@link Boolean}, {@link String} or null; what the
 * files nest is named {@code recipe_rate}, and an array is its text.
 *
 * @param name the folder's path below the root, with slashes; where there are several roots it begins with the root's
 * @param study the study that made the run: as the run says, else the folders between root and run; null for a run by itself
 * @param folder where the run is
 * @param asked {@code run.json}: what was asked, from what, on what, by the names of the newest format
 * @param result {@code result.json}; empty where the run has not ended
 * @param updated when the run last wrote its plan, metrics or result
 */
public record StoredRun(
        String name,
        String study,
        Path folder,
        Map<String, Object> asked,
        Map<String, Object> result,
        Instant updated) {
    /** The status of a run without a result: it is under way, or was stopped or killed and can go on. */
    public static final String UNFINISHED = "unfinished";

    /** The status of a run whose result counts. */
    public static final String FINISHED = "finished";

    /** How the run ended (finished, diverged), or {@link #UNFINISHED}. */
    public String status() {
        return result.get("status") instanceof String status ? status : UNFINISHED;
    }

    /**
     * The run as one row: name, study and status; {@code result.json} under its own names (params, tokens, flops, loss and
     * more, absent before the end, params excepted); {@code run.json} flattened under short names (width, layers, lr,
     * batch, corpus and more; what was planned as planned_tokens and planned_steps); when it was updated, and its path. A map of
     * the caller's own.
     */
    public Map<String, Object> columns() {
        return RunColumns.of(this);
    }

    /**
     * The rows of {@code metrics.jsonl}, a row a step: an evaluation joins the training row of its step, and of a step
     * that was trained twice, before and after a kill, the later row stands.
     *
     * @param columns that are wanted; all where none is named
     */
    public MetricRows metrics(String... columns) {
        return MetricRows.read(new RunFolder(folder), columns);
    }
}
