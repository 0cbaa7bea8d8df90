package loglog.engine.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import loglog.engine.Storage;
import loglog.engine.Tensor;

/** Main memory outside the Java heap, aligned to 64 bytes at least. */
record HostStorage(MemorySegment segment) implements Storage {
    private static final long ALIGNMENT = 64;

    static HostStorage allocate(Arena arena, long cells) {
        long bytes = Math.max(cells, 1) * Float.BYTES;
        var large = bytes >= HugePages.SMALLEST ? HugePages.allocate(arena, bytes) : null;
        return new HostStorage(large == null ? arena.allocate(bytes, ALIGNMENT) : large);
    }

    @Override
    public long cells() {
        return segment.byteSize() / Float.BYTES;
    }

    static MemorySegment segment(Tensor t) {
        return ((HostStorage) t.storage()).segment;
    }

    /** Where element (0, 0) is. */
    static long address(Tensor t) {
        return segment(t).address() + t.offset() * Float.BYTES;
    }

    static float get(Tensor t, int row, int col) {
        return segment(t).getAtIndex(ValueLayout.JAVA_FLOAT, t.offset() + (long) row * t.stride() + col);
    }

    static void set(Tensor t, int row, int col, double value) {
        segment(t).setAtIndex(ValueLayout.JAVA_FLOAT, t.offset() + (long) row * t.stride() + col, (float) value);
    }

    static void setInt(Tensor t, int row, int col, int value) {
        segment(t).setAtIndex(ValueLayout.JAVA_INT, t.offset() + (long) row * t.stride() + col, value);
    }

    static int getInt(Tensor t, int row, int col) {
        return segment(t).getAtIndex(ValueLayout.JAVA_INT, t.offset() + (long) row * t.stride() + col);
    }

    /** Copies {@code rows} of contiguous values to or from a tensor. */
    static void write(Object values, int from, Tensor to, ValueLayout layout) {
        for (int r = 0; r < to.rows(); r++) {
            MemorySegment.copy(values, from + r * to.cols(), segment(to), layout, at(to, r), to.cols());
        }
    }

    static void read(Tensor from, float[] values) {
        for (int r = 0; r < from.rows(); r++) {
            MemorySegment.copy(
                    segment(from), ValueLayout.JAVA_FLOAT, at(from, r), values, r * from.cols(), from.cols());
        }
    }

    private static long at(Tensor t, int row) {
        return (t.offset() + (long) row * t.stride()) * Float.BYTES;
    }
}
