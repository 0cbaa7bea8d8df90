package loglog.engine.cpu;

import java.lang.foreign.Arena;
import loglog.engine.Precision;
import loglog.engine.Tensor;

/**
 * Rows as kernels compute with them, in float32: where they are or, of a tensor in bfloat16, in scratch of the lane, which stays in
 * the first-level cache. A kernel that uses several rows at once gives each a slot of its own.
 */
final class FloatRows {
    private static final int SLOTS = 2;

    private final Arena arena;
    private final long[] cells = new long[SLOTS];
    private final long[] addresses = new long[SLOTS];

    FloatRows(Arena arena) {
        this.arena = arena;
    }

    private long slot(int slot, long wanted) {
        if (wanted > cells[slot]) {
            // At least double: what it outgrew is given back only with the device.
            cells[slot] = Math.max(wanted, 2 * cells[slot]);
            addresses[slot] = HostStorage.allocate(arena, cells[slot]).segment().address();
        }
        return addresses[slot];
    }

    private static boolean inPlace(Tensor t) {
        return t.precision() == Precision.FLOAT32;
    }

    /** Where row r can be read. */
    long read(Tensor t, int r, int slot) {
        long at = CpuKernels.row(t, r);
        if (inPlace(t)) {
            return at;
        }
        long to = slot(slot, t.cols());
        Bf16.expand(at, to, t.cols());
        return to;
    }

    /** Where row r is to be written; then {@link #written}. */
    long write(Tensor t, int r, int slot) {
        return inPlace(t) ? CpuKernels.row(t, r) : slot(slot, t.cols());
    }

    /** Takes row r from where {@link #write} said. */
    void written(Tensor t, int r, int slot) {
        if (!inPlace(t)) {
            Bf16.round(addresses[slot], CpuKernels.row(t, r), t.cols());
        }
    }

    private static void round(Tensor from, Tensor to) {
        boolean oneRun = from.contiguous() && to.contiguous() && from.size() <= Integer.MAX_VALUE;
        int rows = oneRun ? 1 : from.rows();
        int cols = oneRun ? (int) from.size() : from.cols();
        for (int r = 0; r < rows; r++) {
            Bf16.round(CpuKernels.row(from, r), CpuKernels.row(to, r), cols);
        }
    }

    /** {@code to = from}, of one shape. */
    void copy(Tensor from, Tensor to) {
        if (inPlace(from) && !inPlace(to)) {
            round(from, to);
            return;
        }
        for (int r = 0; r < to.rows(); r++) {
            Rope.scale(read(from, r, 0), write(to, r, 1), to.cols(), 1);
            written(to, r, 1);
        }
    }
}
