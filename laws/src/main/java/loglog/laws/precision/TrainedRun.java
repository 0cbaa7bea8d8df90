package loglog.laws.precision;

/**
 * A run whose weights, or the inputs that they meet, were rounded in every step of training.
 *
 * @param params N
 * @param tokens D
 * @param bits of a weight, P; 32 where none was rounded
 * @param activations bits of an input; 32 where none was rounded
 * @param loss positive
 */
public record TrainedRun(double params, double tokens, double bits, double activations, double loss) {
    public TrainedRun {
        if (!(params > 0) || !(tokens > 0) || !(bits > 0) || !(activations > 0) || !(loss > 0)) {
            throw new IllegalArgumentException("params %s, tokens %s, bits %s and %s, loss %s: expected numbers above 0"
                    .formatted(params, tokens, bits, activations, loss));
        }
    }

    /** Of rounded weights alone. */
    public TrainedRun(double params, double tokens, double bits, double loss) {
        this(params, tokens, bits, 32, loss);
    }
}
