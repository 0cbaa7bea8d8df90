package loglog.lab.launch;

/**
 * What a task takes, or what there is for all of them.
 *
 * @param cores one for each lane
 * @param memoryBytes with what its process takes besides
 */
public record Resources(int cores, long memoryBytes) {
    /** For a place that has a queue of its own, in which what does not fit now waits. */
    public static final Resources UNBOUNDED = new Resources(Integer.MAX_VALUE, Long.MAX_VALUE);
}
