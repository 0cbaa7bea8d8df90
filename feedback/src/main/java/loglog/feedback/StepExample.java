package loglog.feedback;

import java.util.Arrays;

/**
 * An answer in steps, each judged.
 *
 * @param ends place of each step's last token in the answer, from 0, rising
 * @param right whether all is right up to there
 */
public record StepExample(Response answer, int[] ends, boolean[] right) {
    public StepExample {
        if (ends.length != right.length || ends.length == 0) {
            throw new IllegalArgumentException("%d ends and %d judgments".formatted(ends.length, right.length));
        }
    }

    /** One step: the whole answer, as an outcome model is trained on it. */
    static StepExample outcome(Response answer, boolean right) {
        return new StepExample(answer, new int[] {answer.tokens().length - 1}, new boolean[] {right});
    }

    @Override
    public String toString() {
        return Arrays.toString(right);
    }
}
