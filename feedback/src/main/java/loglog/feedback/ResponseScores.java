package loglog.feedback;

/**
 * What models say of answers' tokens, in nats: one row an answer, one column a token of it.
 *
 * @param logProbabilities of the tokens under the policy
 * @param reference the same under the reference; null without one
 * @param entropy of the policy's next token before each; null where it was not asked for
 * @param kl from the policy's next token to the reference's, before each: never negative, and exact for the prefix, so that its sum
 *     over an answer is, in expectation over the policy's answers, KL(policy || reference) of whole answers; null where it was not
 *     asked for
 */
public record ResponseScores(double[][] logProbabilities, double[][] reference, double[][] entropy, double[][] kl) {
    /** The log-probability of each whole answer. */
    public static double[] sums(double[][] tokens) {
        var sums = new double[tokens.length];
        for (int i = 0; i < sums.length; i++) {
            for (double value : tokens[i]) {
                sums[i] += value;
            }
        }
        return sums;
    }

    /** KL(policy || reference) of whole answers, nats: the mean over answers that the policy gave. */
    public double klOfAnswers() {
        return sums(kl).length == 0 ? Double.NaN : GroupAdvantages.mean(sums(kl), 0, kl.length);
    }

    /** Nats of entropy, the mean over tokens. */
    public double entropyOfTokens() {
        double sum = 0;
        long tokens = 0;
        for (var answer : entropy) {
            tokens += answer.length;
            for (double value : answer) {
                sum += value;
            }
        }
        return sum / tokens;
    }
}
