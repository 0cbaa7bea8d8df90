package loglog.lab.launch;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How runs are handed over to Slurm.
 *
 * @param partition that jobs go to; empty for Slurm's own default, as of account and quality of service
 * @param time after which Slurm ends a job; empty for the partition's own limit
 * @param memoryBytes of one job; 0 for what its runs take
 * @param cores of one job; 0 for what its runs take
 * @param runsPerJob 0 for as many as are done in some minutes
 * @param jobs that are at work at once, at most; 0 for any number
 * @param sbatch more options, such as {@code --constraint=avx512}
 * @param setup lines of a shell, before the program is started; empty for none
 */
public record SlurmOptions(
        Optional<String> partition,
        Optional<String> account,
        Optional<String> qos,
        Optional<Duration> time,
        long memoryBytes,
        int cores,
        int runsPerJob,
        int jobs,
        List<String> sbatch,
        String setup) {
    /** Slurm's own defaults, and jobs of what the runs take. */
    public static final SlurmOptions USUAL = new SlurmOptions(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, 0, 0, 0, List.of(), "");

    public SlurmOptions {
        sbatch = List.copyOf(sbatch);
    }
}
