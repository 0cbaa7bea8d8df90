package loglog.tasks;

import java.util.List;

/**
 * A problem with its reference solution.
 *
 * @param prompt what a model is given
 * @param answer the final one, alone
 * @param steps what a worked solution writes before the end, the final answer's own step included, as the task's format has
 *     it; one entry where it is the answer alone
 * @param solution what a model is to write: the steps and the answer, with what ends them
 */
public record TaskProblem(String prompt, String answer, List<String> steps, String solution) {
    public TaskProblem {
        steps = List.copyOf(steps);
    }
}
