package loglog.tables.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import loglog.tables.folders.JsonObject.BadJson;

/**
 * An append-only file of JSON objects, one a line. A line that a kill cut off is no problem, wherever it stands: a run that
 * goes on ends it and writes its row again.
 */
final class JsonLines {
    private static final long MOST_BYTES = 1 << 30;

    private JsonLines() {}

    /** The rows of a file; none where there is no such file. */
    static Rows read(Path file) {
        try {
            if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
                return new Rows(List.of(), file + " is larger than 1 GiB");
            }
            return read(file, Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return new Rows(List.of(), null);
        } catch (IOException e) {
            return new Rows(List.of(), file + " cannot be read: " + e.getMessage());
        }
    }

    private static Rows read(Path file, byte[] bytes) {
        var rows = new ArrayList<Map<String, Object>>();
        int bad = 0;
        String first = null;
        int line = 0;
        for (int start = 0, end; start < bytes.length; start = end + 1) {
            line++;
            end = endOfLine(bytes, start);
            if (isBlank(bytes, start, end)) {
                continue;
            }
            try {
                rows.add(JsonObject.read(bytes, start, end - start));
            } catch (BadJson e) {
                // Zeros where a machine lost power, a line of another program: not what a kill leaves.
                if (!e.cutOff && bad++ == 0) {
                    first = "%s, line %d: %s".formatted(file, line, e.getMessage());
                }
            }
        }
        return new Rows(rows, bad < 2 ? first : first + " (and in " + (bad - 1) + " more)");
    }

    private static int endOfLine(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isBlank(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
