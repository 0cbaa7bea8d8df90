package loglog.models.tokens;

/**
 * A pseudo-random order of the numbers from 0 to {@code size - 1}, computed one by one without a table: a Feistel
 * network over the next power of four, walked until it lands inside (Black and Rogaway, "Ciphers with arbitrary finite
 * domains", 2002).
 */
final class Permutation {
    // With 6 rounds the orders of 5 and 8 numbers are measurably uneven, from 8 on they are not.
    private static final int ROUNDS = 12;

    private long size;
    private int halfBits;
    private long key;

    /** Makes this the order of {@code size} numbers that belongs to {@code key}. */
    void reset(long size, long key) {
        this.size = size;
        this.key = key;
        var bits = 64 - Long.numberOfLeadingZeros(Math.max(size - 1, 1));
        this.halfBits = (bits + 1) / 2;
    }

    /** The number at place {@code index}. */
    long at(long index) {
        var mask = (1L << halfBits) - 1;
        var x = index;
        do {
            var left = x >>> halfBits;
            var right = x & mask;
            for (int round = 0; round < ROUNDS; round++) {
                var next = left ^ Keyed.mix(key, round, right) & mask;
                left = right;
                right = next;
            }
            x = left << halfBits | right;
        } while (x >= size);
        return x;
    }
}
