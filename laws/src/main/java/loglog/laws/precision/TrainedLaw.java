package loglog.laws.precision;

import java.util.OptionalDouble;

/**
 * {@code L = E + A (N (1 - e^(-Pw/gw)) (1 - e^(-Pa/ga)))^-alpha + B D^-beta}: training with weights of Pw bits and inputs of Pa bits is
 * worth the loss of fewer params (arXiv 2411.04330, equation 3, without the cache of keys and values).
 *
 * @param floor E
 * @param gamma bits; the more, the more bits a weight needs; 0 where no runs tell, and weights of all bits are worth the same
 * @param activationGamma the same of the inputs
 */
public record TrainedLaw(
        double floor, double a, double alpha, double b, double beta, double gamma, double activationGamma) {
    /** The loss. */
    public double loss(double params, double tokens, double bits, double activations) {
        return floor + a * Math.pow(params * share(bits, activations), -alpha) + b * Math.pow(tokens, -beta);
    }

    double loss(TrainedPoint at) {
        return loss(at.params(), at.tokens(), at.bits(), at.activations());
    }

    /** Effective params over params, of weights and inputs of so many bits. */
    public double share(double bits, double activations) {
        return kept(bits, gamma) * kept(activations, activationGamma);
    }

    /** The share that bits leave; all where gamma is 0. */
    static double kept(double bits, double gamma) {
        return -Math.expm1(-bits / gamma);
    }

    /** The share of its params that a run's loss is worth; empty where the tokens alone would give a higher loss. */
    public OptionalDouble shareOf(TrainedRun run) {
        double rest = run.loss() - floor - b * Math.pow(run.tokens(), -beta);
        return rest > 0 ? OptionalDouble.of(Math.pow(rest / a, -1 / alpha) / run.params()) : OptionalDouble.empty();
    }
}
