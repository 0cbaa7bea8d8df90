package loglog.forecast.takeoff;

import java.util.Arrays;

/**
 * What an AI needs to do each of a sector's tasks, in Davidson's full takeoff model: training compute, and compute to run for what one
 * worker does of it. Task 0 is one that computers always did; the others are ordered from the easiest to the hardest.
 *
 * @param training FLOP of training, at the algorithms of the start, by task; length tasks + 1
 * @param logTraining its natural logarithm
 * @param logRuntime natural logarithm of the FLOP a year that replace one worker; length tasks + 1
 */
record TaskRequirements(double[] training, double[] logTraining, double[] logRuntime) {
    /** The share of tasks done at so many sevenths of the gap (in OOM) below the hardest task: Davidson's quantiles. */
    private static final double[] SHARES = {0, 0.05, 0.1, 0.2, 0.5, 1};

    private static final double[] SEVENTHS_BELOW = {10.5, 9.5, 8.5, 7, 4, 0};

    /**
     * Tasks whose requirements follow Davidson's quantiles.
     *
     * @param training FLOP for the hardest task; runtime FLOP a year for it
     * @param trainingGap the hardest task's requirement over that at 20% of tasks; runtimeGap likewise
     * @param trainingSteps requirements rounded up to steps of so many OOM; 0 for none; runtimeSteps likewise
     */
    static TaskRequirements of(
            int tasks,
            double training,
            double trainingGap,
            double trainingSteps,
            double runtime,
            double runtimeGap,
            double runtimeSteps) {
        var trainings = new double[tasks + 1];
        var runtimes = new double[tasks + 1];
        trainings[0] = 1;
        for (int i = 0; i < tasks; i++) {
            double share = tasks == 1 ? 0 : i / (tasks - 1.0);
            trainings[i + 1] = Math.pow(10, oom(share, training, trainingGap, trainingSteps));
            runtimes[i + 1] = Math.log(10) * oom(share, runtime, runtimeGap, runtimeSteps);
        }
        var logs = Arrays.stream(trainings).map(Math::log).toArray();
        return new TaskRequirements(trainings, logs, runtimes);
    }

    private static double oom(double share, double top, double gap, double step) {
        double below = 0;
        for (int i = 1; i < SHARES.length; i++) {
            if (share <= SHARES[i]) {
                double part = (share - SHARES[i - 1]) / (SHARES[i] - SHARES[i - 1]);
                below = SEVENTHS_BELOW[i - 1] + part * (SEVENTHS_BELOW[i] - SEVENTHS_BELOW[i - 1]);
                break;
            }
        }
        double oom = Math.log10(top) - below / 7 * Math.log10(gap);
        if (step == 0) {
            return oom;
        }
        double low = Math.log10(top) - Math.log10(gap);
        return Math.min(Math.log10(top), low + Math.ceil((oom - low) / step) * step);
    }

    /** The share of tasks that an AI can do when training is so many OOM short of the hardest task: {@link #of} the other way. */
    static double shareWithin(double missing, double gap) {
        double unit = Math.log10(gap) / 7;
        if (missing <= 0) {
            return 1;
        }
        for (int i = SHARES.length - 2; i >= 0; i--) {
            double top = SEVENTHS_BELOW[i + 1] * unit;
            double bottom = SEVENTHS_BELOW[i] * unit;
            if (missing < bottom) {
                return SHARES[i] + (SHARES[i + 1] - SHARES[i]) * (bottom - missing) / (bottom - top);
            }
        }
        return 0;
    }

    /** How many tasks, task 0 among them, need less than so much training compute. */
    int within(double flops) {
        int count = 0;
        for (double need : training) {
            count += need < flops ? 1 : 0;
        }
        return count;
    }

    /**
     * Natural logarithms of how many workers a FLOP a year replaces at each task (at most one).
     *
     * @param run the largest training run [FLOP]
     * @param tradeoff runtime falls with this power of surplus training; 0 where there is no such trade-off
     */
    double[] logEfficiency(double run, double tradeoff) {
        var log = new double[training.length];
        double surplus = Math.log(run);
        for (int i = 0; i < log.length; i++) {
            double runtime = logRuntime[i] + tradeoff * (logTraining[i] - surplus);
            log[i] = -Math.max(0, runtime);
        }
        return log;
    }
}
