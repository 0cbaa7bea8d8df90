package loglog.feedback;

import java.util.Map;

/**
 * A way to learn from feedback, in rounds: an update of the weights, or samples with the updates that they lead to. A round is a
 * function of the weights, the optimizer's state and its number, so that a run that was stopped goes on to the same bits.
 */
public sealed interface TuningMethod
        permits SupervisedTuning,
                PreferenceTuning,
                RewardTraining,
                StepRewardTraining,
                GroupTuning,
                ExpertIteration,
                BestOfNSampling {
    /**
     * What a round came to.
     *
     * @param figures by the names that they have in {@code metrics.jsonl}; NaN where there is none
     * @param tokens that were trained on or written
     * @param flops of all that was computed
     */
    record Round(Map<String, Double> figures, long tokens, double flops) {}

    /** Carries out a round, from 0. */
    Round round(long number);

    /** What moves the weights; null where nothing does. */
    ResponseTrainer trainer();

    /** What is measured with each evaluation, of data that is not trained on; by name. */
    Map<String, Double> measure();
}
