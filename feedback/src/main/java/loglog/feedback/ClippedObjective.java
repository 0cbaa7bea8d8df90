package loglog.feedback;

import loglog.runs.DataException;

/**
 * GRPO's loss (Shao et al. 2024, arXiv 2402.03300, equation 3), which is PPO's clipped one with group advantages in place of a critic,
 * and a penalty for leaving the reference: a token of an answer of advantage A loses {@code -min(w A, clip(w, 1 - low, 1 + high) A) +
 * beta k3}, with w the token's probability now over that when it was sampled.
 *
 * <p>While the policy is still the one that sampled, the loss's <em>value</em> is beta times the KL alone, since w is 1 and advantages sum
 * to zero over a group. Its gradient is not zero.
 *
 * @param clipLow how far w may fall below 1
 * @param clipHigh how far it may rise; more than {@code clipLow} in DAPO (Yu et al. 2025, arXiv 2503.14476)
 * @param beta weight of the KL penalty; 0 for none
 * @param longest most tokens that an answer may have, for {@link Normalization#DR_GRPO}
 */
public record ClippedObjective(double clipLow, double clipHigh, double beta, Normalization normalization, int longest) {
    /** What the sum over tokens is divided by, by the names that trl has for them. */
    public enum Normalization {
        /** The mean over an answer's tokens, then over answers: long answers count less a token. */
        GRPO,
        /** The mean over all tokens of an update. */
        BNPO,
        /** Answers times the most tokens that one may have, a constant (arXiv 2503.20783). */
        DR_GRPO,
        /** The mean over all tokens of a round, over all its updates (arXiv 2503.14476). */
        DAPO
    }

    public ClippedObjective {
        if (!(clipLow > 0 && clipLow <= 1 && clipHigh > 0 && Double.isFinite(clipHigh))) {
            throw new DataException("--clip: found %s below and %s above, expected numbers above 0, the first at most 1"
                    .formatted(clipLow, clipHigh));
        }
        if (!(beta >= 0 && Double.isFinite(beta))) {
            throw new DataException("--beta: found %s, expected 0 or more".formatted(beta));
        }
    }

    /**
     * Of the answers of one update.
     *
     * @param loss the loss
     * @param slopes of the loss by each token's log-probability
     * @param clipped share of the tokens whose gradient the clip took away
     */
    public record Value(double loss, double[][] slopes, double clipped) {}

    /**
     * From log-probabilities of each answer's tokens, in nats.
     *
     * @param now under the policy
     * @param sampled under the policy that sampled them
     * @param reference under the reference; not read where beta is 0
     * @param roundTokens of all answers of the round over the number of its updates, for {@link Normalization#DAPO}
     */
    public Value of(double[][] now, double[][] sampled, double[][] reference, double[] advantages, double roundTokens) {
        long tokens = 0;
        for (var answer : now) {
            tokens += answer.length;
        }
        var slopes = new double[now.length][];
        double loss = 0;
        long clipped = 0;
        for (int i = 0; i < now.length; i++) {
            int length = now[i].length;
            double share = switch (normalization) {
                case GRPO -> 1.0 / ((double) now.length * Math.max(1, length));
                case BNPO -> 1.0 / Math.max(1, tokens);
                case DR_GRPO -> 1.0 / ((double) now.length * longest);
                case DAPO -> 1.0 / Math.max(1, roundTokens);
            };
            slopes[i] = new double[length];
            for (int t = 0; t < length; t++) {
                double w = StrictMath.exp(now[i][t] - sampled[i][t]);
                double bounded = Math.clamp(w, 1 - clipLow, 1 + clipHigh);
                double a = advantages[i];
                boolean binds = bounded * a < w * a;
                double lost = -Math.min(w * a, bounded * a);
                double slope = binds ? 0 : -w * a;
                if (beta > 0) {
                    lost += beta * KlEstimator.K3.of(now[i][t], reference[i][t]);
                    slope += beta * KlEstimator.K3.slope(now[i][t], reference[i][t]);
                }
                loss += share * lost;
                slopes[i][t] = share * slope;
                clipped += binds ? 1 : 0;
            }
        }
        return new Value(loss, slopes, (double) clipped / Math.max(1, tokens));
    }
}
