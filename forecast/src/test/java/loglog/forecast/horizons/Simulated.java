package loglog.forecast.horizons;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import loglog.forecast.CounterRandom;
import loglog.forecast.horizons.RawRuns.Agent;
import loglog.forecast.horizons.RawRuns.Attempts;
import loglog.forecast.horizons.RawRuns.Task;

/** Runs of agents whose curve is known. */
final class Simulated {
    private Simulated() {}

    /** Families of tasks, log-uniform from a minute to a day. */
    static List<Task> tasks(int families, int perFamily, long seed) {
        var random = CounterRandom.sequence(seed, 91, 0);
        var tasks = new ArrayList<Task>();
        for (int f = 0; f < families; f++) {
            for (int t = 0; t < perFamily; t++) {
                tasks.add(new Task("f%d/t%d".formatted(f, t), f, Math.pow(2, 10.5 * random.uniform())));
            }
        }
        return tasks;
    }

    /**
     * One agent's runs.
     *
     * @param spread standard deviations of the log-odds by family and by task, each
     */
    static RawRuns runs(List<Task> tasks, double slope, double intercept, double spread, int perTask, long seed) {
        int families = tasks.stream().mapToInt(Task::family).max().orElseThrow() + 1;
        return new RawRuns(
                tasks, families, List.of(agent("a", Double.NaN, tasks, slope, intercept, spread, perTask, seed, seed)));
    }

    /** One of several agents that find the same families and tasks hard. */
    static Agent agent(
            String name,
            double year,
            List<Task> tasks,
            double slope,
            double intercept,
            double spread,
            int perTask,
            long tasksSeed,
            long seed) {
        int families = tasks.stream().mapToInt(Task::family).max().orElseThrow() + 1;
        var shared = CounterRandom.sequence(tasksSeed, 92, 0);
        var ofFamily = IntStream.range(0, families)
                .mapToDouble(_ -> spread * shared.normal())
                .toArray();
        var ofTask = tasks.stream().mapToDouble(_ -> spread * shared.normal()).toArray();
        var inFamily = new int[families];
        tasks.forEach(task -> inFamily[task.family()]++);
        double sum = tasks.stream()
                .mapToDouble(task -> 1 / Math.sqrt(inFamily[task.family()]))
                .sum();
        var random = CounterRandom.sequence(seed, 93, 0);
        var attempts = new ArrayList<Attempts>();
        for (int t = 0; t < tasks.size(); t++) {
            var task = tasks.get(t);
            double odds =
                    intercept + slope * Math.log(task.minutes()) / Math.log(2) + ofFamily[task.family()] + ofTask[t];
            double p = 1 / (1 + Math.exp(-odds));
            double weight = 1 / (perTask * Math.sqrt(inFamily[task.family()]) * sum);
            attempts.add(new Attempts(
                    t,
                    IntStream.range(0, perTask)
                            .mapToDouble(_ -> random.uniform() < p ? 1 : 0)
                            .toArray(),
                    IntStream.range(0, perTask).mapToDouble(_ -> weight).toArray()));
        }
        return new Agent(name, year, attempts);
    }
}
