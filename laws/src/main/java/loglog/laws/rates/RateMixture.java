package loglog.laws.rates;

/**
 * How single-attempt success rates are spread over problems. Each problem alone is solved exponentially; over problems
 * coverage follows a power law in k where, and only where, the rates' density has a power-law left tail
 * {@code p^(tailExponent - 1)} (Schaeffer et al. 2025, arXiv 2502.17578).
 */
public sealed interface RateMixture permits BetaRates, KumaraswamyRates {

    /** The expected {@code (1 - p)^k}: the share of problems not solved in k samples, and the success of a chain of k steps of error p. */
    double survival(double k);

    /** The share of problems solved in k samples, {@code 1 - survival(k)}. */
    default double coverage(double k) {
        return 1 - survival(k);
    }

    /** The exponent of the left tail: {@code 1 - coverage(k)} falls as {@code k^-tailExponent} in the end. */
    double tailExponent();

    /** ln of the chance of the counts, without the terms that do not depend on the mixture. */
    double logLikelihood(SampleCounts counts);
}
