package loglog.lab.work;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import loglog.lab.plan.PlannedRun;
import loglog.training.Kinds;
import loglog.training.RunPlan;

/**
 * How fast runs of each size train, from what was measured: FLOP per second of one lane, interpolated in the logarithm of
 * params. Small models are slower, so one rate for all would be wrong by factors.
 */
public final class Pace {
    /** Weight of a new measurement of a size that was measured before. */
    private static final double NEW = 0.3;

    /** Of a measurement, in seconds, where it is not to be the usual two. */
    private static final String SECONDS = "loglog.probe-seconds";

    private static final double PROBE_SECONDS = Double.parseDouble(System.getProperty(SECONDS, "2"));

    private final TreeMap<Double, Double> logFlopsPerSecond = new TreeMap<>();

    /** Nothing is known yet. */
    public Pace() {}

    /** Measures runs as these for about two seconds each, one on each core at once. */
    public static Pace probe(int cores, List<RunPlan> plans) {
        return probe(cores, plans, PROBE_SECONDS);
    }

    /** Measures runs as these for so long each. */
    public static Pace probe(int cores, List<RunPlan> plans, double seconds) {
        var pace = new Pace();
        for (var plan : plans) {
            pace.measured(plan.params(), cores, Kinds.named(plan.kind()).flopsPerSecond(plan, cores, seconds));
        }
        return pace;
    }

    /** Takes a measurement. */
    public synchronized void measured(long params, int lanes, double flopsPerSecond) {
        if (flopsPerSecond > 0) {
            double rate = Math.log(flopsPerSecond / lanes);
            logFlopsPerSecond.merge(Math.log(params), rate, (before, now) -> before + NEW * (now - before));
        }
    }

    /** Whether there is anything to go by. */
    public synchronized boolean isKnown() {
        return !logFlopsPerSecond.isEmpty();
    }

    /** FLOP per second of a run on so many lanes; NaN before anything was measured. */
    public synchronized double flopsPerSecond(long params, int lanes) {
        if (logFlopsPerSecond.isEmpty()) {
            return Double.NaN;
        }
        double x = Math.log(params);
        var below = logFlopsPerSecond.floorEntry(x);
        var above = logFlopsPerSecond.ceilingEntry(x);
        double rate;
        if (below == null || above == null) {
            rate = (below == null ? above : below).getValue();
        } else if (above.getKey().equals(below.getKey())) {
            rate = below.getValue();
        } else {
            double share = (x - below.getKey()) / (above.getKey() - below.getKey());
            rate = below.getValue() + share * (above.getValue() - below.getValue());
        }
        return lanes * Math.exp(rate);
    }

    /** Seconds that a run takes by itself. */
    public double seconds(PlannedRun run) {
        return run.ownFlops() / flopsPerSecond(run.params(), run.plan().lanes());
    }

    /** One piece of work: seconds, on so many cores at once. */
    public record Work(double seconds, int cores) {}

    /** Seconds until all is done, longest first on so many cores. */
    public static double makespan(List<Work> work, int cores) {
        var sorted = new ArrayList<>(work);
        sorted.sort((a, b) -> Double.compare(b.seconds(), a.seconds()));
        var free = new PriorityQueue<Double>();
        for (int i = 0; i < cores; i++) {
            free.add(0.0);
        }
        double end = 0;
        for (var w : sorted) {
            double start = 0;
            int wanted = Math.min(w.cores(), cores);
            for (int i = 0; i < wanted; i++) {
                start = Math.max(start, free.remove());
            }
            for (int i = 0; i < wanted; i++) {
                free.add(start + w.seconds());
            }
            end = Math.max(end, start + w.seconds());
        }
        return end;
    }

    /** Seconds until all of these runs are done. */
    public double makespan(
            List<PlannedRun> runs, java.util.function.ToDoubleFunction<PlannedRun> shareLeft, int cores) {
        return makespan(
                runs.stream()
                        .map(r -> new Work(
                                shareLeft.applyAsDouble(r) * seconds(r),
                                r.plan().lanes()))
                        .toList(),
                cores);
    }
}
