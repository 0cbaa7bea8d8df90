package loglog.engine;

/**
 * Something that computes: memory, and one or more lanes that compute side by side. A lane is a stream of kernels that
 * run in the order in which they were asked for. What a lane computes depends on its number and its input, never on
 * timing, so that results are the same bits each time.
 */
public interface Device extends AutoCloseable {
    /** Work for one lane. */
    @FunctionalInterface
    interface Work {
        void on(Kernels kernels, int lane);
    }

    /** Takes zeroed memory, which lives as long as the device. */
    Storage allocate(long cells);

    /** Bytes taken so far. */
    long allocatedBytes();

    /** How many lanes there are, numbered from zero. */
    int lanes();

    /** The kernels of one lane, for work on the caller's thread while no {@link #run} is under way. */
    Kernels kernels(int lane);

    /** Runs {@code work} once on each lane, side by side, and returns when all have ended. */
    void run(Work work);

    /** Ends the lanes and gives the memory back. Its tensors cannot be used after that. */
    @Override
    void close();
}
