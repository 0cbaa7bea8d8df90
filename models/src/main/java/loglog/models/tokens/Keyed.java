package loglog.models.tokens;

/** Random numbers that are functions of a key and a counter, the same in any order of asking. */
final class Keyed {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Keyed() {}

    /** SplitMix64's finalizer (Steele, Lea and Flood, 2014): a bijection whose output bits all depend on all input bits. */
    static long mix(long x) {
        x = (x ^ x >>> 30) * 0xbf58476d1ce4e5b9L;
        x = (x ^ x >>> 27) * 0x94d049bb133111ebL;
        return x ^ x >>> 31;
    }

    static long mix(long a, long b) {
        return mix(mix(a + GOLDEN) ^ b);
    }

    static long mix(long a, long b, long c) {
        return mix(mix(a, b), c);
    }
}
