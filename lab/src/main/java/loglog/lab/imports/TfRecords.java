package loglog.lab.imports;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import loglog.runs.DataException;

/**
 * Records of a TFRecord file: the length (8 bytes, little endian), a masked CRC-32C of the length, the data, a masked
 * CRC-32C of the data. A last record that is not whole, as a crash leaves one, ends the file; a checksum that is wrong is
 * an error.
 */
final class TfRecords implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int MASK = 0xa282ead8;

    /** Beyond this no record of a summary is. */
    private static final int LARGEST = 1 << 30;

    private final Path file;
    private final InputStream in;
    private final long size;
    private long at;
    private long number;
    private boolean cutOff;

    TfRecords(Path file) {
        this.file = file;
        try {
            size = Files.size(file);
            in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** Whether these bytes begin such a file. */
    static boolean begins(byte[] bytes) {
        return bytes.length >= HEADER
                && masked(bytes, 0, 8)
                        == ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(8);
    }

    /**
     * The next record's data; null at the end.
     *
     * @throws DataException where a checksum is wrong, or the file cannot be read
     */
    byte[] next() {
        try {
            var header = in.readNBytes(HEADER);
            if (header.length < HEADER) {
                cutOff = header.length > 0;
                return null;
            }
            if (!begins(header)) {
                if (onlyZeros(header)) { // a file system that lost power can leave a tail of zeros
                    cutOff = true;
                    return null;
                }
                throw damaged("length");
            }
            long length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
            long rest = size - at - HEADER;
            if (length < 0 || length > LARGEST) {
                throw DataException.in(
                        file,
                        "record %d at byte %d: found %d bytes, expected at most %d",
                        number + 1,
                        at,
                        length,
                        LARGEST);
            }
            if (length + 4 > rest) {
                cutOff = true;
                return null;
            }
            var data = in.readNBytes((int) length);
            var checksum = in.readNBytes(4);
            if (checksum.length < 4) {
                cutOff = true;
                return null;
            }
            if (masked(data, 0, data.length)
                    != ByteBuffer.wrap(checksum).order(ByteOrder.LITTLE_ENDIAN).getInt()) {
                if (onlyZeros(checksum)) {
                    cutOff = true;
                    return null;
                }
                throw damaged("data");
            }
            at += HEADER + length + 4;
            number++;
            return data;
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
    }

    /** Whether the file ended within a record. */
    boolean cutOff() {
        return cutOff;
    }

    /** How many records were read. */
    long number() {
        return number;
    }

    private boolean onlyZeros(byte[] before) throws IOException {
        for (var b : before) {
            if (b != 0) {
                return false;
            }
        }
        for (var block = in.readNBytes(1 << 16); block.length > 0; block = in.readNBytes(1 << 16)) {
            for (var b : block) {
                if (b != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private DataException damaged(String what) {
        return DataException.in(
                file,
                "record %d: found a wrong checksum of its %s (at byte %d), expected a whole event file",
                number + 1,
                what,
                at);
    }

    /** CRC-32C, rotated and shifted, so that a checksum of data that holds checksums stays one. */
    static int masked(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(bytes, from, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException _) {
            // It was only read.
        }
    }
}
