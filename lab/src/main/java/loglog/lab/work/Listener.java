package loglog.lab.work;

import loglog.lab.plan.PlannedRun;
import loglog.training.Progress;

/** Is told what the scheduler does, on its thread. */
public interface Listener {
    /** Says nothing. */
    Listener QUIET = new Listener() {};

    /** The run is being trained; {@code by} says by what: {@code process 4711}, {@code job 133_4}. */
    default void started(PlannedRun run, String by) {}

    /** A stretch of the run was trained. */
    default void trained(PlannedRun run, Progress.Row row) {}

    /** The run's state changed; called for each run once it is no longer under way. */
    default void ended(PlannedRun run, RunState state) {}

    /** Something that a person should read, in one sentence. */
    default void note(String sentence) {}

    /** Called several times a second with where everything stands. */
    default void now(Snapshot snapshot) {}
}
