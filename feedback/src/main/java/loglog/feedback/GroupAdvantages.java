package loglog.feedback;

import java.util.Arrays;

/**
 * How much better each answer is than the others to the same prompt, which is what GRPO learns from (Shao et al. 2024, arXiv
 * 2402.03300).
 *
 * @param values of all answers, a group after another
 * @param groupsWithoutSignal groups whose answers all have the same reward, so that nothing is learned from them
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

    /** Added to a standard deviation, as trl does. */
    private static final double EPSILON = 1e-4;

    /**
     * From rewards.
     *
     * @param rewards of all answers, {@code group} to a prompt, one prompt after another
     */
    public static GroupAdvantages of(double[] rewards, int group, Scaling scaling) {
        var values = new double[rewards.length];
        int silent = 0;
        double batchDeviation = deviation(rewards, 0, rewards.length);
        for (int from = 0; from < rewards.length; from += group) {
            double mean = mean(rewards, from, group);
            double deviation = deviation(rewards, from, group);
            double first = rewards[from];
            silent += Arrays.stream(rewards, from, from + group).allMatch(r -> r == first) ? 1 : 0;
            double divisor = switch (scaling) {
                case GROUP -> deviation + EPSILON;
                case BATCH -> batchDeviation + EPSILON;
                case NONE -> 1;
            };
            for (int i = from; i < from + group; i++) {
                values[i] = (rewards[i] - mean) / divisor;
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
