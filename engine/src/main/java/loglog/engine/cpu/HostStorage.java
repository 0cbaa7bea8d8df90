package loglog.engine.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import loglog.engine.Precision;
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

    /** An element of a vector in bfloat16. */
    static float half(Tensor t, int col) {
        return RoundedMoments.expand(segment(t).getAtIndex(ValueLayout.JAVA_SHORT, 2 * t.offset() + col));
    }

    static void setHalf(Tensor t, int col, short value) {
        segment(t).setAtIndex(ValueLayout.JAVA_SHORT, 2 * t.offset() + col, value);
    }

    /** Number of a tensor's first element among those of its storage; of many, its lower bits. */
    static int place(Tensor t) {
        return (int) (t.precision() == Precision.BFLOAT16 ? 2 * t.offset() : t.offset());
    }

    /** Copies {@code rows} of contiguous values to or from a tensor; a vector in bfloat16 is rounded and expanded. */
    static void write(Object values, int from, Tensor to, ValueLayout layout) {
        if (to.precision() == Precision.BFLOAT16) {
            for (int i = 0; i < to.cols(); i++) {
                setHalf(to, i, Bf16.round(((float[]) values)[from + i]));
            }
            return;
        }
        for (int r = 0; r < to.rows(); r++) {
            MemorySegment.copy(values, from + r * to.cols(), segment(to), layout, at(to, r), to.cols());
        }
    }

    static void read(Tensor from, float[] values) {
        if (from.precision() == Precision.BFLOAT16) {
            for (int i = 0; i < from.cols(); i++) {
                values[i] = half(from, i);
            }
            return;
        }
        for (int r = 0; r < from.rows(); r++) {
            MemorySegment.copy(
                    segment(from), ValueLayout.JAVA_FLOAT, at(from, r), values, r * from.cols(), from.cols());
        }
    }

    private static long at(Tensor t, int row) {
        return (t.offset() + (long) row * t.stride()) * Float.BYTES;
    }
}
