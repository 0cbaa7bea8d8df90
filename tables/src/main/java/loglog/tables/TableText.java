package loglog.tables;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file's text and the format that it is written in. Files of text are read whole: a table of runs is small.
 *
 * @param name the file as messages name it
 * @param text its characters, decompressed, without a byte order mark; null for Parquet
 */
record TableText(String name, String text, Format format) {
    enum Format {
        /** CSV, TSV and the like. */
        DELIMITED,
        /** An array of objects, an object of columns, or one object after the other (JSONL). */
        JSON,
        PARQUET
    }

    /**
     * The most bytes of text that are read, unpacked: what a Java string holds safely, and a twelfth of the memory that Java may
     * use, since text, table and runs stand in it side by side.
     */
    private static final int LARGEST =
            (int) Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 12);

    private static final char REPLACEMENT = '\ufffd';

    static TableText of(String name) {
        var path = Path.of(name);
        try {
            if (Files.isDirectory(path)) {
                throw new TableException(name + ": found a folder, expected a file, or a glob such as '"
                        + (name.endsWith("/") ? name : name + "/") + "*.csv'");
            }
            if (Files.size(path) > LARGEST) {
                throw tooLarge(name);
            }
            return of(name, Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw new TableException(name + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new TableException(name + " cannot be read: permission denied", e);
        } catch (IOException e) {
            throw new TableException(name + " cannot be read: " + Tables.reason(e), e);
        }
    }

    static TableText of(InputStream standardInput) {
        try {
            return of(Globs.STANDARD_INPUT, read(Globs.STANDARD_INPUT, standardInput));
        } catch (IOException e) {
            throw new TableException(Globs.STANDARD_INPUT + " cannot be read: " + Tables.reason(e), e);
        }
    }

    private static TableText of(String name, byte[] raw) {
        var bytes = starts(raw, 0x1f, 0x8b) ? gunzip(name, raw) : raw;
        if (starts(bytes, 'P', 'A', 'R', '1')) {
            if (bytes != raw || name.equals(Globs.STANDARD_INPUT)) {
                throw new TableException(name
                        + ": found Parquet, which is read in place, expected it as an uncompressed file of its own");
            }
            return new TableText(name, null, Format.PARQUET);
        }
        var text = decode(name, bytes);
        if (text.isBlank()) {
            throw new TableException(name + ": found nothing, expected a table");
        }
        return new TableText(name, text, format(name, text));
    }

    private static Format format(String name, String text) {
        var lower = name.toLowerCase(Locale.ROOT);
        var plain = lower.endsWith(".gz") ? lower.substring(0, lower.length() - 3) : lower;
        return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
            case "csv", "tsv", "tab" -> Format.DELIMITED;
            case "json", "jsonl", "ndjson" -> Format.JSON;
            default -> {
                var first = firstOf(text);
                yield first == '{' || first == '[' ? Format.JSON : Format.DELIMITED;
            }
        };
    }

    /** The first character that is not white space; there is one. */
    private static char firstOf(String text) {
        int i = 0;
        while (Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return text.charAt(i);
    }

    private static byte[] gunzip(String name, byte[] raw) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(raw), 1 << 16)) {
            return read(name, in);
        } catch (EOFException e) {
            throw new TableException(name + " is cut short: its gzip data ends before they are complete", e);
        } catch (ZipException e) {
            throw new TableException(name + " is not valid gzip: " + Tables.reason(e), e);
        } catch (IOException e) {
            throw new TableException(name + " cannot be unpacked: " + Tables.reason(e), e);
        }
    }

    private static byte[] read(String name, InputStream in) throws IOException {
        var bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw tooLarge(name);
        }
        return bytes;
    }

    private static TableException tooLarge(String name) {
        return new TableException(
                "%s: found more than %d MiB of text, unpacked, expected at most that on this machine (a twelfth of Java's memory, and no more than 1 GiB)"
                        .formatted(name, LARGEST >> 20));
    }

    private static String decode(String name, byte[] bytes) {
        refuseOtherKinds(name, bytes);
        var start = starts(bytes, 0xef, 0xbb, 0xbf) ? 3 : 0; // a byte order mark
        var text = new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT)
                >= 0) { // what Java makes of a byte that is not UTF-8, unless the text has it itself
            checkUtf8(name, bytes);
        }
        return text;
    }

    private static void checkUtf8(String name, byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        if (decoder.decode(in, CharBuffer.allocate(bytes.length + 1), true).isError()) {
            var line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new TableException(
                    "%s, line %d: found the byte 0x%02x, which is not UTF-8, expected a table saved as UTF-8"
                            .formatted(name, line, bytes[in.position()] & 0xff));
        }
    }

    private static void refuseOtherKinds(String name, byte[] bytes) {
        String kind = null;
        if (starts(bytes, 0xff, 0xfe) || starts(bytes, 0xfe, 0xff) || zerosAlternate(bytes)) {
            kind = "found UTF-16 text, expected UTF-8";
        } else if (starts(bytes, 'P', 'K', 3, 4)) {
            kind = "found a zip archive or a spreadsheet (.xlsx), expected a table, such as the sheet exported as CSV";
        } else if (starts(bytes, 0x28, 0xb5, 0x2f, 0xfd)
                || starts(bytes, 'B', 'Z', 'h')
                || starts(bytes, 0xfd, '7', 'z')) {
            kind = "found a file compressed by another program than gzip, expected gzip or a table as it is";
        } else {
            for (int i = 0; i < Math.min(bytes.length, 1 << 16); i++) {
                if (bytes[i] == 0) {
                    kind = "found no text, expected CSV, TSV, JSON, JSONL or Parquet";
                    break;
                }
            }
        }
        if (kind != null) {
            throw new TableException(name + ": " + kind);
        }
    }

    /** Whether every other byte at the start is zero, as in UTF-16 text of Latin letters without a byte order mark. */
    private static boolean zerosAlternate(byte[] bytes) {
        if (bytes.length < 8) {
            return false;
        }
        var odd = bytes[0] == 0 ? 1 : 0;
        for (int i = 0; i < 8; i++) {
            if ((bytes[i] == 0) != ((i + odd) % 2 == 1)) {
                return false;
            }
        }
        return true;
    }

    private static boolean starts(byte[] bytes, int... with) {
        if (bytes.length < with.length) {
            return false;
        }
        for (int i = 0; i < with.length; i++) {
            if ((bytes[i] & 0xff) != with[i]) {
                return false;
            }
        }
        return true;
    }
}
