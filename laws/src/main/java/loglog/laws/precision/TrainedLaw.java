package loglog.laws.precision;

import java.util.OptionalDouble;

/**
 * {@code L = E + A (N (1 - e^(-P/gamma)))^-alpha + B D^-beta}: training with weights of P bits is worth the loss of fewer params (arXiv
 * 2411.04330, equation 3, of weights alone).
 *
 * @param floor E
 * @param gamma bits; the more, the more bits a weight needs
 */
public record TrainedLaw(double floor, double a, double alpha, double b, double beta, double gamma) {
    /** The loss. */
    public double loss(double params, double tokens, double bits) {
        return floor + a * Math.pow(params * share(bits), -alpha) + b * Math.pow(tokens, -beta);
    }

    /** Effective params over params, of weights of so many bits. */
    public double share(double bits) {
        return -Math.expm1(-bits / gamma);
    }

    /** The share of its params that a run's loss is worth; empty where the tokens alone would give a higher loss. */
    public OptionalDouble shareOf(TrainedRun run) {
        double rest = run.loss() - floor - b * Math.pow(run.tokens(), -beta);
        return rest > 0 ? OptionalDouble.of(Math.pow(rest / a, -1 / alpha) / run.params()) : OptionalDouble.empty();
    }
}
