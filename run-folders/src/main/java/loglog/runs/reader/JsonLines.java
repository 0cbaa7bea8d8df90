package loglog.runs.reader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import loglog.runs.Problem;
import loglog.runs.reader.JsonObject.BadJson;

/**
 * An append-only file of JSON objects, one a line, read without holding it. A line that a kill cut off is no problem, wherever
 * it stands: a run that goes on ends it and writes its row again.
 */
final class JsonLines {
    /** Of a file whose rows are held. */
    static final long MOST_BYTES = 1 << 30;

    private static final int BUFFER = 1 << 18;

    private final Path file;
    private final Taker taker;
    private int line;
    private int broken;
    private int bad;
    private boolean hasEnd = true;
    private Problem first;

    private JsonLines(Path file, Taker taker) {
        this.file = file;
        this.taker = taker;
    }

    /** Takes a line that is not blank. */
    interface Taker {
        void take(byte[] bytes, int start, int length, boolean hasEnd) throws BadJson;
    }

    /**
     * What was found in a file.
     *
     * @param broken lines that are none, a last one without an end excepted
     * @param hasEnd whether the last line has an end
     * @param isRead whether all of the file was read, or there is none
     * @param problem why not, else of the lines that no kill leaves
     */
    record Found(int broken, boolean hasEnd, boolean isRead, Optional<Problem> problem) {}

    /** The rows of a file; none where there is no such file. */
    static FileRows read(Path file) {
        var rows = new ArrayList<Map<String, Object>>();
        var found =
                read(file, MOST_BYTES, (bytes, start, length, _) -> rows.add(JsonObject.read(bytes, start, length)));
        return new FileRows(
                rows.isEmpty() ? List.of() : rows, found.problem.stream().toList());
    }

    /**
     * Gives all lines to the taker; none where there is no such file.
     *
     * @param mostBytes beyond which the file is not read
     */
    static Found read(Path file, long mostBytes, Taker taker) {
        var lines = new JsonLines(file, taker);
        try {
            if (Files.exists(file) && Files.size(file) > mostBytes) {
                return unread(new Problem(file.toString(), 0, "", "found more than 1 GiB", "less"));
            }
            try (var in = Files.newInputStream(file)) {
                lines.read(in);
            }
        } catch (NoSuchFileException _) {
            return new Found(0, true, true, Optional.empty());
        } catch (IOException e) {
            return unread(Problem.of(file, e));
        }
        return new Found(lines.broken, lines.hasEnd, true, lines.problem());
    }

    private static Found unread(Problem problem) {
        return new Found(0, true, false, Optional.of(problem));
    }

    private Optional<Problem> problem() {
        return Optional.ofNullable(
                bad < 2 ? first : Problem.in(file, first.line(), first.finding() + " (and in " + (bad - 1) + " more)"));
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
        hasEnd = kept == 0;
        line(buffer, 0, kept);
    }

    private void line(byte[] bytes, int start, int end) {
        line++;
        if (isBlank(bytes, start, end)) {
            return;
        }
        try {
            taker.take(bytes, start, end - start, hasEnd);
        } catch (BadJson e) {
            broken += hasEnd ? 1 : 0;
            if (!e.cutOff && bad++ == 0) {
                // Zeros where a machine lost power, a line of another program: not what a kill leaves.
                first = Problem.in(file, line, e.getMessage());
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
