package loglog.models.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import loglog.runs.DataException;

/**
 * A GGUF file of version 2 or 3, mapped: metadata by key, tensors by name. Little endian; a tensor's dimensions are kept as
 * the file has them, the fastest first.
 */
final class GgufFile implements AutoCloseable {
    static final int MAGIC = 0x46554747; // "GGUF"
    static final int VERSION = 3;
    static final int ALIGNMENT = 32;

    static final int UINT32 = 4;
    static final int INT32 = 5;
    static final int FLOAT32 = 6;
    static final int BOOL = 7;
    static final int STRING = 8;
    static final int ARRAY = 9;
    static final int UINT64 = 10;
    private static final int INT64 = 11;
    private static final int FLOAT64 = 12;

    /** Twice what ggml has. */
    private static final int LONGEST_NAME = 128;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A tensor's description. */
    record Entry(String name, List<Long> dimensions, GgmlType type, MemorySegment data) {
        /** Dimensions from the slowest to the fastest, as Loglog's shapes are. */
        List<Long> shape() {
            return dimensions.reversed();
        }
    }

    private final Path file;
    private final Arena arena;
    private final MemorySegment all;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> tensors = new LinkedHashMap<>();
    private long at;

    private GgufFile(Path file, Arena arena, MemorySegment all) {
        this.file = file;
        this.arena = arena;
        this.all = all;
    }

