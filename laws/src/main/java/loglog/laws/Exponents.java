package loglog.laws;

/**
 * How the optimum moves with compute: {@code N_opt ~ C^nOpt} and {@code D_opt ~ C^dOpt}; Hoffmann et al.'s a and b.
 *
 * @param nOpt of params
 * @param dOpt of tokens
 */
public record Exponents(Interval nOpt, Interval dOpt) {

    /**
     * From resamples of a fit.
     *
     * @param flops where the local exponents are taken for a law whose optimum is no power law; else of no influence
     * @throws IllegalArgumentException where the law is not one of params and tokens
     */
    public static Exponents of(Draws draws, double flops, double level) {
        var law = draws.fit().law();
        double value = Optimum.exponent(law, draws.fit().values(), flops);
        var each = draws.of(p -> Optimum.exponent(law, p, flops));
        var rest = each.clone();
        for (int i = 0; i < rest.length; i++) {
            rest[i] = 1 - rest[i];
        }
        return new Exponents(draws.interval(value, each, level), draws.interval(1 - value, rest, level));
    }

    /** Whether a law has them: whether it is one of params and tokens. */
    public static boolean apply(Law law) {
        return law.axes().containsAll(java.util.List.of("params", "tokens"))
                && java.util.Set.of("params", "tokens", "unique_tokens").containsAll(law.axes());
    }
}
