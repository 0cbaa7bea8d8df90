package loglog.feedback;

import java.util.List;
import loglog.models.generation.Prompt;

/** What answers are worth: a judge of a task, a reward model, or any function of the tokens. */
@FunctionalInterface
public interface RewardFunction {
    /**
     * A reward for each answer.
     *
     * @param prompts their numbers say which problems they are
     * @param answers as many to each prompt, those of one prompt after those of another
     */
    double[] of(List<Prompt> prompts, List<Response> answers);
}
