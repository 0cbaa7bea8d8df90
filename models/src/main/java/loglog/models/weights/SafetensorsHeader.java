package loglog.models.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.words.Format;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A checked safetensors header.
 *
 * @param dataStart byte of the file at which offset 0 lies
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, Entry> entries, long dataStart) {
    /** The reference implementation's limit, which keeps a hostile length from exhausting memory. */
    static final long MAX_BYTES = 100_000_000;

    static final String METADATA = "__metadata__";

    /** One tensor's line: bytes {@code from} (inclusive) to {@code to} (exclusive) after the header. */
    record Entry(Dtype dtype, List<Long> shape, long from, long to) {
        StoredTensor tensor(String name, MemorySegment data) {
            return new StoredTensor(name, dtype, shape, data.asSlice(from, to - from));
        }
    }

    static SafetensorsHeader read(Path file, MemorySegment mapped) {
        if (mapped.byteSize() < 8) {
            throw DataException.in(
                    file,
                    "found %s, expected a safetensors file, which begins with an 8-byte header length",
                    Format.of(mapped.byteSize(), "byte"));
        }
        var length = mapped.get(StoredTensor.LONG, 0);
        if (length < 2 || length > MAX_BYTES) {
            throw DataException.in(
                    file,
                    "header length: found %s, expected 2 to %d; this is no safetensors file",
                    Long.toUnsignedString(length),
                    MAX_BYTES);
        }
        var dataStart = 8 + length;
        if (dataStart > mapped.byteSize()) {
            throw DataException.in(
                    file,
                    "the header takes %d bytes, but only %d follow; the file is cut off",
                    length,
                    mapped.byteSize() - 8);
        }
        var bytes = mapped.asSlice(8, length).toArray(ValueLayout.JAVA_BYTE);
        if (bytes[0] != '{') {
            throw DataException.in(file, "header: found a first byte 0x%02x, expected '{'", bytes[0]);
        }
        var json = Json.object(file, "the header", bytes);
        var metadata = new LinkedHashMap<String, String>();
        var entries = new LinkedHashMap<String, Entry>();
        for (var property : json.properties()) {
            if (property.getKey().equals(METADATA)) {
                readMetadata(file, property.getValue(), metadata);
            } else {
                entries.put(property.getKey(), entry(file, property.getKey(), property.getValue()));
            }
        }
        requireGapless(file, entries, mapped.byteSize() - dataStart);
        return new SafetensorsHeader(metadata, entries, dataStart);
    }

    private static void readMetadata(Path file, JsonNode node, Map<String, String> metadata) {
        if (!(node instanceof ObjectNode object)) {
            throw DataException.in(file, "%s: found %s, expected a JSON object", METADATA, Json.kind(node));
        }
        for (var property : object.properties()) {
            if (!property.getValue().isString()) {
                throw DataException.in(
                        file,
                        "%s, key %s: found %s, expected a string",
                        METADATA,
                        property.getKey(),
                        Json.kind(property.getValue()));
            }
            metadata.put(property.getKey(), property.getValue().stringValue());
        }
    }

    private static Entry entry(Path file, String name, JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw DataException.in(file, "tensor %s: found %s, expected a JSON object", name, Json.kind(node));
        }
        for (var key : object.propertyNames()) {
            if (!List.of("dtype", "shape", "data_offsets").contains(key)) {
                throw DataException.in(
                        file, "tensor %s: found the key %s, expected dtype, shape and data_offsets", name, key);
            }
        }
        var dtypeNode = object.path("dtype");
        var dtype = Dtype.named(dtypeNode.isString() ? dtypeNode.stringValue() : "")
                .orElseThrow(() -> DataException.in(
                        file,
                        "tensor %s: dtype: found %s, expected one of %s",
                        name,
                        Json.kind(dtypeNode),
                        List.of(Dtype.values())));
        var shape = numbers(file, name, "shape", object.path("shape"));
        var offsets = numbers(file, name, "data_offsets", object.path("data_offsets"));
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw DataException.in(
                    file, "tensor %s: data_offsets: found %s, expected [begin, end] with begin <= end", name, offsets);
        }
        long bytes;
        try {
            bytes = Math.multiplyExact(StoredTensor.product(shape), dtype.bytes());
        } catch (ArithmeticException _) {
            throw DataException.in(file, "tensor %s: the shape %s is too large", name, shape);
        }
        if (bytes != offsets.get(1) - offsets.get(0)) {
            throw DataException.in(
                    file,
                    "tensor %s: %s %s takes %d bytes, but data_offsets %s span %d",
                    name,
                    dtype,
                    shape,
                    bytes,
                    offsets,
                    offsets.get(1) - offsets.get(0));
        }
        return new Entry(dtype, shape, offsets.get(0), offsets.get(1));
    }

    private static List<Long> numbers(Path file, String name, String key, JsonNode node) {
        if (!(node instanceof ArrayNode array)) {
            throw DataException.in(file, "tensor %s: %s: found %s, expected an array", name, key, Json.kind(node));
        }
        var result = new ArrayList<Long>();
        for (var element : array) {
            if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0) {
                throw DataException.in(
                        file, "tensor %s: %s: found %s, expected whole numbers >= 0", name, key, Json.kind(element));
            }
            result.add(element.longValue());
        }
        return result;
    }

    /** Tensors follow each other and fill the file to its last byte: no overlap, no hidden bytes, nothing cut off. */
    private static void requireGapless(Path file, Map<String, Entry> entries, long dataBytes) {
        var inPlace = new ArrayList<>(entries.entrySet());
        inPlace.sort(Comparator.<Map.Entry<String, Entry>>comparingLong(
                        e -> e.getValue().from())
                .thenComparingLong(e -> e.getValue().to()));
        long end = 0;
        for (var e : inPlace) {
            if (e.getValue().from() != end) {
                throw DataException.in(
                        file,
                        "tensor %s: found its beginning at byte %d of the data, expected %d, where the tensor before it ends",
                        e.getKey(),
                        e.getValue().from(),
                        end);
            }
            end = e.getValue().to();
        }
        if (end != dataBytes) {
            throw DataException.in(
                    file,
                    "the header describes %d bytes of tensors, but %d follow it%s",
                    end,
                    dataBytes,
                    end > dataBytes ? "; the file is cut off" : "");
        }
    }
}
