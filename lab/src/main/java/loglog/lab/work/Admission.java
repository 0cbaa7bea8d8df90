package loglog.lab.work;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.lab.study.Trainer;
import loglog.runs.RunRole;

/** Which run of a study starts next: the longest first, as many at once as cores and memory allow. */
record Admission(Study study, Path folder, Limits limits, Pace pace) {
    /** The next run to start, if one is ready and there is room for it beside those at work. */
    Optional<PlannedRun> next(Map<PlannedRun, RunState> states, Collection<PlannedRun> busy) {
        var ready = states.entrySet().stream()
                .filter(e -> e.getValue() instanceof RunState.Waiting && isReady(e.getKey(), states))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingDouble(this::weight).reversed())
                .toList();
        int free = limits.cores() - busy.stream().mapToInt(this::lanes).sum();
        // Where the longest waits for cores, shorter ones wait too: they would keep it waiting.
        if (ready.isEmpty() || lanes(ready.getFirst()) > free) {
            return Optional.empty();
        }
        return ready.stream()
                .filter(run -> lanes(run) <= free && fitsMemory(run, busy))
                .findFirst();
    }

    /** Seconds where the pace is known: a small model's FLOP take longer; a trunk counts for what waits for it. */
    private double weight(PlannedRun run) {
        double own = pace.isKnown() ? pace.seconds(run) : run.ownFlops();
        return run.role() == RunRole.TRUNK ? 2 * own : own;
    }

    /** Cores that a run takes; a user's program takes what the study says that it does. */
    int lanes(PlannedRun run) {
        int lanes = study.trainer() instanceof Trainer.Command command && command.lanes() > 0
                ? command.lanes()
                : run.plan().lanes();
        return Math.min(lanes, limits.cores());
    }

    /** Of a user's program, what the study says; nothing is known of it otherwise. */
    private long memory(PlannedRun run) {
        return study.trainer() instanceof Trainer.Command command ? command.memoryBytes() : run.memoryBytes();
    }

    private boolean fitsMemory(PlannedRun run, Collection<PlannedRun> busy) {
        long taken =
                busy.stream().mapToLong(r -> memory(r) + Limits.WORKER_BYTES).sum();
        return busy.isEmpty() || taken + memory(run) + Limits.WORKER_BYTES <= limits.memoryBytes();
    }

    /** Whether what a run begins from is there: its trunk's state at the branch, or its own from before. */
    boolean isReady(PlannedRun run, Map<PlannedRun, RunState> states) {
        return run.branch()
                .map(b -> Files.exists(folder.resolve(run.name()).resolve("run.json"))
                        || Files.isDirectory(folder.resolve(b.trunk()).resolve("branch-" + b.step()))
                        || trunk(b.trunk(), states)
                                .anyMatch(RunState.Finished.class::isInstance)) // from the start, then
                .orElse(true);
    }

    /** The states of the runs of that name. */
    static Stream<RunState> trunk(String name, Map<PlannedRun, RunState> states) {
        return states.entrySet().stream()
                .filter(e -> e.getKey().name().equals(name))
                .map(Map.Entry::getValue);
    }
}
