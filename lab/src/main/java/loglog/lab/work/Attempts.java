package loglog.lab.work;

/** How often what carried a run out ended under it. */
final class Attempts {
    /** A death takes a run back to its last checkpoint; after so many something else is wrong. */
    static final int MOST = 3;

    private final boolean remote;
    private int ends;
    private long furthest;
    private boolean asked;

    /**
     * @param remote whether others end what carries it out as they please: a queue's time limits, a cluster's other users. Then
     *     an end counts only where nothing was trained since the one before
     */
    Attempts(boolean remote) {
        this.remote = remote;
    }

    /** It told that it was asked to stop, and ends. */
    void wasAsked() {
        asked = true;
    }

    boolean isAsked() {
        return asked;
    }

    /** What carried it out has ended, with the run at that step. */
    boolean isGivenUp(long step) {
        boolean polite = asked;
        asked = false;
        if (polite && !remote) {
            return false;
        }
        if (remote && step > furthest) {
            ends = 0;
        }
        furthest = Math.max(furthest, step);
        ends++;
        return ends >= MOST;
    }
}
