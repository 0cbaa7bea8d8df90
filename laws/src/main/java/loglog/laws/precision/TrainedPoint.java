package loglog.laws.precision;

/**
 * Where the law of training with low precision is asked.
 *
 * @param params N
 * @param tokens D
 * @param bits of a weight
 * @param activations bits of an input
 */
public record TrainedPoint(double params, double tokens, double bits, double activations) {}
