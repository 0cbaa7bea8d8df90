package loglog.hex.selfplay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import loglog.runs.DataException;

/** Numbers of a training state on their way to a file and back: little-endian, one after another. */
final class State {
    private State() {}

    /** Gathers them. */
    static final class Writer {
        private final List<ByteBuffer> parts = new ArrayList<>();

        private ByteBuffer part(long bytes) {
            var part = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
            parts.add(part);
            return part;
        }

        void whole(long value) {
            part(Long.BYTES).putLong(0, value);
        }

        void number(double value) {
            part(Double.BYTES).putDouble(0, value);
        }

        void words(long[] values, int count) {
            part((long) count * Long.BYTES).asLongBuffer().put(values, 0, count);
        }

        void ints(int[] values, int count) {
            part((long) count * Integer.BYTES).asIntBuffer().put(values, 0, count);
        }

        void floats(float[] values, int count) {
            part((long) count * Float.BYTES).asFloatBuffer().put(values, 0, count);
        }

        /** @param values a {@code long[]}, {@code int[]} or {@code float[]} */
        void array(Object values) {
            switch (values) {
                case long[] words -> words(words, words.length);
                case int[] ints -> ints(ints, ints.length);
                case float[] floats -> floats(floats, floats.length);
                default -> throw new IllegalArgumentException("no array of numbers: " + values.getClass());
            }
        }

        byte[] bytes() {
            var all = ByteBuffer.allocate(Math.toIntExact(
                    parts.stream().mapToLong(ByteBuffer::capacity).sum()));
            parts.forEach(part -> all.put(part.duplicate().rewind()));
            return all.array();
        }
    }

    /** Gives them back. */
    static final class Reader {
        private final Path file;
        private final ByteBuffer rest;

        Reader(Path file, byte[] content) {
            this.file = file;
            rest = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        }

        DataException damaged() {
            return DataException.in(file, "found another state than was written, expected the one of this run");
        }

        private ByteBuffer part(long bytes) {
            if (bytes > rest.remaining()) {
                throw damaged();
            }
            var part = rest.slice(rest.position(), (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
            rest.position(rest.position() + (int) bytes);
            return part;
        }

        long whole() {
            return part(Long.BYTES).getLong();
        }

        double number() {
            return part(Double.BYTES).getDouble();
        }

        void words(long[] to, int count) {
            part((long) count * Long.BYTES).asLongBuffer().get(to, 0, count);
        }

        void ints(int[] to, int count) {
            part((long) count * Integer.BYTES).asIntBuffer().get(to, 0, count);
        }

        void floats(float[] to, int count) {
            part((long) count * Float.BYTES).asFloatBuffer().get(to, 0, count);
        }

        /** @param to a {@code long[]}, {@code int[]} or {@code float[]} */
        void array(Object to) {
            switch (to) {
                case long[] words -> words(words, words.length);
                case int[] ints -> ints(ints, ints.length);
                case float[] floats -> floats(floats, floats.length);
                default -> throw new IllegalArgumentException("no array of numbers: " + to.getClass());
            }
        }

        void end() {
            if (rest.hasRemaining()) {
                throw damaged();
            }
        }
    }
}
