package loglog.engine;

/**
 * A piece of a device's memory, in cells of four bytes that hold a float or an int. Opaque: only the kernels of the
 * device that allocated it know where it lies.
 */
public interface Storage {
    /** How many cells it has. */
    long cells();
}
