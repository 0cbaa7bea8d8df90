package loglog.feedback;

import java.util.Arrays;
import loglog.runs.DataException;

/**
 * How much better each answer is than the others to the same prompt, which is what GRPO learns from (Shao et al. 2024, arXiv
 * 2402.03300).
 *
 * @param values of all answers, a group after another
 * @param groupsWithoutSignal groups whose answers all have the same reward (without a baseline: 0), so that nothing is learned from them
 */
public record GroupAdvantages(double[] values, int groupsWithoutSignal) {
    /** What the differences from the group's mean are divided by. */
    public enum Scaling {
        /** The group's standard deviation (GRPO). */
        GROUP,
        /** That of all answers of the round (Hu et al. 2025, arXiv 2501.03262; Liu et al. 2025, arXiv 2508.08221). */
        BATCH,
        /** Nothing (Dr. GRPO, Liu et al. 2025, arXiv 2503.20783): easy and hard prompts are not weighted up. */
        NONE
    }

    /** What rewards are held against. */
    public enum Baseline {
        /** The group's mean: half of what is learned is what not to do. */
        GROUP,
        /**
         * Nothing: of rewards 0 and 1 only right answers are learned, those to prompts that are always solved among them (RAFT++, Xiong
         * et al. 2025, arXiv 2504.11343). One answer to a prompt is enough.
         */
        NONE
    }

    /**
     * What rewards are held against, and what the differences are divided by.
     *
     * @param shift added to the baseline. Below 0 it weighs right answers up, those to prompts that are always solved among them (AsymRE,
     *     Arnal et al. 2025, arXiv 2506.20520, which takes -0.1). 0 is GRPO
     */
    public record Rule(Scaling scaling, Baseline baseline, double shift) {
        public Rule {
            if (!Double.isFinite(shift)) {
                throw new DataException("--baseline-shift: found %s, expected a number, such as -0.1".formatted(shift));
            }
            if (scaling == Scaling.GROUP && (shift != 0 || baseline == Baseline.NONE)) {
                throw new DataException(
                        "%s: found %s with --scaling group, expected --scaling none or batch: where all answers of a group have one reward, its deviation is 0"
                                .formatted(
                                        baseline == Baseline.NONE ? "--baseline" : "--baseline-shift",
                                        baseline == Baseline.NONE ? "none" : "" + shift));
            }
        }

        /** The group's mean as the baseline. */
        public Rule(Scaling scaling) {
            this(scaling, Baseline.GROUP, 0);
        }

        /** Fewest answers to a prompt of which it makes something. */
        public int fewest() {
            return baseline == Baseline.GROUP ? 2 : 1;
        }
    }

    /** Added to a standard deviation, as trl does. */
    private static final double EPSILON = 1e-4;

    /**
     * From rewards.
     *
     * @param rewards of all answers, {@code group} to a prompt, one prompt after another
     */
    public static GroupAdvantages of(double[] rewards, int group, Scaling scaling) {
        return of(rewards, group, new Rule(scaling));
    }

    /** The same by another baseline. */
    public static GroupAdvantages of(double[] rewards, int group, Rule rule) {
        var values = new double[rewards.length];
        int silent = 0;
        double batchDeviation = deviation(rewards, 0, rewards.length);
        for (int from = 0; from < rewards.length; from += group) {
            double mean = mean(rewards, from, group);
            double deviation = deviation(rewards, from, group);
            double nothing = rule.baseline() == Baseline.GROUP ? rewards[from] : 0;
            silent += Arrays.stream(rewards, from, from + group).allMatch(r -> r == nothing) ? 1 : 0;
            double baseline = (rule.baseline() == Baseline.GROUP ? mean : 0) + rule.shift();
            double divisor = switch (rule.scaling()) {
                case GROUP -> deviation + EPSILON;
                case BATCH -> batchDeviation + EPSILON;
                case NONE -> 1;
            };
            for (int i = from; i < from + group; i++) {
                values[i] = (rewards[i] - baseline) / divisor;
            }
        }
        return new GroupAdvantages(values, silent);
    }

    static double mean(double[] values, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += values[i];
        }
        return sum / count;
    }

    /** With n - 1; 0 for a single value. */
    static double deviation(double[] values, int from, int count) {
        double mean = mean(values, from, count);
        double squares = 0;
        for (int i = from; i < from + count; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return count < 2 ? 0 : Math.sqrt(squares / (count - 1));
    }
}
