package loglog.lab.launch;

/**
 * A run to be carried out somewhere.
 *
 * @param name of the run, by which all that is heard of it is known
 * @param line the job, as a worker reads it
 * @param resources that it takes
 * @param seconds that it is expected to take; NaN where that is not known
 */
public record LaunchTask(String name, String line, Resources resources, double seconds) {}
