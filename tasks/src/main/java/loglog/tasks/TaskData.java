package loglog.tasks;

import java.util.Arrays;
import java.util.Map;
import loglog.models.training.Data;
import loglog.models.training.WeightedSequences;
import loglog.tasks.HashSplit.Side;

/** A task's problems as a run reads them: prompts are given, solutions are learned, but for what a calculator writes in them. */
final class TaskData {
    /** Of the test problems, which are the same for every run: what differs is the model. */
    static final long TEST_SEED = 0;

    private TaskData() {}

    /** @param context tokens of a sequence, all but the last of the longest problem with its solution */
    static Data of(ExactTask task, long seed, int context, int testProblems) {
        long tests = Math.min(testProblems, task.count(Side.TEST));
        return new Data(
                sequences(task, seed, Side.TRAINING, context),
                sequences(task, TEST_SEED, Side.TEST, context),
                tests,
                0,
                Map.of("task", task.identity()),
                new TaskMeasures(task, (int) tests));
    }

    /** Sequence i is problem i with its solution; only the solution's tokens are targets that count. */
    static WeightedSequences sequences(ExactTask task, long seed, Side side, int context) {
        var vocabulary = task.vocabulary();
        int call = task.calculator().isPresent() ? vocabulary.encode(DisplayCalculator.CALL)[0] : -1;
        return (first, rows, tokens, targets, weights) -> {
            for (int row = 0; row < rows; row++) {
                var problem = task.problem(seed, first + row, side);
                var prompt = vocabulary.encode(problem.prompt());
                var solution = vocabulary.encode(problem.solution());
                int from = row * context;
                int given = prompt.length;
                int length = given + solution.length - 1;
                System.arraycopy(prompt, 0, tokens, from, given);
                System.arraycopy(solution, 0, tokens, from + given, solution.length - 1);
                Arrays.fill(tokens, from + length, from + context, vocabulary.pad());
                Arrays.fill(targets, from, from + context, -1);
                System.arraycopy(solution, 0, targets, from + given - 1, solution.length);
                Arrays.fill(weights, from, from + context, 0);
                Arrays.fill(weights, from + given - 1, from + length, 1);
                for (int i = 1; i < solution.length; i++) {
                    if (solution[i - 1] == call) {
                        targets[from + given - 1 + i] = -1;
                        weights[from + given - 1 + i] = 0;
                    }
                }
            }
        };
    }
}
