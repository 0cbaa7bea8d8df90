package loglog.lab.work;

import java.util.List;
import loglog.lab.plan.PlannedRun;
import loglog.training.Progress;

/**
 * Where a study stands.
 *
 * @param running runs under way, each with its last row, null before the first
 * @param queued runs that were handed over and have not begun
 * @param over runs that are over, of {@code runs}
 * @param flopsDone of {@code flops} for all runs, in this process or before
 * @param secondsLeft until all is done, at the pace measured; NaN before there is one
 */
public record Snapshot(
        List<Running> running, int queued, int over, int runs, double flopsDone, double flops, double secondsLeft) {
    /** A run under way. */
    public record Running(PlannedRun run, Progress.Row row) {}
}
