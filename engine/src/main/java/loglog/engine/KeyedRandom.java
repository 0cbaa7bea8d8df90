package loglog.engine;

/**
 * Random numbers as a function of (seed, step, purpose, index), never of what was drawn before: a resumed run, a second
 * thread or a reordered loop gets the same ones. SplitMix64's finalizer (Steele, Lea, Flood 2014) over the key.
 *
 * @param key see {@link #of}
 */
public record KeyedRandom(long key) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    /** The stream for one purpose at one step of a seed. */
    public static KeyedRandom of(long seed, long step, String purpose) {
        long hash = 0xcbf29ce484222325L; // FNV-1a, which unlike String.hashCode fills 64 bits
        for (int i = 0; i < purpose.length(); i++) {
            hash = (hash ^ purpose.charAt(i)) * 0x100000001b3L;
        }
        return new KeyedRandom(mix(mix(mix(seed + GOLDEN) ^ (step + GOLDEN)) ^ hash));
    }

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** 64 random bits. */
    public long bits(long index) {
        return mix(key + (index + 1) * GOLDEN);
    }

    /** Uniform in [0, 1), with 53 bits. */
    public double uniform(long index) {
        return (bits(index) >>> 11) * 0x1p-53;
    }

    /** Standard normal, by Box and Muller's transform; the same bits on every machine. */
    public double normal(long index) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform(2 * index)));
        return radius * StrictMath.cos(2 * Math.PI * uniform(2 * index + 1));
    }
}
