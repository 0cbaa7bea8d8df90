package loglog.models.generation;

import java.util.List;

/**
 * What a model made of prompts.
 *
 * @param completions of each prompt, one for each sample
 * @param promptTokens of all prompts, each counted once
 * @param tokens of all completions, the ones that ended them included
 * @param flops of all that had to be computed for them: each prompt once, the head where a token was chosen, attention to what was
 *     seen
 */
public record Samples(List<List<Completion>> completions, long promptTokens, long tokens, double flops) {
    /**
     * One sample.
     *
     * @param tokens without the prompt, and without the token that ended it
     * @param end the token that ended it; -1 for none, and then it has as many tokens as were asked for
     */
    public record Completion(int[] tokens, int end) {
        /** Whether a token ended it. */
        public boolean ended() {
            return end >= 0;
        }
    }
}
