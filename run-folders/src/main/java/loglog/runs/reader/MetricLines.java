package loglog.runs.reader;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import loglog.runs.AtomicFile;
import loglog.runs.DataException;
import loglog.runs.RunFolder;

/**
 * {@code metrics.jsonl} line by line, as it was written: steps that were trained twice are there twice. Nothing is held but the
 * line under way.
 *
 * @param broken lines that are no rows, a last one without an end excepted
 * @param hasEnd whether the last line has an end: a kill may have cut it off
 */
public record MetricLines(int broken, boolean hasEnd) {
    private static final int BUFFER = 1 << 16;

    /** One row; it holds until the next is given. */
    public static final class Row {
        private final MetricRows values;
        private byte[] bytes;
        private int start;
        private int length;
        private boolean hasEnd;

        private Row(MetricRows values) {
            this.values = values;
        }

        /** A number; NaN where there is none of that name. */
        public double number(String name) {
            return values.number(name, 0);
        }

        /** The step; -1 where the row has no whole number as its step. */
        public long step() {
            var column = values.find(MetricRows.STEP);
            return column != null && column.kind(0) == MetricRows.Kind.WHOLE ? column.whole(0) : -1;
        }

        /** Whether there is a value of that name. */
        public boolean has(String name) {
            var column = values.find(name);
            return column != null && column.kind(0) != MetricRows.Kind.NOTHING;
        }

        /** Its values by name. */
        public Map<String, Object> map() {
            return values.map(0);
        }

        /** Whether the line has an end; a last one that has none goes when the next row is written. */
        public boolean hasEnd() {
            return hasEnd;
        }

        /** The line as it was written, without its end. */
        public String text() {
            return new String(bytes, start, length, StandardCharsets.UTF_8);
        }
    }

    /**
     * Gives all rows to the taker; none where there is no such file.
     *
     * @throws DataException where it cannot be read
     */
    public static MetricLines read(RunFolder run, Consumer<Row> taker) {
        return read(run.metricsFile(), taker);
    }

    /**
     * Writes rows of one file to another, or to the same, which is whole at every moment.
     *
     * @param line that each row becomes; empty for none
     * @throws DataException where one cannot be read or the other cannot be written
     */
    public static void copy(Path from, Path to, Function<Row, Optional<String>> line) {
        AtomicFile.write(to, channel -> {
            var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            try {
                read(from, row -> line.apply(row).ifPresent(text -> write(out, text)));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            out.flush();
        });
    }

    private static void write(OutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MetricLines read(Path file, Consumer<Row> taker) {
        var values = new MetricRows();
        var flat = new FlatLine(values);
        var row = new Row(values);
        var found = JsonLines.read(file, Long.MAX_VALUE, (bytes, start, length, hasEnd) -> {
            values.fill(flat, bytes, start, length);
            row.bytes = bytes;
            row.start = start;
            row.length = length;
            row.hasEnd = hasEnd;
            taker.accept(row);
            values.forget();
        });
        if (!found.isRead()) {
            throw new DataException(found.problem().orElseThrow());
        }
        return new MetricLines(found.broken(), found.hasEnd());
    }
}
