package loglog.training;

import java.util.function.Consumer;

/** Carries out runs of one kind, one after the other: what they share, such as a corpus, stays open from run to run. */
public interface JobRunner extends AutoCloseable {
    /** Time between checkpoints, in seconds, where it is not to be the usual; workers take it from who starts them. */
    String CHECKPOINT_SECONDS = "loglog.checkpoint-seconds";

    /** The usual one. */
    double USUAL_CHECKPOINT_SECONDS = 30;

    /** The time that was asked for. */
    static double checkpointSeconds() {
        return Double.parseDouble(System.getProperty(CHECKPOINT_SECONDS, Double.toString(USUAL_CHECKPOINT_SECONDS)));
    }

    /**
     * Starts a run, or goes on with it from its newest checkpoint, or gives the result that it has. Killed at any moment and
     * started again it comes to the same end.
     *
     * @param repaired is told what was damaged in the folder, and mended
     * @throws loglog.runs.DataException where it cannot be carried out
     * @throws loglog.runs.BusyException where another process is at work on the run
     */
    Outcome carryOut(Job job, Progress progress, Consumer<String> repaired);

    @Override
    void close();
}
