package loglog.tables.folders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import loglog.tables.folders.JsonObject.BadJson;

/**
 * An append-only file of JSON objects, one a line. A line that a kill cut off is no problem, wherever it stands: a run that
 * goes on ends it and writes its row again.
 */
final class JsonLines {
    private static final long MOST_BYTES = 1 << 30;
    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final Taker taker;
    private int line;
    private int bad;
    private String first;

    private JsonLines(Path file, Taker taker) {
        this.file = file;
        this.taker = taker;
    }

    /** Takes a line that is not blank. */
    private interface Taker {
        void take(byte[] bytes, int start, int length) throws BadJson;
    }

    /** The rows of a file; none where there is no such file. */
    static Rows read(Path file) {
        var rows = new ArrayList<Map<String, Object>>();
        var problem =
                new JsonLines(file, (bytes, start, length) -> rows.add(JsonObject.read(bytes, start, length))).read();
        return new Rows(rows.isEmpty() ? List.of() : rows, problem);
    }

    /** The rows of a run's metrics, a row a step; none where there is no such file. */
    static MetricRows metrics(Path file) {
        var rows = new MetricRows();
        var flat = new FlatLine(rows);
        rows.problem(new JsonLines(file, (bytes, start, length) -> {
                    if (!flat.read(bytes, start, length)) {
                        rows.forget();
                        JsonObject.read(bytes, start, length).forEach(rows::put);
                    }
                    rows.end();
                })
                .read());
        return rows;
    }

    /** Gives all lines to the taker; what could not be read, or null. */
    private String read() {
        try {
            if (Files.exists(file) && Files.size(file) > MOST_BYTES) {
                return file + " is larger than 1 GiB";
            }
            try (var in = Files.newInputStream(file)) {
                read(in);
            }
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            return file + " cannot be read: " + e.getMessage();
        }
        return bad < 2 ? first : first + " (and in " + (bad - 1) + " more)";
    }

    private void read(InputStream in) throws IOException {
        var buffer = new byte[BUFFER];
        int kept = 0; // of a line whose end has not been read
        for (int n; (n = in.read(buffer, kept, buffer.length - kept)) >= 0; ) {
            int start = 0;
            for (int i = kept; i < kept + n; i++) {
                if (buffer[i] == '\n') {
                    line(buffer, start, i);
                    start = i + 1;
                }
            }
            kept = kept + n - start;
            System.arraycopy(buffer, start, buffer, 0, kept);
            if (kept == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
        }
        line(buffer, 0, kept);
    }

    private void line(byte[] bytes, int start, int end) {
        line++;
        if (isBlank(bytes, start, end)) {
            return;
        }
        try {
            taker.take(bytes, start, end - start);
        } catch (BadJson e) {
            // Zeros where a machine lost power, a line of another program: not what a kill leaves.
            if (!e.cutOff && bad++ == 0) {
                first = "%s, line %d: %s".formatted(file, line, e.getMessage());
            }
        }
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
