package loglog.laws;

/**
 * What a model costs over its life, FLOP: {@code k N D} to train it on D tokens and {@code i N T} to serve T tokens.
 * Sardana et al. 2024 (arXiv 2401.00448, equation 1).
 *
 * @param trainingFlops k, FLOP for each parameter and training token: 6 by default (Kaplan et al. 2020, section 2.1)
 * @param servedTokens T, tokens read and written in the model's life; 0 where training alone counts
 * @param servingFlops i, FLOP for each parameter and served token: 2
 */
public record LifetimeCost(double trainingFlops, double servedTokens, double servingFlops) {
    /** Training alone, 6 N D. */
    public static final LifetimeCost TRAINING = new LifetimeCost(6, 0, 2);

    public LifetimeCost {
        if (!(trainingFlops > 0) || !(servedTokens >= 0) || !(servingFlops >= 0)) {
            throw new IllegalArgumentException("Training flops must be positive, served tokens and flops not negative");
        }
    }

    /** Training and the serving of so many tokens. */
    public static LifetimeCost serving(double tokens) {
        return new LifetimeCost(6, tokens, 2);
    }

    /** FLOP of training on {@code tokens} and of serving. */
    public double flops(double params, double tokens) {
        return params * (trainingFlops * tokens + servingFlops * servedTokens);
    }

    /** The training tokens that are left for this size; not positive where serving alone costs more. */
    double tokens(double flops, double params) {
        return (flops / params - servingFlops * servedTokens) / trainingFlops;
    }

    /** The size at which no compute is left to train on. */
    double greatestParams(double flops) {
        return servedTokens * servingFlops > 0 ? flops / (servingFlops * servedTokens) : Double.POSITIVE_INFINITY;
    }
}
