package loglog.laws.feedback;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/** How a process reward model's scores of steps become one score of the solution (Lightman et al. 2023, arXiv 2305.20050, appendix F). */
public enum StepScores {
    /** The chance that all steps are right, if they err apart. */
    PRODUCT(steps -> Arrays.stream(steps).reduce(1, (a, b) -> a * b)),
    /** The worst step. */
    MINIMUM(steps -> Arrays.stream(steps).min().orElse(1)),
    /** The last step alone, as an outcome reward model scores. */
    LAST(steps -> steps.length == 0 ? 1 : steps[steps.length - 1]);

    private final ToDoubleFunction<double[]> reduced;

    StepScores(ToDoubleFunction<double[]> reduced) {
        this.reduced = reduced;
    }

    /**
     * The solution's score.
     *
     * @param steps the chance of each step to be right, 0 to 1; a solution without steps scores 1
     */
    public double of(double... steps) {
        return reduced.applyAsDouble(steps);
    }
}
