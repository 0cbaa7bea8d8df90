package loglog.tasks;

import java.util.OptionalInt;

/**
 * What a judge found.
 *
 * @param parsed whether what was written has the form of a solution and an end
 * @param right whether the final answer is
 * @param stepsRight steps that are right before the first that is not
 * @param steps of the reference solution
 */
public record Verdict(boolean parsed, boolean right, int stepsRight, int steps) {
    /** The first step that is wrong or missing, from 0; empty where all are right. */
    public OptionalInt firstWrong() {
        return stepsRight < steps ? OptionalInt.of(stepsRight) : OptionalInt.empty();
    }

    /** Whether every step is right, the answer included. */
    public boolean whole() {
        return parsed && right && stepsRight == steps;
    }
}
