package loglog.models.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** UTF-8 as the standard defines it (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** The index of the first byte that belongs to no character, or -1 where {@code bytes[from, to)} is valid. */
    public static int invalidAt(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (bytes[i] >= 0) {
                // Most text is ASCII for long stretches.
                while (i + 8 <= to && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
                    i += 8;
                }
                while (i < to && bytes[i] >= 0) {
                    i++;
                }
            } else {
                var length = length(bytes[i]);
                if (length == 0 || i + length > to || !validTail(bytes, i, length)) {
                    return i;
                }
                i += length;
            }
        }
        return -1;
    }

    /** Bytes of the character that {@code lead} begins: 1 to 4, or 0 for a byte that begins none. */
    public static int length(byte lead) {
        var b = lead & 0xff;
        return b < 0x80 ? 1 : b < 0xc2 ? 0 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : b < 0xf5 ? 4 : 0;
    }

    /** Whether {@code b} can only continue a character. */
    public static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    private static boolean validTail(byte[] bytes, int at, int length) {
        for (int i = 1; i < length; i++) {
            if (!isContinuation(bytes[at + i])) {
                return false;
            }
        }
        var second = bytes[at + 1] & 0xff;
        return switch (bytes[at] & 0xff) {
            case 0xe0 -> second >= 0xa0;
            case 0xed -> second < 0xa0;
            case 0xf0 -> second >= 0x90;
            case 0xf4 -> second < 0x90;
            default -> true;
        };
    }
}
