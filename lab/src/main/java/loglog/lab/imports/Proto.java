package loglog.lab.imports;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Protocol Buffers' wire format, field by field: {@link #next()} gives a field's number, then the method of its kind reads
 * it, or {@link #skip()} passes over it.
 */
final class Proto {
    /** The bytes are no message. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Malformed(String finding) {
            super(finding, null, false, false);
        }
    }

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer bytes;
    private int wire;

    Proto(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    private Proto(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The next field's number; 0 at the end. */
    int next() {
        if (!bytes.hasRemaining()) {
            return 0;
        }
        long tag = readVarint();
        wire = (int) (tag & 7);
        if (tag >>> 3 == 0 || tag >>> 3 > Integer.MAX_VALUE) {
            throw new Malformed("field number " + (tag >>> 3));
        }
        return (int) (tag >>> 3);
    }

    long varint() {
        require(VARINT);
        return readVarint();
    }

    double float64() {
        require(FIXED64);
        need(8);
        return bytes.getDouble();
    }

    float float32() {
        require(FIXED32);
        need(4);
        return bytes.getFloat();
    }

    ByteBuffer bytes() {
        require(BYTES);
        long length = readVarint();
        if (length < 0 || length > bytes.remaining()) {
            throw new Malformed("a length of " + length);
        }
        var part = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + (int) length);
        return part;
    }

    Proto message() {
        return new Proto(bytes());
    }

    String text() {
        return StandardCharsets.UTF_8.decode(bytes()).toString();
    }

    /** The first number of a repeated field of 32-bit or 64-bit floats, whether packed or not; NaN in an empty one. */
    double firstFloat(boolean wide) {
        if (wire != BYTES) {
            return wide ? float64() : float32();
        }
        var packed = bytes();
        if (packed.remaining() < (wide ? 8 : 4)) {
            return Double.NaN;
        }
        return wide ? packed.getDouble() : packed.getFloat();
    }

    /** The first number of a repeated field of integers, whether packed or not. */
    long firstVarint() {
        return wire == BYTES ? message().readVarint() : varint();
    }

    void skip() {
        switch (wire) {
            case VARINT -> readVarint();
            case FIXED64 -> skip(8);
            case BYTES -> bytes();
            case FIXED32 -> skip(4);
            default -> throw new Malformed("wire type " + wire);
        }
    }

    private void skip(int count) {
        need(count);
        bytes.position(bytes.position() + count);
    }

    private void need(int count) {
        if (bytes.remaining() < count) {
            throw new Malformed("an end within a field");
        }
    }

    private void require(int expected) {
        if (wire != expected) {
            throw new Malformed("wire type " + wire + " instead of " + expected);
        }
    }

    private long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            long b = bytes.get();
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new Malformed("a number of more than ten bytes");
    }
}
