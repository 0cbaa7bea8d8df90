package loglog.lab.results;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One run's result, as its folder tells it.
 *
 * @param name path below the folder that was read
 * @param recipe name in its study; empty where there is none
 * @param role as {@link loglog.lab.plan.PlannedRun.Role}, in small letters; {@code observation} where there is none
 * @param params all trained parameters
 * @param tokens seen
 * @param flops of training
 * @param loss validation loss where there is one, else training loss; nats per token
 * @param seed of weights and data order
 * @param uniqueTokens that were read over and over; empty where all were
 */
public record Result(
        Path folder,
        String name,
        String recipe,
        String role,
        double params,
        double tokens,
        double flops,
        double loss,
        long seed,
        Optional<Long> uniqueTokens) {}
