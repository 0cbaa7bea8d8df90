package loglog.lab.work;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import loglog.runs.DataException;

/**
 * Follows a text file that another program writes: it may appear late, end in half a line, or be begun anew. A carriage
 * return ends a line, too: progress bars write over themselves.
 */
final class Tail {
    /** Longer lines are no rows of metrics; they are passed over without being kept. */
    private static final int LONGEST_LINE = 1 << 20;

    private static final int CHUNK = 1 << 16;
    private static final int WITNESS = 256;

    private final Path file;
    private final Consumer<String> lines;
    private final Runnable anew;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean tooLong;
    private long position;
    private Object key;

    // The file's first bytes, and those before the position: a file that was written over has others there.
    private byte[] head = {};
    private byte[] before = {};

    /**
     * @param from where to begin
     * @param lines takes each line that is whole
     * @param anew is told that the file was begun anew, before its first line
     */
    Tail(Path file, long from, Consumer<String> lines, Runnable anew) {
        this.file = file;
        this.position = from;
        this.lines = lines;
        this.anew = anew;
    }

    /**
     * Reads what is new.
     *
     * @param end whether nothing more will come: a last line without an end is a line, too
     */
    void read(boolean end) {
        try {
            readNew();
        } catch (NoSuchFileException _) {
            // Not yet, or between two versions of it.
        } catch (IOException e) {
            throw DataException.of(file, e);
        }
        if (end) {
            endLine();
        }
    }

    /** Leaves half a line at the end out: who wrote it has ended, and what comes next is another's. */
    void leaveHalfLine() {
        line.reset();
        tooLong = false;
    }

    private void readNew() throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw DataException.in(file, "found no file, expected the program's metrics");
        }
        try (var channel = FileChannel.open(file)) {
            if (position > 0 && (!Objects.equals(key, attributes.fileKey()) && key != null || isOther(channel))) {
                position = 0;
                leaveHalfLine();
                head = new byte[0];
                before = new byte[0];
                anew.run();
            }
            key = attributes.fileKey();
            long from = position;
            var buffer = ByteBuffer.allocate(CHUNK);
            while (channel.read(buffer.clear(), position) > 0) {
                position += buffer.position();
                take(buffer.array(), buffer.position());
            }
            if (position > from) {
                head = bytes(channel, 0, Math.min(position, WITNESS));
                before = bytes(channel, Math.max(0, position - WITNESS), Math.min(position, WITNESS));
            }
        }
    }

    private boolean isOther(FileChannel channel) throws IOException {
        return channel.size() < position
                || !Arrays.equals(head, bytes(channel, 0, head.length))
                || !Arrays.equals(before, bytes(channel, position - before.length, before.length));
    }

    private static byte[] bytes(FileChannel channel, long at, long count) throws IOException {
        var buffer = ByteBuffer.allocate((int) count);
        while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
            // Until all is read or the file ends.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void take(byte[] bytes, int count) {
        int start = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                keep(bytes, start, i);
                endLine();
                start = i + 1;
            }
        }
        keep(bytes, start, count);
    }

    private void keep(byte[] bytes, int from, int to) {
        tooLong |= line.size() + to - from > LONGEST_LINE;
        if (!tooLong) {
            line.write(bytes, from, to - from);
        }
    }

    private void endLine() {
        if (!tooLong && line.size() > 0) {
            lines.accept(line.toString(StandardCharsets.UTF_8));
        }
        line.reset();
        tooLong = false;
    }
}
