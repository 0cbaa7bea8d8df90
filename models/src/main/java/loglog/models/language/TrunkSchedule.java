package loglog.models.language;

import java.util.Collection;
import java.util.Optional;
import loglog.models.training.Schedule;

/**
 * Schedules of a trunk and its branches that agree, step by step, up to where each branch leaves (arXiv 2405.18392). All
 * rise over the same number of steps: the warm-up's share of the shortest branch.
 *
 * @param warmupSteps that all share
 * @param decay share of a branch's steps that cool down
 * @param floor of the learning rate at a branch's end
 */
public record TrunkSchedule(long warmupSteps, double decay, double floor) {
    /**
     * Of a recipe's schedule.
     *
     * @param steps of each branch
     */
    public static TrunkSchedule of(Schedule recipe, double decay, Collection<Long> steps) {
        long shortest = steps.stream().mapToLong(Long::longValue).min().orElseThrow();
        return new TrunkSchedule(Math.round(recipe.warmup() * shortest), decay, recipe.floor());
    }

    /** A branch's, which is that of the same run from random weights. */
    public Schedule branch(long steps) {
        return new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, (double) warmupSteps / steps, decay, floor);
    }

    /** The trunk's: constant after its warm-up. */
    public Schedule trunk(long steps) {
        return new Schedule(Schedule.Kind.WARMUP_STABLE_DECAY, (double) warmupSteps / steps, 0, floor);
    }

    /** Steps that a branch of so many shares with the trunk. */
    public long shared(long steps) {
        return steps - Math.round(decay * steps);
    }

    /** Why a branch of so many steps cannot be, or nothing. */
    public Optional<String> impossible(long steps) {
        long shared = shared(steps);
        if (shared == steps || shared < 1) {
            return Optional.of("found %d steps, of which %d cool down, expected at least one on either side"
                    .formatted(steps, steps - shared));
        }
        if (shared < warmupSteps || (double) warmupSteps / steps + decay > 1) {
            return Optional.of("found %d steps, of which %d rise and %d cool down, expected no more than all of them"
                    .formatted(steps, warmupSteps, steps - shared));
        }
        return Optional.empty();
    }
}
