package loglog.laws;

/** How much distinct text there is to train on, and what may be done when it is used up. */
public sealed interface UniqueData {

    /** As much as wanted. */
    record Unlimited() implements UniqueData {}

    /** Each token is read at most once. */
    record Once(double tokens) implements UniqueData {
        public Once {
            positive(tokens);
        }
    }

    /**
     * Tokens may repeat and are worth less each time: by the law's own account where it has one
     * ({@link DataConstrained}), otherwise by {@link #PUBLISHED_R_D}.
     */
    record Repeated(double tokens) implements UniqueData {
        public Repeated {
            positive(tokens);
        }
    }

    /** After how many repetitions a token's value has decayed: Muennighoff et al. 2023, arXiv 2305.16264, section 6. */
    double PUBLISHED_R_D = 15.39;

    private static void positive(double tokens) {
        if (!(tokens > 0)) {
            throw new IllegalArgumentException("unique tokens: found %s, expected a positive number".formatted(tokens));
        }
    }
}
