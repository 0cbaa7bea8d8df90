package loglog.lab.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.lab.plan.PlannedRun;
import loglog.training.Outcome;

/**
 * How a study's runs ended.
 *
 * @param states of all runs, in the plan's order
 * @param notes what went wrong on the way and was mended, a sentence each
 */
public record Summary(Map<PlannedRun, RunState> states, List<String> notes) {
    public Summary {
        states = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(states));
        notes = List.copyOf(notes);
    }

    /** Whether every run finished. */
    public boolean isComplete() {
        return states.values().stream().allMatch(RunState.Finished.class::isInstance);
    }

    /** Whether a run was stopped, so that the same command has more to do. */
    public boolean isStopped() {
        return states.values().stream().anyMatch(s -> s instanceof RunState.Stopped || !s.isOver());
    }

    /** Whether runs go on after this process has ended. */
    public boolean isUnderWay() {
        return states.values().stream().anyMatch(s -> s instanceof RunState.Queued || s instanceof RunState.Running);
    }

    /** The outcome of a run that finished. */
    public Optional<Outcome> outcome(PlannedRun run) {
        return states.get(run) instanceof RunState.Finished(Outcome outcome) ? Optional.of(outcome) : Optional.empty();
    }
}
