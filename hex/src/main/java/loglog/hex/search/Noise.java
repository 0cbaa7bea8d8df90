package loglog.hex.search;

import loglog.engine.KeyedRandom;

/**
 * Dirichlet noise at the root (arXiv 1712.01815, section 5). A draw is a row of gamma variates over its sum; the variates are
 * picked at random from a pool drawn once, since each takes as long as several evaluations of a small network.
 */
public final class Noise {
    private static final int POOL = 1 << 14;

    private final double share;
    private final float[] pool = new float[POOL];
    private final double[] drawn;

    /**
     * @param moves at most
     * @param alpha of the distribution, such as 10 / moves
     * @param share of the root's prior that becomes noise; 0 for none
     */
    public Noise(int moves, double alpha, double share, long seed) {
        drawn = new double[moves];
        this.share = share;
        var random = KeyedRandom.of(seed, 0, "root noise");
        long index = 0;
        for (int i = 0; i < POOL; i++) {
            // Marsaglia and Tsang 2000, for a shape above 1; one below is that times a power of a uniform number.
            double d = alpha + 1 - 1 / 3.0;
            double c = 1 / Math.sqrt(9 * d);
            while (true) {
                double x = random.normal(index);
                double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
                double u = random.uniform(2 * index + (1L << 40));
                index++;
                if (v > 0 && StrictMath.log(u) < x * x / 2 + d - d * v + d * StrictMath.log(v)) {
                    double power = random.uniform(2 * index + (1L << 41));
                    pool[i] = (float) (d * v * StrictMath.pow(power, 1 / alpha));
                    break;
                }
            }
        }
    }

    /**
     * Mixes noise into the probabilities of legal moves; those of others are 0 and stay so.
     *
     * @param from the first of {@code moves} probabilities
     */
    void mix(float[] prior, int from, int moves, KeyedRandom random, long index) {
        if (share == 0) {
            return;
        }
        double sum = 0;
        for (int move = 0; move < moves; move++) {
            drawn[move] = prior[from + move] > 0 ? drawn(random, index + move) : 0;
            sum += drawn[move];
        }
        for (int move = 0; move < moves; move++) {
            if (prior[from + move] > 0) {
                double noise = sum > 0 ? drawn[move] / sum : prior[from + move];
                prior[from + move] = (float) ((1 - share) * prior[from + move] + share * noise);
            }
        }
    }

    private float drawn(KeyedRandom random, long index) {
        return pool[(int) (random.bits(index) >>> 50)];
    }
}
