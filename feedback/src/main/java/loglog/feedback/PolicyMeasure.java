package loglog.feedback;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.models.generation.Prompt;
import loglog.models.generation.Sampling;

/**
 * What a policy is, by answers of its own to prompts that are not trained on: reward, KL from the reference, entropy, length.
 *
 * @param sampler null for nothing to measure
 * @param scorer of policy and reference
 * @param rewards by name, such as {@code pass_rate}; may be empty
 */
public record PolicyMeasure(
        AnswerSampler sampler, ResponseScorer scorer, List<Prompt> prompts, Map<String, RewardFunction> rewards) {
    /** Measures nothing. */
    public static final PolicyMeasure NONE = new PolicyMeasure(null, null, List.of(), Map.of());

    /** Answers at temperature 1, the policy's own probabilities; the same random numbers each time. */
    private static final Sampling OWN = new Sampling(1, 0, 1, 0x6d65617375726564L);

    Map<String, Double> measure() {
        var measured = new LinkedHashMap<String, Double>();
        if (sampler == null || prompts.isEmpty()) {
            return measured;
        }
        var answered = sampler.sample(prompts, 1, OWN);
        rewards.forEach((name, reward) -> {
            var values = reward.of(prompts, answered.answers());
            int n = values.length;
            measured.put("test_" + name, GroupAdvantages.mean(values, 0, n));
            measured.put("test_" + name + "_se", GroupAdvantages.deviation(values, 0, n) / Math.sqrt(n));
        });
        var scores = scorer.distributions(answered.answers());
        measured.put("test_kl", scores.klOfAnswers());
        measured.put("test_entropy", scores.entropyOfTokens());
        measured.put("test_length", answered.length());
        return measured;
    }
}
