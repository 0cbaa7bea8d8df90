package loglog.forecast.horizons;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import loglog.forecast.CounterRandom;

/**
 * The hierarchical bootstrap of arXiv 2503.14499: families of tasks are drawn with replacement, in each drawn family tasks, and of each
 * drawn task each agent's runs. All agents have the same families and tasks in a resample, so that their errors go together as they do;
 * weights stay as they were.
 */
public final class HierarchicalBootstrap {
    private static final long PURPOSE = 11;

    private HierarchicalBootstrap() {}

    /**
     * Each agent's curve.
     *
     * @param penalty of the slope, 0 for none
     */
    public static List<SuccessCurve> fit(RawRuns runs, double penalty) {
        return runs.agents().stream()
                .map(agent -> new Prepared(runs, agent).fit(penalty))
                .toList();
    }

    /** What is drawn with replacement. */
    public enum Levels {
        /** Families, in each drawn one tasks, and of each drawn task runs, as METR draws. */
        FAMILIES_TASKS_RUNS,
        /** Families, each with all its tasks and runs. */
        FAMILIES
    }

    /**
     * Each agent's curves in resamples.
     *
     * @param fitted each agent's curve, from which the search starts
     * @return by agent and resample
     */
    public static SuccessCurve[][] resample(
            RawRuns runs, List<SuccessCurve> fitted, double penalty, Levels levels, int resamples, long seed) {
        var families = families(runs);
        var agents =
                runs.agents().stream().map(agent -> new Prepared(runs, agent)).toList();
        var curves = new SuccessCurve[agents.size()][resamples];
        IntStream.range(0, resamples).forEach(r -> {
            var random = CounterRandom.sequence(seed, PURPOSE, r);
            var times = new int[runs.tasks().size()];
            for (int f = 0; f < families.length; f++) {
                var family = families[random.below(families.length)];
                for (int k = 0; k < family.length; k++) {
                    times[family[levels == Levels.FAMILIES ? k : random.below(family.length)]]++;
                }
            }
            for (int a = 0; a < curves.length; a++) {
                var own = CounterRandom.sequence(seed, PURPOSE + 1 + a, r);
                curves[a][r] =
                        agents.get(a).resample(times, levels == Levels.FAMILIES ? null : own, penalty, fitted.get(a));
            }
        });
        return curves;
    }

    /** The tasks of each family. */
    private static int[][] families(RawRuns runs) {
        var of = new ArrayList<List<Integer>>();
        for (int f = 0; f < runs.families(); f++) {
            of.add(new ArrayList<>());
        }
        for (int t = 0; t < runs.tasks().size(); t++) {
            of.get(runs.tasks().get(t).family()).add(t);
        }
        return of.stream()
                .map(tasks -> tasks.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** An agent's runs in arrays: of each task the weights of its runs' successes and failures. */
    private static final class Prepared {
        private final int[] task;
        private final double[] x;
        private final double[][] ones;
        private final double[][] zeros;
        private final double[] sumOnes;
        private final double[] sumZeros;
        private final boolean[] same;

        Prepared(RawRuns runs, RawRuns.Agent agent) {
            int n = agent.attempts().size();
            task = new int[n];
            x = new double[n];
            ones = new double[n][];
            zeros = new double[n][];
            sumOnes = new double[n];
            sumZeros = new double[n];
            same = new boolean[n];
            for (int i = 0; i < n; i++) {
                var attempts = agent.attempts().get(i);
                task[i] = attempts.task();
                x[i] = Math.log(runs.tasks().get(task[i]).minutes()) / Math.log(2);
                int m = attempts.success().length;
                ones[i] = new double[m];
                zeros[i] = new double[m];
                for (int k = 0; k < m; k++) {
                    ones[i][k] = attempts.weight()[k] * attempts.success()[k];
                    zeros[i][k] = attempts.weight()[k] * (1 - attempts.success()[k]);
                }
                sumOnes[i] = Arrays.stream(ones[i]).sum();
                sumZeros[i] = Arrays.stream(zeros[i]).sum();
                same[i] = Arrays.stream(ones[i]).distinct().count() == 1
                        && Arrays.stream(zeros[i]).distinct().count() == 1;
            }
        }

        SuccessCurve fit(double penalty) {
            return LogisticFit.of(x, sumOnes, sumZeros, penalty, null);
        }

        SuccessCurve resample(int[] times, CounterRandom.Sequence random, double penalty, SuccessCurve start) {
            var success = new double[x.length];
            var failure = new double[x.length];
            for (int i = 0; i < x.length; i++) {
                int drawn = times[task[i]] * ones[i].length;
                if (random == null || same[i]) { // whichever are drawn
                    success[i] = times[task[i]] * sumOnes[i];
                    failure[i] = times[task[i]] * sumZeros[i];
                    continue;
                }
                for (int k = 0; k < drawn; k++) {
                    int run = random.below(ones[i].length);
                    success[i] += ones[i][run];
                    failure[i] += zeros[i][run];
                }
            }
            return LogisticFit.of(x, success, failure, penalty, start);
        }
    }
}
