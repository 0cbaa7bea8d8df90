package loglog.lab.work;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import loglog.lab.launch.Resources;
import loglog.lab.plan.PlannedRun;
import loglog.lab.study.Study;
import loglog.runs.RunRole;
import loglog.training.Trainer;

/** Which runs of a study start next: the longest first, as many at once as cores and memory allow. */
record Admission(Study study, Path folder, Resources capacity, Pace pace) {
    /** The next runs to start: those that are ready and for which there is room beside those under way. */
    List<PlannedRun> next(Map<PlannedRun, RunState> states, Collection<PlannedRun> busy) {
        var ready = states.entrySet().stream()
                .filter(e -> e.getValue() instanceof RunState.Waiting && isReady(e.getKey(), states))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingDouble(this::weight).reversed())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        var next = new ArrayList<PlannedRun>();
        int free = capacity.cores() - busy.stream().mapToInt(this::lanes).sum();
        long room = capacity.memoryBytes()
                - busy.stream().mapToLong(r -> resources(r).memoryBytes()).sum();
        // Where the longest waits for cores, shorter ones wait too: they would keep it waiting.
        while (!ready.isEmpty() && lanes(ready.getFirst()) <= free) {
            var run = fitting(ready, free, busy.isEmpty() && next.isEmpty() ? Long.MAX_VALUE : room);
            if (run.isEmpty()) {
                break;
            }
            ready.remove(run.get());
            next.add(run.get());
            free -= lanes(run.get());
            room -= resources(run.get()).memoryBytes();
        }
        return next;
    }

    private Optional<PlannedRun> fitting(Collection<PlannedRun> ready, int free, long room) {
        return ready.stream()
                .filter(run -> lanes(run) <= free && resources(run).memoryBytes() <= room)
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
        return Math.min(lanes, capacity.cores());
    }

    /** What a run takes with its process; of a user's program, what the study says, for nothing is known of it otherwise. */
    Resources resources(PlannedRun run) {
        long memory = study.trainer() instanceof Trainer.Command command ? command.memoryBytes() : run.memoryBytes();
        return new Resources(lanes(run), memory + Limits.WORKER_BYTES);
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
