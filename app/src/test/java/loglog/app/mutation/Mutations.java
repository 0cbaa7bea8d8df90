package loglog.app.mutation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import loglog.runs.Digests;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Valid bytes damaged, or valid in an unusual way. The same random numbers give the same bytes. */
public final class Mutations {
    /** What the bytes are, so that a part of the mutants gets past checksums and compression. */
    public enum Form {
        TEXT,
        /** An object that may hold its own digest. */
        JSON,
        GZIP,
        /** Records with checksums, as TensorBoard's writers leave them. */
        EVENTS,
        BINARY
    }

    /** What numbers, texts and cells are replaced with. */
    private static final List<String> VALUES = Stream.concat(
                    words("""
                    0 -0 -1 1 2 3 0.5 1e-300 5e-324 1e308 -1e308 1e400 1e-400 NaN nan Infinity -inf 2147483647
                    2147483648 -2147483649 4294967296 9223372036854775807 9223372036854775808 -9223372036854775809
                    1e18 1e30 70B 1.4T 1e 0x10 1_000 1,5 1;2 12:30 2024-05-01T10:00:00.000Z null true false [] {}
                    [1] [[[[ a/b * | *a ~ %s $1 ' 7x7 99999x9999 64x2
                    """),
                    Stream.of(
                            "9".repeat(400),
                            "0." + "3".repeat(300),
                            "\"\"",
                            "\"x\"",
                            "\"1e9\"",
                            "\"nan\"",
                            "\"\\ud800\"",
                            "\"\\u0000\"",
                            "\"../../x\"",
                            "\"\\u001b[2J\"",
                            "{\"a\":1}",
                            "",
                            " ",
                            "&a 3",
                            "!!int x",
                            "- -",
                            "\\",
                            "\u0000",
                            "\u00ff"))
            .toList();

    /** Names that some reader gives a meaning to. */
    private static final List<String> WORDS = Stream.concat(
                    words("""
                    params tokens flops loss validation_loss unique_tokens step _step iter epoch name run seed
                    status finished diverged recipe model width layers architecture kind prediction score study
                    design grid isoflop trunk seeds forecast corpus trainer command metrics rate schedule
                    log_history global_step eval_loss train_loss train_runtime num_hidden_layers hidden_size
                    vocab_size model_type dtype shape data_offsets F32 BF16 __metadata__ weight_map Step select from
                    where unnest list struct_pack ::int ::varchar interval describe pivot
                    """), Stream.of("Params (M)", "Tokens (B)", "group by", "order by", "union all"))
            .toList();

