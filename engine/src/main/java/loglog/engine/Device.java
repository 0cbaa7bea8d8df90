package loglog.engine;

/**
 * Something that computes: memory, and one or more lanes that compute side by side. A lane is a stream of kernels that
 * run in the order in which they were asked for (a thread of a processor, a stream of a GPU). What a lane computes depends on its number and its input, never on
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

    /**
     * How many tokens a lane computes fastest at once when a model trains: what a layer reads and writes for them stays near the
     * units that compute. A step's sums, and so its bits, depend on it.
     */
    int chunkTokens();

    /** What products read, and what is kept between forward and backward where a model trains. */
    Precision precision();

    /** Whether products are faster with weights that {@link Kernels#prepare} has seen; if not, no memory is kept for them. */
    boolean preparesWeights();

    /** The kernels of one lane, for work on the caller's thread while no {@link #run} is under way. */
    Kernels kernels(int lane);

    /** Runs {@code work} once on each lane, side by side, and returns when all have ended. */
    void run(Work work);

    /** Ends the lanes and gives the memory back. Its tensors cannot be used after that. */
    @Override
    void close();
}
