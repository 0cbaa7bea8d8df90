package loglog.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import loglog.tasks.HashSplit.Side;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskDataTest {
    static List<ExactTask> tasks() {
        return ExactTaskTest.tasks();
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void theSolutionAloneIsLearned(ExactTask task) {
        int context = task.longest() - 1;
        int rows = 7;
        var tokens = new int[rows * context];
        var targets = new int[rows * context];
        var weights = new float[rows * context];
        java.util.Arrays.fill(tokens, 99);
        java.util.Arrays.fill(targets, 99);
        java.util.Arrays.fill(weights, 99);
        TaskData.sequences(task, 5, Side.TRAINING, context).fill(100, rows, tokens, targets, weights);
        var vocabulary = task.vocabulary();
        for (int row = 0; row < rows; row++) {
            var problem = task.problem(5, 100 + row, Side.TRAINING);
            var all = vocabulary.encode(problem.prompt() + problem.solution());
            int prompt = vocabulary.encode(problem.prompt()).length;
            for (int i = 0; i < context; i++) {
                int at = row * context + i;
                // What a calculator writes is given, as a prompt is.
                boolean shown = task.calculator().isPresent()
                        && i + 1 > prompt
                        && i + 1 < all.length
                        && all[i] == vocabulary.encode("=")[0];
                boolean counts = i + 1 >= prompt && i + 1 < all.length && !shown;
                assertThat(tokens[at]).isEqualTo(i + 1 < all.length ? all[i] : vocabulary.pad());
                assertThat(targets[at]).isEqualTo(counts ? all[i + 1] : -1);
                assertThat(weights[at]).isEqualTo(counts ? 1 : 0);
            }
        }
        // The same row, read alone.
        var alone = new int[context];
        TaskData.sequences(task, 5, Side.TRAINING, context).fill(103, 1, alone, new int[context], new float[context]);
        assertThat(alone).isEqualTo(java.util.Arrays.copyOfRange(tokens, 3 * context, 4 * context));
    }
}
