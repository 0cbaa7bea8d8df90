package loglog.lab.launch;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import loglog.runs.DataException;

/**
 * A place where runs are carried out. It is told which to carry out, and reports what becomes of them; a task is under way from
 * {@link #submit} until it is {@link #settle settled} or reported {@link Report.Gone gone} or {@link Report.Refused refused}.
 * Used by one thread.
 */
public interface Executor extends AutoCloseable {
    /** What all tasks under way may take; who hands more over than that has them slow each other down. */
    Resources capacity();

    /** Whether what is under way goes on when this process ends, to be found again by {@link #find}. */
    boolean outlives();

    /** Of these tasks those that an earlier process handed over and that were not settled; what became of them is reported next. */
    List<LaunchTask> find(Predicate<String> names);

    /**
     * Hands tasks over.
     *
     * @throws DataException where the place takes none of its kind, in one sentence
     */
    void submit(List<LaunchTask> tasks);

    /** What was heard since the last call, in its order; waits so long for the first. */
    List<Report> poll(Duration wait) throws InterruptedException;

    /** Says that a task's result was heard: what carried it out is free for others. */
    void settle(String name);

    /** Asks what carries these tasks out to stop at a checkpoint, and to end. */
    void stop(Collection<String> names);

    /** Ends what carries these tasks out at once. */
    void kill(Collection<String> names);

    /** Ends what does not outlive this process. */
    @Override
    void close();
}
