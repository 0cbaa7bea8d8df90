package loglog.lab.launch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks put into jobs: small ones together, so that none waits longer in the queue than it works.
 *
 * @param arraySize jobs that one array may have
 */
record Packing(SlurmOptions options, int arraySize) {
    /** Runs are put together up to so much work, and up to half of a job's time limit. */
    static final double SECONDS = 300;

    /** What the program of a job takes besides its workers. */
    private static final long PROGRAM_BYTES = 256L << 20;

    /** Sizes of memory are rounded up, so that jobs that are nearly alike share an array. */
    private static final long STEP_BYTES = 256L << 20;

    /** Jobs of one shape, each with its tasks. */
    record Array(Resources shape, List<List<LaunchTask>> parts) {}

    /** Arrays of jobs for tasks, in their order; at most so many arrays of different shapes. */
    List<Array> arrays(List<LaunchTask> tasks, int most) {
        var byShape = new LinkedHashMap<Resources, List<List<LaunchTask>>>();
        for (var part : parts(tasks)) {
            byShape.computeIfAbsent(shape(part), _ -> new ArrayList<>()).add(part);
        }
        if (byShape.size() > most) {
            var largest = byShape.keySet().stream().reduce(Packing::both).orElseThrow();
            byShape = new LinkedHashMap<>(Map.of(
                    largest, byShape.values().stream().flatMap(List::stream).toList()));
        }
        var arrays = new ArrayList<Array>();
        byShape.forEach((shape, parts) -> {
            for (int i = 0; i < parts.size(); i += arraySize) {
                arrays.add(new Array(shape, List.copyOf(parts.subList(i, Math.min(parts.size(), i + arraySize)))));
            }
        });
        return arrays;
    }

    private List<List<LaunchTask>> parts(List<LaunchTask> tasks) {
        var byCores = new LinkedHashMap<Integer, List<LaunchTask>>();
        tasks.forEach(t -> byCores.computeIfAbsent(t.resources().cores(), _ -> new ArrayList<>())
                .add(t));
        var parts = new ArrayList<List<LaunchTask>>();
        for (var alike : options.cores() > 0 ? List.of(tasks) : byCores.values()) {
            var part = new ArrayList<LaunchTask>();
            for (var task : alike) {
                if (!part.isEmpty() && !fits(part, task)) {
                    parts.add(List.copyOf(part));
                    part.clear();
                }
                part.add(task);
            }
            if (!part.isEmpty()) {
                parts.add(List.copyOf(part));
            }
        }
        return parts;
    }

    private static Resources both(Resources a, Resources b) {
        return new Resources(Math.max(a.cores(), b.cores()), Math.max(a.memoryBytes(), b.memoryBytes()));
    }

    private boolean fits(List<LaunchTask> part, LaunchTask task) {
        if (options.runsPerJob() > 0) {
            return part.size() < options.runsPerJob();
        }
        double most =
                options.time().map(t -> Math.min(SECONDS, t.toSeconds() / 2.0)).orElse(SECONDS);
        double work = task.seconds() * task.resources().cores();
        for (var other : part) {
            work += other.seconds() * other.resources().cores();
        }
        return work / cores(part) <= most; // not where a time is not known
    }

    private int cores(List<LaunchTask> part) {
        return options.cores() > 0
                ? options.cores()
                : part.stream().mapToInt(t -> t.resources().cores()).max().orElse(1);
    }

    private Resources shape(List<LaunchTask> part) {
        int cores = cores(part);
        return new Resources(cores, options.memoryBytes() > 0 ? options.memoryBytes() : memory(part, cores));
    }

    /** No less than any of them take that may be side by side: those of the most memory a core, until the cores are taken. */
    private static long memory(List<LaunchTask> part, int cores) {
        long bytes = PROGRAM_BYTES;
        int taken = 0;
        for (var task : part.stream()
                .map(LaunchTask::resources)
                .sorted(Comparator.comparingDouble((Resources r) -> (double) r.memoryBytes() / r.cores())
                        .reversed())
                .toList()) {
            if (taken < cores) {
                taken += task.cores();
                bytes += task.memoryBytes();
            }
        }
        return (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    }
}
