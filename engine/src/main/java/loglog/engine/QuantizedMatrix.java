package loglog.engine;

import java.util.Arrays;

/**
 * A weight [rows, cols], stored [out, in], in blocks along its rows, in a device's memory. Rows stand in panels of {@link #PANEL},
 * so that each lane of a vector has a row of its own, and sums need no lanes added up: the first columns of all rows of a panel, then
 * the next. A panel's row r is in lane 2 r, and row 16 + r in lane 2 r + 1: two lanes of 16 bits, seen as one of 32, are rows that
 * stand 16 apart. The last panel is filled up with rows of scale zero.
 *
 * @param integers [panels, bytes / 4] ints. Of 8 bits: a byte each, [cols, PANEL]. Of fewer: without a sign (greater by {@link
 *     BlockFormat#offset}), as many columns as fill 16 bits, the first in the lowest, [cols / these, PANEL]
 * @param scales [panels, cols / block length * PANEL] floats, a block's in the order of rows
 */
public record QuantizedMatrix(BlockFormat format, int rows, int cols, Tensor integers, Tensor scales) {
    /** Rows that stand side by side. */
    public static final int PANEL = 32;

    /**
     * Takes the memory for a matrix and puts it there.
     *
     * @param blocks of all rows, as {@link BlockFormat#quantize} makes them
     */
    public static QuantizedMatrix on(Device device, BlockFormat format, int rows, int cols, byte[] blocks) {
        int each = cols / format.length();
        if (cols % format.length() != 0 || blocks.length != (long) rows * each * format.bytes()) {
            throw new IllegalArgumentException(
                    "a matrix of %d x %d in %s is not %d bytes".formatted(rows, cols, format, blocks.length));
        }
        int panels = Math.ceilDiv(rows, PANEL);
        int cells = each * format.integerBytes() * PANEL / Integer.BYTES;
        var integers = Tensor.of(device.allocate((long) panels * cells), 0, panels, cells);
        var scales = Tensor.of(device.allocate((long) panels * each * PANEL), 0, panels, each * PANEL);
        var matrix = new QuantizedMatrix(format, rows, cols, integers, scales);
        var kernels = device.kernels(0);
        var panel = new int[cells];
        var factors = new float[each * PANEL];
        for (int p = 0; p < panels; p++) {
            Arrays.fill(panel, 0);
            Arrays.fill(factors, 0);
            for (int r = 0; r < Math.min(PANEL, rows - p * PANEL); r++) {
                for (int b = 0; b < each; b++) {
                    int block = (p * PANEL + r) * each + b;
                    factors[b * PANEL + r] = format.scaleOf(blocks, block);
                    for (int i = 0; i < format.length(); i++) {
                        int c = b * format.length() + i;
                        int bits = format.integer(blocks, block, i) + format.offset() & (1 << format.integerBits()) - 1;
                        int at = matrix.place(r, c);
                        panel[at / Integer.BYTES] |= bits << Byte.SIZE * (at % Integer.BYTES) + matrix.shift(c);
                    }
                }
            }
            kernels.write(panel, 0, integers.rowsFrom(p, 1));
            kernels.write(factors, scales.rowsFrom(p, 1));
        }
        return matrix;
    }

    /** Which byte of a panel has the integer of its row {@code r} and column {@code c}. */
    public int place(int r, int c) {
        int lane = 2 * (r % 16) + r / 16;
        if (format.integerBits() == Byte.SIZE) {
            return c * PANEL + lane;
        }
        int together = Short.SIZE / format.integerBits();
        return (c / together * PANEL + lane) * Short.BYTES + c % together * format.integerBits() / Byte.SIZE;
    }

    /** By how many bits it is shifted there. */
    public int shift(int c) {
        return c * format.integerBits() % Byte.SIZE;
    }

    /** Bytes in memory. */
    public long bytes() {
        return Integer.BYTES * integers.size() + Float.BYTES * scales.size();
    }
}
