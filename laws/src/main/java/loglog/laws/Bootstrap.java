package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Refits a law to resampled data (Efron 1979). Each resample's random numbers depend on the seed and its own number
 * alone, so a result does not depend on the number of threads.
 */
public final class Bootstrap {
    private Bootstrap() {}

    /** What a resample is made of. */
    public enum Resampling {
        /** Rows drawn with replacement: assumes nothing of the noise but that rows are independent. */
        ROWS,
        /** Whole groups drawn with replacement: for rows that share their noise, as points of one training curve. */
        GROUPS,
        /**
         * The fitted values with residuals drawn with replacement, each residual inflated by {@code 1 / sqrt(1 - h)}
         * for its leverage h: keeps the design, assumes the same noise everywhere (Davison and Hinkley 1997, 6.2.3). For
         * penalties narrower than the noise they are smoothed: such a fit depends on the residuals' density at zero,
         * which the residuals themselves overstate (De Angelis, Hall and Young 1993, J. Am. Stat. Assoc. 88).
         */
        RESIDUALS
    }

    /** Resamples fitted in a task: many tasks for few cores, so that none waits long. */
    private static final int CHUNK = 64;

    /**
     * Above this many rows a resample draws so many of them, and how far its fit is from the fit to all rows shrinks by the root
     * of the share drawn: the m out of n bootstrap (Bickel, Götze and van Zwet 1997, Statistica Sinica 7), for estimates whose
     * error falls with the root of the rows.
     */
    private static final int MOST_DRAWN = 10_000;

    /** Of groups that are large, at least so many are drawn, and then some rows of each. */
    private static final int LEAST_GROUPS = 200;

    /** The rows that each resample of a fit draws. */
    public static int drawn(Fit fit) {
        return Math.min(fit.n(), MOST_DRAWN);
    }

    /**
     * Refits to resamples.
     *
     * @param fit a usable fit
     * @param resamples how many
     * @param seed of the random numbers
     * @throws IllegalArgumentException where the fit is not usable, or groups are asked for and the rows have none
     */
    public static Draws of(Fit fit, Resampling resampling, int resamples, long seed) {
        if (!fit.usable()) {
            throw new IllegalArgumentException(
                    "Cannot resample a fit that is " + fit.status().words());
        }
        if (resampling == Resampling.GROUPS && fit.observations().groups() == null) {
            throw new IllegalArgumentException("Cannot resample groups: the rows have none");
        }
        var problem = new Laws.Prepared(fit.law(), fit.observations(), fit.criterion());
        var plan = new Plan(fit, problem, resampling, seed);
        var draws = new double[resamples][];
        IntStream.range(0, (resamples + CHUNK - 1) / CHUNK)
                .parallel()
                .forEach(chunk ->
                        new Worker(plan).fill(draws, chunk * CHUNK, Math.min(resamples, (chunk + 1) * CHUNK)));
        var fitted = Arrays.stream(draws).filter(d -> d != null).toArray(double[][]::new);
        return new Draws(fit, fitted, resamples - fitted.length);
    }

    /** What all workers share. */
    private static final class Plan {
        final Fit fit;
        final Laws.Prepared problem;
        final Resampling resampling;
        final long seed;
        final double[] start;
        final double[] target;
        final double[] fittedTarget;
        final double[] residuals;
        final double smoothing;
        final double[][] bounds;
        final int[][] clusters;
        /** How many groups a resample draws where it draws groups, else how many rows. */
        final int drawn;

        /** What a resample's deviation is multiplied by. */
        final double shrinkage;

        Plan(Fit fit, Laws.Prepared problem, Resampling resampling, long seed) {
            this.fit = fit;
            this.problem = problem;
            this.resampling = resampling;
            this.seed = seed;
            this.start = fit.law().internal(fit.values(), problem.unit());
            this.target = fit.criterion().target(problem.metric());
            this.bounds = fit.law().bounds(problem.rows());
            this.clusters = resampling == Resampling.GROUPS
                    ? clusters(fit.observations().groups())
                    : null;
            int n = problem.rows().n();
            int units = clusters == null ? n : clusters.length;
            this.drawn = n <= MOST_DRAWN
                    ? units
                    : clusters == null
                            ? MOST_DRAWN
                            : Math.min(units, (int) Math.max(LEAST_GROUPS, (long) MOST_DRAWN * units / n));
            this.shrinkage = Math.sqrt((double) drawn / units);
            if (resampling == Resampling.RESIDUALS) {
                this.residuals = Leverage.adjustedResiduals(fit);
                this.fittedTarget = fit.criterion().target(fit.fitted());
                this.smoothing = smoothing(residuals, fit.criterion().penalty());
            } else {
                this.residuals = null;
                this.smoothing = 0;
                this.fittedTarget = null;
            }
        }

        /** Whether a resample draws a part of the rows. */
        boolean isPartial() {
            return problem.rows().n() > MOST_DRAWN;
        }

        /** The most rows that a resample of a part may have. */
        int capacity() {
            return clusters == null ? drawn : drawn * rowsOfGroup();
        }

