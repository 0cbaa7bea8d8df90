package loglog.lab.work;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import loglog.lab.plan.PlannedRun;
import loglog.runs.DataException;
import loglog.runs.Fields;
import loglog.runs.RunFolder;
import loglog.runs.RunId;
import loglog.runs.reader.MetricLines;
import loglog.runs.reader.RunFolders;
import loglog.training.Provenance;

/** How fast runs of some sizes trained before, by the metrics in their folders. */
public final class PastPace {
    /** Runs that are read; more would tell the same. */
    private static final int MOST_RUNS = 2_000;

    /** Sizes are the same within this factor. */
    private static final double SAME = 1.05;

    /** Before, the kernels are not compiled: a process's first rows are slower by factors. */
    private static final double WARM_SECONDS = 3;

    private PastPace() {}

    /**
     * Learns from runs that this kind of processor made, of the sizes that are planned.
     *
     * @param root the folder of all runs
     * @return whether there was any
     */
    public static boolean learn(Pace pace, Path root, List<PlannedRun> planned) {
        boolean any = false;
        for (var run : RunFolders.find(root).limit(MOST_RUNS).toList()) {
            any |= learn(pace, run, planned);
        }
        return any;
    }

    private static boolean learn(Pace pace, RunFolder run, List<PlannedRun> planned) {
        try {
            var asked = run.asked();
            double params = asked.path("params").asDouble(0);
            boolean ofUse = RunId.read(run.runFile(), asked).trainer().equals(RunId.LOGLOG)
                    && asked.path("cpu").asString("").equals(Provenance.cpu())
                    && planned.stream().anyMatch(p -> Math.max(p.params() / params, params / p.params()) < SAME);
            if (!ofUse) {
                return false;
            }
            var rates = rates(run);
            if (rates.isEmpty()) {
                return false;
            }
            Collections.sort(rates);
            pace.measured(
                    Math.round(params),
                    Fields.of(run.runFile(), asked).integer("lanes", 1),
                    rates.get(rates.size() / 2));
            return true;
        } catch (DataException _) {
            return false; // what cannot be read tells nothing
        }
    }

    private static List<Double> rates(RunFolder run) {
        var rates = new ArrayList<Double>();
        MetricLines.read(run, row -> {
            double gflops = row.number("gflops");
            if (gflops > 0 && row.number("seconds") > WARM_SECONDS) {
                rates.add(1e9 * gflops);
            }
        });
        return rates;
    }
}