    private static final Pattern VALUE =
            Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?|\"[^\"\n]*\"|true|false|null|NaN|Infinity");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9./]*");
    private static final Pattern CELL = Pattern.compile("(?<=^|[,\\t|\n:])[^,\\t|\n]*");

    private static final int MOST_MATCHES = 400;
    private static final int MASK = 0xa282ead8;
    private static final int RECORD_HEADER = 12;

    private Mutations() {}

    private static Stream<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"));
    }

    /** One to four changes. */
    public static byte[] of(byte[] whole, Form form, Random random) {
        boolean inside = random.nextInt(4) > 0;
        return switch (form) {
            case TEXT -> text(whole, random);
            case JSON -> inside ? sealed(text(whole, random)) : text(whole, random);
            case GZIP -> inside ? zipped(text(unzipped(whole), random)) : bytes(whole, random);
            case EVENTS -> inside ? events(whole, random) : bytes(whole, random);
            case BINARY -> random.nextBoolean() ? text(whole, random) : bytes(whole, random);
        };
    }

    private static byte[] text(byte[] whole, Random random) {
        var bytes = whole;
        for (int n = 1 + random.nextInt(random.nextInt(4) + 1); n > 0; n--) {
            bytes = switch (random.nextInt(10)) {
                case 0 -> onBytes(bytes, random);
                case 1, 2 -> lines(bytes, random);
                case 3, 4 -> replaced(bytes, CELL, pick(VALUES, random), random);
                case 5 -> replaced(bytes, WORD, pick(WORDS, random), random);
                case 6 -> replaced(bytes, WORD, another(bytes, WORD, random), random);
                case 7 -> nested(bytes, random);
                default -> replaced(bytes, VALUE, pick(VALUES, random), random);
            };
        }
        return bytes;
    }

    private static byte[] bytes(byte[] whole, Random random) {
        var bytes = whole;
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            bytes = onBytes(bytes, random);
        }
        return bytes;
    }

    private static byte[] onBytes(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length + 1);
        int length = random.nextInt(Math.min(64, bytes.length - at) + 1);
        return switch (random.nextInt(7)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> flipped(bytes, random);
            case 2 -> filled(bytes, at, random);
            case 3 -> spliced(bytes, at, at, noise(random));
            case 4 ->
                spliced(bytes, at, at, repeated(Arrays.copyOfRange(bytes, at, at + length), 1 + random.nextInt(50)));
            case 5 -> spliced(bytes, at, at + length, new byte[0]);
            default -> flipped(bytes, random);
        };
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        var result = bytes.clone();
        for (int n = 1 + random.nextInt(4); n > 0 && result.length > 0; n--) {
            result[random.nextInt(result.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return result;
    }

    /** Up to eight bytes of a length or a count; those of a header more often. */
    private static byte[] filled(byte[] bytes, int anywhere, Random random) {
        var result = bytes.clone();
        int at = random.nextBoolean() ? Math.min(random.nextInt(16), result.length) : anywhere;
        byte fill = (byte) List.of(0xff, 0x7f, 0x80, 0, random.nextInt(256))
                .get(random.nextInt(5))
                .intValue();
        Arrays.fill(result, at, Math.min(at + 1 + random.nextInt(8), result.length), fill);
        return result;
    }

    private static byte[] noise(Random random) {
        var noise = new byte[1 + random.nextInt(16)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] repeated(byte[] slice, int times) {
        var out = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            out.writeBytes(slice);
        }
        return out.toByteArray();
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] between) {
        var out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(between);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    /** Latin-1 keeps all bytes as they are. */
    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] replaced(byte[] bytes, Pattern what, String by, Random random) {
        var text = latin(bytes);
        var found = what.matcher(text).results().limit(MOST_MATCHES).toList();
        if (found.isEmpty()) {
            return flipped(bytes, random);
        }
        var chosen = found.get(random.nextInt(found.size()));
        return latin(text.substring(0, chosen.start()) + by + text.substring(chosen.end()));
    }

    /** A piece of the same text. */
    private static String another(byte[] bytes, Pattern what, Random random) {
        var found = what.matcher(latin(bytes)).results().limit(MOST_MATCHES).toList();
        return found.isEmpty() ? "x" : found.get(random.nextInt(found.size())).group();
    }

    private static byte[] nested(byte[] bytes, Random random) {
        int depth = random.nextInt(20) == 0 ? 5000 : 1 + random.nextInt(40);
        boolean closed = random.nextBoolean();
        var open = random.nextBoolean() ? "[" : "{\"a\":";
        var inside = closed ? "1" + (open.equals("[") ? "]" : "}").repeat(depth) : "";
        return replaced(bytes, VALUE, open.repeat(depth) + inside, random);
    }

    private static byte[] lines(byte[] bytes, Random random) {
        var lines = new ArrayList<>(List.of(latin(bytes).split("(?<=\n)", -1)));
        int i = random.nextInt(lines.size());
        int j = random.nextInt(lines.size());
        switch (random.nextInt(8)) {
            case 0 -> lines.remove(i);
            case 1 -> lines.add(j, lines.get(i));
            case 2 -> lines.set(i, lines.set(j, lines.get(i)));
            case 3 -> lines.set(i, "\n");
            case 4 -> lines.set(i, lines.get(i).strip());
            case 5 -> lines.replaceAll(line -> line.replace("\n", "\r\n"));
            case 6 -> lines.subList(Math.min(i, j), Math.max(i, j)).clear();
            default -> lines.set(i, "  " + lines.get(i).stripLeading());
        }
        return latin(String.join("", lines));
    }

    /** With the digest that a writer would have given this content. */
    private static byte[] sealed(byte[] json) {
        try {
            if (Json.MAPPER.readTree(json) instanceof ObjectNode object && object.has(RunFolder.SEAL)) {
                object.remove(RunFolder.SEAL);
                object.put(RunFolder.SEAL, Digests.of(object.toString()));
                return Json.MAPPER.writeValueAsBytes(object);
            }
        } catch (JacksonException _) {
            return json;
        }
        return json;
    }

    /** Compresses as gzip does. */
    public static byte[] zipped(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] unzipped(byte[] bytes) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes what is in records, and which there are; checksums are right afterwards. */
    private static byte[] events(byte[] whole, Random random) {
        var records = new ArrayList<byte[]>();
        var in = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        while (in.remaining() > RECORD_HEADER) {
            var record = new byte[(int) in.getLong()];
            in.getInt();
            in.get(record);
            in.getInt();
            records.add(record);
        }
        int i = random.nextInt(records.size());
        switch (random.nextInt(6)) {
            case 0 -> records.remove(i);
            case 1 -> records.add(random.nextInt(records.size()), records.get(i));
            case 2 -> records.set(i, records.get(random.nextInt(records.size())));
            default -> records.set(i, bytes(records.get(i), random));
        }
        var out = new ByteArrayOutputStream();
        for (var record : records) {
            var length = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(record.length)
                    .array();
            out.writeBytes(length);
            out.writeBytes(checksum(length));
            out.writeBytes(record);
            out.writeBytes(checksum(record));
        }
        return out.toByteArray();
    }

    private static byte[] checksum(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        int value = (int) crc.getValue();
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(((value >>> 15) | (value << 17)) + MASK)
                .array();
    }

    /** One of them. */
    public static <T> T pick(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    /** Such as numbers, cells and options' values are replaced with. */
    public static String value(Random random) {
        return pick(VALUES, random);
    }

    /** A changed word of a command line, a statement or the like. */
    public static String of(String whole, Random random) {
        return latin(text(latin(whole), random)).replace("\u0000", "");
    }
}
