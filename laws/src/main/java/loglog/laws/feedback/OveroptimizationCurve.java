package loglog.laws.feedback;

import java.util.Arrays;

/**
 * The gold score along one optimization of one proxy.
 *
 * @param d distances sqrt(KL) from the first policy, KL in nats, at least 0
 * @param gold the gold score at each, above that of the first policy
 */
public record OveroptimizationCurve(double[] d, double[] gold) {
    /**
     * Rows nearer to the first policy are not fitted: there {@code d ln d} has an infinite slope, and of any form they say
     * nothing.
     */
    public static final double LEAST_D = 0.3;

    /** @throws IllegalArgumentException for lengths that differ and distances below 0 */
    public OveroptimizationCurve {
        if (d.length != gold.length || Arrays.stream(d).anyMatch(v -> !(v >= 0))) {
            throw new IllegalArgumentException(
                    "found %d distances and %d scores, expected as many, distances of at least 0"
                            .formatted(d.length, gold.length));
        }
    }

    /** The rows up to a distance. */
    public OveroptimizationCurve upTo(double greatest) {
        return between(-1, greatest);
    }

    OveroptimizationCurve between(double above, double upTo) {
        var kept = new double[2][d.length];
        int count = 0;
        for (int i = 0; i < d.length; i++) {
            if (d[i] > above && d[i] <= upTo) {
                kept[0][count] = d[i];
                kept[1][count++] = gold[i];
            }
        }
        return new OveroptimizationCurve(Arrays.copyOf(kept[0], count), Arrays.copyOf(kept[1], count));
    }

    /** How many rows are fitted. */
    public int fitted() {
        return (int) Arrays.stream(d).filter(v -> v >= LEAST_D).count();
    }

    /** The greatest distance; 0 of no rows. */
    public double greatest() {
        return Arrays.stream(d).max().orElse(0);
    }
}
