package loglog.feedback;

import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import loglog.models.generation.Prompt;
import loglog.tasks.ExactTask;
import loglog.tasks.HashSplit;
import loglog.tasks.TaskProblem;
import loglog.tasks.Verdict;

/**
 * A task's problems as prompts, and its judge as a reward.
 *
 * @param seed of the problems; that of the test problems is 0, for every run
 */
public record TaskRewards(ExactTask task, long seed, HashSplit.Side side) {
    /** The problem of a number. */
    public TaskProblem problem(long number) {
        return task.problem(seed, number, side);
    }

    /** Its tokens. */
    public int[] prompt(long number) {
        return task.vocabulary().encode(problem(number).prompt());
    }

    /** All prompts by their numbers. */
    public LongFunction<int[]> prompts() {
        return this::prompt;
    }

    /** 1 where the final answer is right, else 0. */
    public RewardFunction right() {
        return rewards(Verdict::right);
    }

    /** 1 where every step is right, the final answer included. */
    public RewardFunction whole() {
        return rewards(Verdict::whole);
    }

    /** The judge's rewards by the names that they have in metrics. */
    public Map<String, RewardFunction> byName() {
        return Map.of("pass_rate", right());
    }

    private RewardFunction rewards(java.util.function.Predicate<Verdict> is) {
        return (prompts, answers) -> {
            var values = new double[answers.size()];
            int each = answers.size() / prompts.size();
            for (int i = 0; i < prompts.size(); i++) {
                judge(prompts.get(i), answers.subList(i * each, (i + 1) * each), is, values, i * each);
            }
            return values;
        };
    }

    private void judge(
            Prompt prompt,
            List<Response> answers,
            java.util.function.Predicate<Verdict> is,
            double[] values,
            int from) {
        var problem = problem(prompt.number());
        for (int j = 0; j < answers.size(); j++) {
            values[from + j] = is.test(task.judge(problem, written(answers.get(j)))) ? 1 : 0;
        }
    }

    /** What an answer says, with its end where it has one. */
    String written(Response answer) {
        return task.vocabulary().decode(answer.tokens(), 0, answer.tokens().length);
    }
}
