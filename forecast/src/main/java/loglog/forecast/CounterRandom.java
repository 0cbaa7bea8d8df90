package loglog.forecast;

import org.hipparchus.special.Erf;

/**
 * Random numbers by place: each is a function of (seed, purpose, draw), so that no draw depends on the order of the others, on
 * threads, or on how many there are.
 */
public final class CounterRandom {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1p-53;
    private static final double TAIL = 1e-3;

    private CounterRandom() {}

    /**
     * A uniform number in (0, 1), neither end included.
     *
     * @param purpose what it is for: numbers of different purposes are independent
     * @param draw which of the draws it belongs to
     */
    public static double uniform(long seed, long purpose, long draw) {
        return ((key(seed, purpose, draw) >>> 11) + 0.5) * UNIT;
    }

    /** A standard normal number, by the inverse of the normal distribution. */
    public static double normal(long seed, long purpose, long draw) {
        return normalQuantile(uniform(seed, purpose, draw));
    }

    /** The quantile of the standard normal distribution at a probability in (0, 1). */
    public static double normalQuantile(double probability) {
        double tail = Math.min(probability, 1 - probability);
        double x = -Math.sqrt(2) * Erf.erfInv(1 - 2 * tail);
        if (tail < TAIL) { // where 1 - 2 tail has lost digits, one step of Newton's brings them back
            x -= (Erf.erfc(-x / Math.sqrt(2)) / 2 - tail) * Math.sqrt(2 * Math.PI) * Math.exp(x * x / 2);
        }
        return probability < 0.5 ? x : -x;
    }

    /** The numbers that one draw takes one after the other, where it takes many: a resample. */
    public static Sequence sequence(long seed, long purpose, long draw) {
        return new Sequence(key(seed, purpose, draw));
    }

    /** Random numbers in a row, all of one place. */
    public static final class Sequence {
        private final long key;
        private long counter;

        private Sequence(long key) {
            this.key = key;
        }

        /** A whole number from 0 up to the bound, each as likely as another to a part in 2^32 / bound. */
        public int below(int bound) {
            return (int) ((mix(key + GOLDEN * ++counter) >>> 32) * bound >>> 32);
        }

        /** A uniform number in (0, 1), neither end included. */
        public double uniform() {
            return ((mix(key + GOLDEN * ++counter) >>> 11) + 0.5) * UNIT;
        }

        /** A standard normal number. */
        public double normal() {
            return normalQuantile(uniform());
        }
    }

    private static long key(long seed, long purpose, long draw) {
        return mix(mix(mix(seed * GOLDEN) + purpose * GOLDEN) + draw * GOLDEN);
    }

    /** The finalizer of SplitMix64 (Steele, Lea and Flood 2014), variant 13 of Stafford. */
    private static long mix(long z) {
        long a = (z + GOLDEN ^ z + GOLDEN >>> 30) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ a >>> 27) * 0x94D049BB133111EBL;
        return b ^ b >>> 31;
    }
}
