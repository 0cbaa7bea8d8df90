package loglog.models.tokens;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.IntStream;
import loglog.runs.DataException;
import loglog.runs.Digests;
import loglog.words.Format;

/**
 * A corpus's documents, each content once, sorted by the hash of their content.
 *
 * @param hashes of the text (of the tokens where there is no text), unsigned, ascending
 * @param starts the first token of each in the store
 * @param lengths in tokens
 * @param textBytes of each; all zero where unknown
 * @param sides 0 where the hash decides on training or validation, else one of {@link #TRAINING}, {@link #VALIDATION}
 */
record DocumentTable(long[] hashes, long[] starts, int[] lengths, int[] textBytes, byte[] sides) {
    static final byte TRAINING = 1;
    static final byte VALIDATION = 2;

    /** What identifies the documents whatever files they lie in: SHA-256 of the sorted hashes. */
    String digest() {
        var sha = Digests.sha256();
        var buffer = ByteBuffer.allocate(8);
        for (var hash : hashes) {
            sha.update(buffer.putLong(0, hash).array());
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    /** The first eight bytes of a SHA-256. */
    static long hash(byte[] sha) {
        return ByteBuffer.wrap(sha).getLong();
    }

    /** Collects documents as they are read. */
    static final class Builder {
        private final Set<Long> known = new HashSet<>();
        private long[] hashes = new long[1024];
        private long[] starts = new long[1024];
        private int[] lengths = new int[1024];
        private int[] textBytes = new int[1024];
        private byte[] sides = new byte[1024];
        private int size;
        private long duplicates;

        /** Whether a document is new; one that was there before is counted as a duplicate. */
        boolean isNew(long hash) {
            if (known.add(hash)) {
                return true;
            }
            duplicates++;
            return false;
        }

        void add(long hash, long start, int length, int bytes, byte side) {
            if (size == hashes.length) {
                var larger = Math.multiplyExact(2, size);
                hashes = Arrays.copyOf(hashes, larger);
                starts = Arrays.copyOf(starts, larger);
                lengths = Arrays.copyOf(lengths, larger);
                textBytes = Arrays.copyOf(textBytes, larger);
                sides = Arrays.copyOf(sides, larger);
            }
            hashes[size] = hash;
            starts[size] = start;
            lengths[size] = length;
            textBytes[size] = bytes;
            sides[size++] = side;
        }

        int size() {
            return size;
        }

        long duplicates() {
            return duplicates;
        }

        DocumentTable sorted() {
            var order = IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparing(i -> hashes[i], Long::compareUnsigned))
                    .mapToInt(Integer::intValue)
                    .toArray();
            var sorted =
                    new DocumentTable(new long[size], new long[size], new int[size], new int[size], new byte[size]);
            for (int i = 0; i < size; i++) {
                sorted.hashes[i] = hashes[order[i]];
                sorted.starts[i] = starts[order[i]];
                sorted.lengths[i] = lengths[order[i]];
                sorted.textBytes[i] = textBytes[order[i]];
                sorted.sides[i] = sides[order[i]];
            }
            return sorted;
        }
    }

    /** Which documents are for validation. Where the hash decides, at least one document falls to either side. */
    boolean[] validation(String name, double share) {
        if (!(share > 0 && share < 1)) {
            throw new DataException(
                    "share of validation: found %s, expected more than 0 and less than 1".formatted(share));
        }
        if (hashes.length < 2) {
            throw new DataException("%s: found %s, expected at least 2, one for training and one for validation"
                    .formatted(name, Format.of(hashes.length, "different document")));
        }
        // The hash as a fraction of its range, compared in unsigned arithmetic through its upper 53 bits.
        var validation = new boolean[hashes.length];
        int count = 0;
        for (int i = 0; i < hashes.length; i++) {
            var fraction = (hashes[i] >>> 11) * 0x1p-53;
            validation[i] = sides[i] == 0 ? fraction < share : sides[i] == VALIDATION;
            count += validation[i] ? 1 : 0;
        }
        if (count == 0) {
            validation[0] = true;
        } else if (count == hashes.length) {
            validation[hashes.length - 1] = false;
        }
        return validation;
    }
}
