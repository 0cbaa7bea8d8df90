package loglog.laws.precision;

/**
 * A run whose weights were rounded in every step of training.
 *
 * @param params N
 * @param tokens D
 * @param bits of a weight, P; 32 where none was rounded
 * @param loss positive
 */
public record TrainedRun(double params, double tokens, double bits, double loss) {
    public TrainedRun {
        if (!(params > 0) || !(tokens > 0) || !(bits > 0) || !(loss > 0)) {
            throw new IllegalArgumentException("params %s, tokens %s, bits %s, loss %s: expected numbers above 0"
                    .formatted(params, tokens, bits, loss));
        }
    }
}
