package loglog.lab.launch;

/** What is heard of a task, or of the place that carries it out. */
public sealed interface Report {
    /** A report about one task. */
    sealed interface OfTask extends Report {
        String name();
    }

    /**
     * The task is being carried out.
     *
     * @param by what carries it out, in words: {@code process 4711}, {@code job 133_4}
     */
    record Begun(String name, String by) implements OfTask {}

    /** It waits in the place's queue, again or still. */
    record Queued(String name) implements OfTask {}

    /** A line that its worker printed. */
    record Said(String name, String line) implements OfTask {}

    /**
     * What carried it out has ended, and nothing more will be heard. A task that had told its result is over; one that had not
     * is to be handed over again.
     *
     * @param how it ended, in words: {@code signal 9}, {@code job 133_4: TIMEOUT}
     * @param cause whether this task may have been the cause, or it only waited behind others
     */
    record Gone(String name, String how, Cause cause) implements OfTask {}

    /** What a task has to do with the end of what carried it out. */
    enum Cause {
        /** It ended under this task, or before any could begin. */
        ITSELF,
        /** It ended before this task's turn. */
        OTHERS,
        /** A person ended it, by a command of the place's own. */
        CANCELED
    }

    /** It will never be carried out here; the sentence says why. */
    record Refused(String name, String sentence) implements OfTask {}

    /** Something of the place itself that a person should read. */
    record Remark(String sentence) implements Report {}
}
