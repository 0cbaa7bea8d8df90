package loglog.feedback;

import loglog.models.generation.Prompt;
import loglog.models.generation.Samples;

/**
 * What was answered to a prompt, in tokens.
 *
 * @param prompt at least one token
 * @param tokens of the answer, the one that ended it included
 */
public record Response(int[] prompt, int[] tokens) {
    /** A sample, with the token that ended it. */
    static Response of(Prompt prompt, Samples.Completion completion, int end) {
        var written = completion.tokens();
        if (!completion.ended()) {
            return new Response(prompt.tokens(), written);
        }
        var whole = java.util.Arrays.copyOf(written, written.length + 1);
        whole[written.length] = end;
        return new Response(prompt.tokens(), whole);
    }

    /** Positions that a model computes for it: all tokens but the last. */
    public int positions() {
        return prompt.length + tokens.length - 1;
    }

    /**
     * Writes inputs and targets into a row of {@code length} from place {@code from} on. Prompt and padding have no targets. The last
     * token is an input, too, where there is room: a reward model reads it, a policy predicts nothing after it.
     */
    void write(int[] inputs, int[] targets, int from, int length) {
        int given = prompt.length;
        int read = Math.min(tokens.length, length - given);
        System.arraycopy(prompt, 0, inputs, from, given);
        System.arraycopy(tokens, 0, inputs, from + given, read);
        java.util.Arrays.fill(inputs, from + given + read, from + length, 0);
        java.util.Arrays.fill(targets, from, from + length, -1);
        System.arraycopy(tokens, 0, targets, from + given - 1, tokens.length);
    }
}
