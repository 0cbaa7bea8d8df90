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
 * @param ratio what is made of w
 * @param positiveLoss weight of the right answers' cross-entropy beside all that, divided as the rest is; 0 for none (the positive
 *     example LM loss of VAPO, Yue et al. 2025, arXiv 2504.05118, which divides by the right answers alone)
 */
public record ClippedObjective(
        double clipLow,
        double clipHigh,
        double beta,
        Normalization normalization,
        int longest,
        Ratio ratio,
        double positiveLoss) {
    /** What is made of the probability now over that when it was sampled. */
    public enum Ratio {
        /** Each token's, clipped: PPO and GRPO. */
        CLIP,
        /**
         * Of answers of a positive advantage nothing: they are learned as in supervised tuning, also once they have become unlikely. Of
         * others the whole answer's, at most 1, as a weight: what is unlearned counts no more (TOPR, Le Roux et al. 2025, arXiv
         * 2503.14286).
         */
        TOPR
    }

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

    /** With GRPO's clipped ratio of each token. */
    public ClippedObjective(double clipLow, double clipHigh, double beta, Normalization normalization, int longest) {
        this(clipLow, clipHigh, beta, normalization, longest, Ratio.CLIP, 0);
    }

    public ClippedObjective {
        if (!(clipLow > 0 && clipLow <= 1 && clipHigh > 0 && Double.isFinite(clipHigh))) {
            throw new DataException("--clip: found %s below and %s above, expected numbers above 0, the first at most 1"
                    .formatted(clipLow, clipHigh));
        }
        if (!(beta >= 0 && Double.isFinite(beta))) {
            throw new DataException("--beta: found %s, expected 0 or more".formatted(beta));
        }
        if (!(positiveLoss >= 0 && Double.isFinite(positiveLoss))) {
            throw new DataException("--positive-loss: found %s, expected 0 or more".formatted(positiveLoss));
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

    /** The same where no answer is said to be right. */
    public Value of(double[][] now, double[][] sampled, double[][] reference, double[] advantages, double roundTokens) {
        return of(now, sampled, reference, advantages, new boolean[now.length], roundTokens);
    }

    /**
     * From log-probabilities of each answer's tokens, in nats.
     *
     * @param now under the policy
     * @param sampled under the policy that sampled them
     * @param reference under the reference; not read where beta is 0
     * @param right the answers that {@link #positiveLoss} is of
     * @param roundTokens of all answers of the round over the number of its updates, for {@link Normalization#DAPO}
     */
    public Value of(
            double[][] now,
            double[][] sampled,
            double[][] reference,
            double[] advantages,
            boolean[] right,
            double roundTokens) {
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
            double a = advantages[i];
            double weight = ratio == Ratio.TOPR && a < 0 ? tapered(now[i], sampled[i]) : 1;
            for (int t = 0; t < length; t++) {
                double w = StrictMath.exp(now[i][t] - sampled[i][t]);
                double bounded = Math.clamp(w, 1 - clipLow, 1 + clipHigh);
                boolean binds = ratio == Ratio.CLIP && bounded * a < w * a;
                double lost =
                        ratio == Ratio.TOPR ? -weight * a * (now[i][t] - sampled[i][t]) : -Math.min(w * a, bounded * a);
                double slope = ratio == Ratio.TOPR ? -weight * a : binds ? 0 : -w * a;
                if (beta > 0) {
                    lost += beta * KlEstimator.K3.of(now[i][t], reference[i][t]);
                    slope += beta * KlEstimator.K3.slope(now[i][t], reference[i][t]);
                }
                if (positiveLoss > 0 && right[i]) {
                    lost -= positiveLoss * now[i][t];
                    slope -= positiveLoss;
                }
                loss += share * lost;
                slopes[i][t] = share * slope;
                clipped += binds ? 1 : 0;
            }
        }
        return new Value(loss, slopes, (double) clipped / Math.max(1, tokens));
    }

    /** The probability of a whole answer over that when it was sampled, at most 1. */
    private static double tapered(double[] now, double[] sampled) {
        double difference = 0;
        for (int t = 0; t < now.length; t++) {
            difference += now[t] - sampled[t];
        }
        return Math.min(1, StrictMath.exp(difference));
    }
}
