package loglog.forecast.reliability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import loglog.forecast.CounterRandom;
import loglog.forecast.horizons.RawRuns;

/**
 * Which error model agents' runs follow: each is fitted to each agent by weighted maximum likelihood, and judged by the log loss on
 * families of tasks that were left out.
 *
 * @param models the best first
 */
public record ErrorModels(List<Judged> models) {
    /** A model is taken for the right one where it is the best in this share of resamples of families. */
    public static final double DECIDED = 0.9;

    private static final int FOLDS = 5;
    private static final int RESAMPLES = 1000;
    private static final long PURPOSE = 31;

    /** A chance that is as good as none: no forecast costs more than this allows. */
    private static final double LEAST = 1e-6;

    /**
     * A model.
     *
     * @param loss on families left out, in nats a run, agents counting the same
     * @param share of the resamples of families in which its loss was least
     * @param fits by agent: horizon at one half in minutes, and shape
     */
    public record Judged(Hazard hazard, double loss, double share, List<Fitted> fits) {}

    /** An agent's fit: its horizon at a success of one half, in minutes, and the hazard's shape, which has no unit. */
    public record Fitted(String agent, double minutes, double shape) {}

    /** Whether the left-out families decide. */
    public boolean isDecided() {
        return models.getFirst().share() >= DECIDED;
    }

    /**
     * Fits and judges all models.
     *
     * @param runs of agents that have successes and failures, each
     */
    public static ErrorModels of(RawRuns runs, long seed) {
        int folds = Math.min(FOLDS, runs.families());
        var fold = new int[runs.families()];
        var order = CounterRandom.sequence(seed, PURPOSE, 0);
        for (int f = 0; f < fold.length; f++) { // a shuffle, so that families that stand together are parted
            int other = order.below(f + 1);
            fold[f] = fold[other];
            fold[other] = f % folds;
        }
        var losses = new double[Hazard.values().length][runs.families()];
        var weights = new double[runs.families()];
        var fits = new ArrayList<List<Fitted>>();
        for (var hazard : Hazard.values()) {
            var all = new ArrayList<Fitted>();
            for (var agent : runs.agents()) {
                var data = Data.of(runs, agent);
                var fitted = data.fit(hazard, -1, fold);
                all.add(new Fitted(
                        agent.name(), Math.exp(fitted[0]), hazard.isShaped() ? Math.exp(fitted[1]) : Double.NaN));
                for (int k = 0; k < folds; k++) {
                    var without = data.fit(hazard, k, fold);
                    data.addLoss(hazard, without, k, fold, losses[hazard.ordinal()]);
                }
                if (hazard == Hazard.CONSTANT) {
                    data.addWeight(weights);
                }
            }
            fits.add(all);
        }
        return new ErrorModels(judged(losses, weights, fits, seed));
    }

    private static List<Judged> judged(double[][] losses, double[] weights, List<List<Fitted>> fits, long seed) {
        int families = weights.length;
        var wins = new double[losses.length];
        for (int r = 0; r < RESAMPLES; r++) {
            var random = CounterRandom.sequence(seed, PURPOSE + 1, r);
            var sums = new double[losses.length];
            for (int k = 0; k < families; k++) {
                int f = random.below(families);
                for (int m = 0; m < sums.length; m++) {
                    sums[m] += losses[m][f];
                }
            }
            wins[
                    IntStream.range(0, sums.length)
                            .boxed()
                            .min(Comparator.comparingDouble(m -> sums[m]))
                            .orElseThrow()]++;
        }
        double total = java.util.Arrays.stream(weights).sum();
        return IntStream.range(0, losses.length)
                .mapToObj(m -> new Judged(
                        Hazard.values()[m],
                        java.util.Arrays.stream(losses[m]).sum() / total,
                        wins[m] / RESAMPLES,
                        fits.get(m)))
                .sorted(Comparator.comparingDouble(Judged::loss))
                .toList();
    }

    /** An agent's tasks: length, family, weight of successes and failures. */
    private record Data(double[] minutes, int[] family, double[] ones, double[] zeros) {
        static Data of(RawRuns runs, RawRuns.Agent agent) {
            int n = agent.attempts().size();
            var data = new Data(new double[n], new int[n], new double[n], new double[n]);
            for (int i = 0; i < n; i++) {
                var attempts = agent.attempts().get(i);
                var task = runs.tasks().get(attempts.task());
                data.minutes[i] = task.minutes();
                data.family[i] = task.family();
                for (int k = 0; k < attempts.success().length; k++) {
                    data.ones[i] += attempts.weight()[k] * attempts.success()[k];
                    data.zeros[i] += attempts.weight()[k] * (1 - attempts.success()[k]);
                }
            }
            return data;
        }

        void addWeight(double[] weights) {
            for (int i = 0; i < minutes.length; i++) {
                weights[family[i]] += ones[i] + zeros[i];
            }
        }

        void addLoss(Hazard hazard, double[] p, int out, int[] fold, double[] losses) {
            for (int i = 0; i < minutes.length; i++) {
                if (fold[family[i]] == out) {
                    losses[family[i]] += loss(hazard, p, i);
                }
            }
        }

        private double loss(Hazard hazard, double[] p, int i) {
            double success = Math.clamp(hazard.success(minutes[i] / Math.exp(p[0]), Math.exp(p[1])), LEAST, 1 - LEAST);
            return -ones[i] * Math.log(success) - zeros[i] * Math.log1p(-success);
        }

        private double loss(Hazard hazard, double[] p, int out, int[] fold) {
            double sum = 0;
            for (int i = 0; i < minutes.length; i++) {
                if (fold[family[i]] != out) {
                    sum += loss(hazard, p, i);
                }
            }
            return sum;
        }

        /** ln of the horizon at one half and of the shape by a search along both in turn, ever finer: two numbers, and no slopes needed. */
        double[] fit(Hazard hazard, int out, int[] fold) {
            double[] best = {Math.log(30), 0};
            double least = loss(hazard, best, out, fold);
            double[] step = {3, hazard.isShaped() ? 1 : 0};
            while (step[0] > 1e-3) {
                boolean better = false;
                for (int a = -1; a <= 1; a++) {
                    for (int b = -1; b <= 1; b++) {
                        double[] next = {
                            Math.clamp(best[0] + a * step[0], Math.log(1e-3), Math.log(1e8)),
                            Math.clamp(best[1] + b * step[1], Math.log(0.02), Math.log(50))
                        };
                        double loss =
                                a == 0 && b == 0 || b != 0 && step[1] == 0 ? least : loss(hazard, next, out, fold);
                        if (loss < least - 1e-13) {
                            least = loss;
                            best = next;
                            better = true;
                        }
                    }
                }
                if (!better) {
                    step[0] /= 2;
                    step[1] /= 2;
                }
            }
            return best;
        }
    }
}
