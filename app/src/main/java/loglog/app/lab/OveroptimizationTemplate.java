package loglog.app.lab;

/** A commented study of how far a proxy can be optimized before the gold score falls, to be changed. */
final class OveroptimizationTemplate {
    static final String WORD = "overoptimization";

    /** As others spell it. */
    static final String OTHER_WORD = "overoptimisation";

    /** What it trains. */
    static final String KIND = "proxy";

    private OveroptimizationTemplate() {}

    /** @param file its name, for the comments */
    static String of(String file) {
        return """
                # A Loglog study of over-optimization (docs/overoptimization.md). Lines that begin with # are comments.
                # loglog run %s   trains the proxies, forecasts the gold score of the best of 8,192, measures it, and reports the laws.

                kind: proxy
                known_n: 256     # the best of up to so many samples is known to the forecast
                largest_n: 8192  # whose gold score is forecast, written down, and then measured
                rl_rounds: 60    # of GRPO against each proxy

                # Reward models that learn from comparisons by a gold score; tokens are pairs.
                design:
                  kind: grid
                  sizes: [16x1, 32x1] # width x layers
                  tokens: [300, 1K, 4K]
                seeds: 5 # one proxy's beta says little
                """.formatted(file);
    }
}
