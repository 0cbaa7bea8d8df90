package loglog.laws.precision;

/**
 * A run whose weights were rounded after training.
 *
 * @param run tells runs apart: those of one run share its noise
 * @param params N
 * @param tokens D, seen in training
 * @param bits of a rounded weight
 * @param damage loss after rounding minus loss before, in the loss's unit
 */
public record RoundedRun(String run, double params, double tokens, double bits, double damage) {
    public RoundedRun {
        if (!(params > 0) || !(tokens > 0) || !(bits > 0) || !Double.isFinite(damage)) {
            throw new IllegalArgumentException("params %s, tokens %s, bits %s, damage %s: expected positive scales"
                    .formatted(params, tokens, bits, damage));
        }
    }
}