        /** How many rows of a drawn group count. */
        int rowsOfGroup() {
            return (MOST_DRAWN + drawn - 1) / drawn;
        }

        /** The normal reference bandwidth, less what the quadratic part of the penalty smooths by itself. */
        private static double smoothing(double[] residuals, Penalty penalty) {
            double bandwidth = 1.06 * Quantiles.mad(residuals) * Math.pow(residuals.length, -0.2);
            return Math.sqrt(Math.max(0, bandwidth * bandwidth - penalty.width() * penalty.width()));
        }

        private static int[][] clusters(String[] groups) {
            var members = new LinkedHashMap<String, List<Integer>>();
            for (int i = 0; i < groups.length; i++) {
                members.computeIfAbsent(groups[i], g -> new ArrayList<>()).add(i);
            }
            return members.values().stream()
                    .map(rows -> rows.stream().mapToInt(Integer::intValue).toArray())
                    .toArray(int[][]::new);
        }
    }

    /** Fits resamples one after the other in memory of its own. */
    private static final class Worker {
        private final Plan plan;
        private final int n;
        private final int[] times;
        private final double[] weight;
        private final double[] target;
        private final double[] noisiness;
        private final double[][] log;
        private final Solver solver;

        Worker(Plan plan) {
            this.plan = plan;
            this.n = plan.problem.rows().n();
            int capacity = plan.isPartial() ? plan.capacity() : n;
            this.times = new int[plan.isPartial() ? 0 : n];
            this.weight = new double[capacity];
            this.target = new double[capacity];
            this.noisiness = plan.problem.noisiness() == null ? null : new double[capacity];
            this.log = new double[plan.problem.rows().log().length][capacity];
            this.solver = new Solver(
                    plan.fit.law(),
                    plan.fit.criterion().penalty(),
                    plan.fit.criterion().logResiduals(),
                    capacity,
                    Solver.LOOSE);
        }

        void fill(double[][] draws, int from, int to) {
            for (int b = from; b < to; b++) {
                var random = new SplittableRandom(plan.seed * 0x9E3779B97F4A7C15L + b);
                int distinct = plan.isPartial() ? drawPart(random) : draw(random);
                if (distinct < plan.start.length) {
                    continue;
                }
                var p = plan.start.clone();
                if (Double.isFinite(solver.minimize(p))) {
                    shrink(p);
                    draws[b] = plan.fit.law().natural(p, plan.problem.unit());
                }
            }
        }

        private void shrink(double[] p) {
            if (plan.shrinkage < 1) {
                for (int j = 0; j < p.length; j++) {
                    p[j] = plan.start[j] + plan.shrinkage * (p[j] - plan.start[j]);
                }
            }
        }

        private double residual(SplittableRandom random) {
            double residual = plan.residuals[random.nextInt(n)];
            return plan.smoothing == 0 ? residual : residual + plan.smoothing * random.nextGaussian();
        }

        /** Loads one resample: each row that was drawn once, with how often it was as its weight. */
        private int draw(SplittableRandom random) {
            Arrays.fill(times, 0);
            switch (plan.resampling) {
                case ROWS -> {
                    for (int i = 0; i < n; i++) {
                        times[random.nextInt(n)]++;
                    }
                }
                case GROUPS -> {
                    for (int g = 0; g < plan.clusters.length; g++) {
                        for (int i : plan.clusters[random.nextInt(plan.clusters.length)]) {
                            times[i]++;
                        }
                    }
                }
                case RESIDUALS -> Arrays.fill(times, 1);
            }
            int kept = 0;
            for (int i = 0; i < n; i++) {
                if (times[i] > 0) {
                    take(i, times[i], kept++, random);
                }
            }
            load(kept);
            return kept;
        }

        /** Loads one resample of a part of the rows. */
        private int drawPart(SplittableRandom random) {
            int kept = 0;
            for (int unit = 0; unit < plan.drawn; unit++) {
                if (plan.clusters == null) {
                    take(random.nextInt(n), 1, kept++, random);
                    continue;
                }
                var group = plan.clusters[random.nextInt(plan.clusters.length)];
                int rows = Math.min(group.length, plan.rowsOfGroup());
                for (int i = 0; i < rows; i++) {
                    int row = rows == group.length ? group[i] : group[random.nextInt(group.length)];
                    take(row, (double) group.length / rows, kept++, random);
                }
            }
            load(kept);
            return kept;
        }

        private void take(int i, double times, int kept, SplittableRandom random) {
            var from = plan.problem.rows().log();
            for (int a = 0; a < log.length; a++) {
                log[a][kept] = from[a][i];
            }
            weight[kept] = times;
            double noise = noisiness == null ? 1 : plan.problem.noisiness()[i];
            if (noisiness != null) {
                noisiness[kept] = noise;
            }
            target[kept] = plan.resampling == Resampling.RESIDUALS
                    ? plan.fittedTarget[i] - noise * residual(random)
                    : plan.target[i];
        }

        private void load(int kept) {
            solver.load(new Scales(kept, log), target, weight, noisiness, plan.bounds);
        }
    }
}
