package loglog.lab.work;

import loglog.training.Outcome;

/** Where a run of a study stands. */
public sealed interface RunState {
    /** Not begun, or to be continued. */
    record Waiting() implements RunState {}

    /** Handed over, and in a queue. */
    record Queued() implements RunState {}

    /** Trained by a worker that this process looks after. */
    record Running() implements RunState {}

    /** Trained by another process, which has the folder's lock. */
    record Elsewhere() implements RunState {}

    /** Done. */
    record Finished(Outcome outcome) implements RunState {}

    /** Its loss diverged; the same settings would diverge again. */
    record Diverged(Outcome outcome) implements RunState {}

    /** Stopped at a checkpoint; the same command goes on from there. */
    record Stopped() implements RunState {}

    /** Could not be carried out; the same command tries again, where the folder does not hold a run of other settings. */
    record Failed(String sentence) implements RunState {}

    /** Not carried out because the run that it branches from was not. */
    record LeftOut(String sentence) implements RunState {}

    /** Whether nothing more will happen to it in this process. */
    default boolean isOver() {
        return !(this instanceof Waiting
                || this instanceof Queued
                || this instanceof Running
                || this instanceof Elsewhere);
    }
}
