package loglog.lab.results;

import java.nio.file.Path;
import java.util.Optional;
import loglog.runs.Metric;
import loglog.runs.RunId;
import loglog.runs.RunRole;

/**
 * One run's result, as its folder tells it.
 *
 * @param name path below the folder that was read
 * @param id which run of which study it is
 * @param settings a digest of all that was asked but the seed: runs that share it are replicates
 * @param params all trained parameters
 * @param tokens seen
 * @param flops of training
 * @param metric what it is measured by
 * @param value of the metric; of a language model without a validation loss, its training loss
 * @param uniqueTokens that were read over and over; empty where all were
 */
public record Result(
        Path folder,
        String name,
        RunId id,
        String settings,
        double params,
        double tokens,
        double flops,
        Metric metric,
        double value,
        Optional<Long> uniqueTokens) {
    /** The recipe's name in its study; empty where there is none. */
    public String recipe() {
        return id.recipe();
    }

    public RunRole role() {
        return id.role();
    }
}