    /** @throws DataException where it is no such file, or a tensor has a type that is not read */
    static GgufFile open(Path file) {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file)) {
            var opened =
                    new GgufFile(file, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            opened.read();
            return opened;
        } catch (IOException e) {
            arena.close();
            throw DataException.of(file, e);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private void read() {
        if (all.byteSize() < 4 || integer() != MAGIC) {
            throw DataException.in(file, "is no GGUF file: it does not begin with GGUF");
        }
        int version = integer();
        if (version != 2 && version != VERSION) {
            throw DataException.in(file, "version: found %d, expected 2 or 3 (little endian)", version);
        }
        long count = count("tensors", 24);
        long keys = count("metadata", 12);
        for (long i = 0; i < keys; i++) {
            var key = string();
            metadata.put(key, value(shown(key), integer()));
        }
        record Raw(String name, List<Long> dimensions, int type, long offset) {}
        var raw = new ArrayList<Raw>();
        for (long i = 0; i < count; i++) {
            var name = string();
            if (name.length() > LONGEST_NAME) { // what sentences quote stays short
                throw DataException.in(
                        file,
                        "found a tensor with a name of %d characters, expected at most %d",
                        name.length(),
                        LONGEST_NAME);
            }
            int rank = integer();
            if (rank < 1 || rank > 4) {
                throw DataException.in(file, "tensor %s: found %d dimensions, expected 1 to 4", name, rank);
            }
            var dimensions = new ArrayList<Long>();
            for (int d = 0; d < rank; d++) {
                dimensions.add(number());
            }
            raw.add(new Raw(name, List.copyOf(dimensions), integer(), number()));
        }
        int alignment = integer("general.alignment").orElse(ALIGNMENT);
        if (alignment < 1) {
            throw DataException.in(file, "general.alignment: found %d, expected 1 or more", alignment);
        }
        long base = (at + alignment - 1) / alignment * alignment;
        for (var r : raw) {
            var type = GgmlType.numbered(r.type)
                    .orElseThrow(() -> DataException.in(
                            file, "tensor %s: found ggml type %d, expected %s", r.name, r.type, GgmlType.labels()));
            tensors.put(
                    r.name, new Entry(r.name, r.dimensions, type, data(r.name, r.dimensions, type, base, r.offset)));
        }
    }

    private MemorySegment data(String name, List<Long> dimensions, GgmlType type, long base, long offset) {
        long elements = 1;
        for (var d : dimensions) {
            if (d < 1 || d > Integer.MAX_VALUE || elements > Long.MAX_VALUE / 8 / d) {
                throw DataException.in(
                        file, "tensor %s: found dimensions %s, expected some that exist", name, dimensions);
            }
            elements *= d;
        }
        if (!type.fits(dimensions.getFirst())) {
            throw DataException.in(
                    file,
                    "tensor %s: found rows of %d in %s, whose blocks they do not fill",
                    name,
                    dimensions.getFirst(),
                    type);
        }
        long bytes = type.bytes(elements);
        if (offset < 0 || base > all.byteSize() - bytes || offset > all.byteSize() - bytes - base) {
            throw DataException.in(
                    file, "tensor %s: found a file of %d bytes, which ends before its data does", name, all.byteSize());
        }
        return all.asSlice(base + offset, bytes);
    }

    private void need(long bytes) {
        if (bytes < 0 || bytes > all.byteSize() - at) {
            throw DataException.in(file, "found a file of %d bytes, which ends within its header", all.byteSize());
        }
    }

    private int integer() {
        need(4);
        at += 4;
        return all.get(INT, at - 4);
    }

    private long number() {
        need(8);
        at += 8;
        return all.get(LONG, at - 8);
    }

    private long count(String of, long least) {
        long count = number();
        if (count < 0 || count > all.byteSize() / least) {
            throw DataException.in(file, "%s: found %d of them, more than the file has room for", of, count);
        }
        return count;
    }

    private String string() {
        long length = number();
        need(length);
        var bytes = all.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        at += length;
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A text as sentences quote it: the beginning of a long one. */
    private static String shown(String text) {
        return text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "...";
    }

    private Object value(String key, int type) {
        switch (type) {
            case 0, 1, BOOL -> {
                need(1);
                byte b = all.get(ValueLayout.JAVA_BYTE, at++);
                return type == BOOL ? (Object) (b != 0) : (Object) (long) (type == 0 ? b & 0xff : b);
            }
            case 2, 3 -> {
                need(2);
                at += 2;
                short s = all.get(SHORT, at - 2);
                return (long) (type == 2 ? s & 0xffff : s);
            }
            case UINT32 -> {
                return integer() & 0xffffffffL;
            }
            case INT32 -> {
                return (long) integer();
            }
            case FLOAT32 -> {
                // The double that reads as the float does: 1e-5 stays 1e-5.
                return Double.parseDouble(Float.toString(Float.intBitsToFloat(integer())));
            }
            case STRING -> {
                return string();
            }
            case UINT64, INT64 -> {
                return number();
            }
            case FLOAT64 -> {
                return Double.longBitsToDouble(number());
            }
            case ARRAY -> {
                int of = integer();
                if (of == ARRAY) {
                    throw DataException.in(file, "metadata %s: found an array of arrays, expected values", key);
                }
                long count = count(key, 1);
                var values = new ArrayList<Object>();
                for (long i = 0; i < count; i++) {
                    values.add(value(key, of));
                }
                return values;
            }
            default -> throw DataException.in(file, "metadata %s: found type %d, expected 0 to 12", key, type);
        }
    }

    Path file() {
        return file;
    }

    Map<String, Entry> tensors() {
        return tensors;
    }

    boolean has(String key) {
        return metadata.containsKey(key);
    }

    /** @throws DataException where it is missing or no text */
    String text(String key) {
        if (metadata.get(key) instanceof String text) {
            return text;
        }
        throw found(key, "a text");
    }

    /** The texts of an array; empty where there is none. */
    List<String> texts(String key) {
        return metadata.get(key) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    OptionalInt integer(String key) {
        if (!has(key)) {
            return OptionalInt.empty();
        }
        if (metadata.get(key) instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            return OptionalInt.of(number.intValue());
        }
        throw found(key, "a whole number from 0 to 2^31 - 1");
    }

    OptionalDouble real(String key) {
        if (!has(key)) {
            return OptionalDouble.empty();
        }
        if (metadata.get(key) instanceof Double number && number > 0 && Double.isFinite(number)) {
            return OptionalDouble.of(number);
        }
        throw found(key, "a number above 0");
    }

    int required(String key) {
        return integer(key).orElseThrow(() -> found(key, "a whole number"));
    }

    DataException found(String key, String expected) {
        var value = metadata.get(key);
        var found = value == null
                ? "nothing"
                : value instanceof List<?> list ? list.size() + " values" : shown(value.toString());
        return DataException.in(file, "metadata %s: found %s, expected %s", key, found, expected);
    }

    @Override
    public void close() {
        arena.close();
    }
}
