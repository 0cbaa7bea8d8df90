package loglog.models.tokens;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Tokens in mapped files, addressed as one sequence from 0. Unsigned, little endian, of one width throughout. */
final class TokenStore {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int width;
    private final MemorySegment[] parts;
    private final long[] offsets; // offsets[i]: the first token of part i; one more at the end

    /** @param width bytes of a token: 1, 2 or 4 */
    TokenStore(int width, List<MemorySegment> parts) {
        this.width = width;
        this.parts = parts.toArray(MemorySegment[]::new);
        this.offsets = new long[parts.size() + 1];
        for (int i = 0; i < this.parts.length; i++) {
            offsets[i + 1] = offsets[i] + this.parts[i].byteSize() / width;
        }
    }

    static int widthFor(int vocabulary) {
        return vocabulary <= 1 << 8 ? 1 : vocabulary <= 1 << 16 ? 2 : 4;
    }

    static void put(MemorySegment segment, int width, long index, int token) {
        switch (width) {
            case 1 -> segment.set(ValueLayout.JAVA_BYTE, index, (byte) token);
            case 2 -> segment.set(SHORT, 2 * index, (short) token);
            default -> segment.set(INT, 4 * index, token);
        }
    }

    static int get(MemorySegment segment, int width, long index) {
        return switch (width) {
            case 1 -> segment.get(ValueLayout.JAVA_BYTE, index) & 0xff;
            case 2 -> segment.get(SHORT, 2 * index) & 0xffff;
            default -> segment.get(INT, 4 * index);
        };
    }

    int width() {
        return width;
    }

    long length() {
        return offsets[parts.length];
    }

    /** The index of the first token of each part, and of the end. */
    long[] offsets() {
        return offsets;
    }

    /**
     * Copies tokens {@code from} to {@code from + count} into the int32 {@code destination} at element {@code at}; they
     * have to lie in one part, as every document does.
     */
    void copy(long from, int count, MemorySegment destination, long at) {
        var part = part(from);
        var source = parts[part];
        var first = from - offsets[part];
        for (int i = 0; i < count; i++) {
            destination.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * (at + i), get(source, width, first + i));
        }
    }

    /** The bytes of a document as the file holds them. */
    MemorySegment bytes(long from, long count) {
        var part = part(from);
        return parts[part].asSlice((from - offsets[part]) * width, count * width);
    }

    private int part(long token) {
        if (parts.length == 1) {
            return 0;
        }
        var found = Arrays.binarySearch(offsets, token);
        return found >= 0 ? found : -found - 2;
    }
}
