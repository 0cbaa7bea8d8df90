package loglog.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A weight [rows, cols], stored [out, in], in blocks along its rows, in a device's memory.
 *
 * @param integers [rows, cols / block length * integer bytes / 4] ints: the bytes of each block's integers, four a cell
 * @param scales [rows, cols / block length] floats
 */
public record QuantizedMatrix(BlockFormat format, int rows, int cols, Tensor integers, Tensor scales) {
    /** Cells that the integers take. */
    public static long integerCells(BlockFormat format, int rows, int cols) {
        return (long) rows * cols / format.length() * format.integerBytes() / Integer.BYTES;
    }

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
        int cells = each * format.integerBytes() / Integer.BYTES;
        var integers = Tensor.of(device.allocate(integerCells(format, rows, cols)), 0, rows, cells);
        var scales = Tensor.of(device.allocate((long) rows * each), 0, rows, each);
        var bytes = ByteBuffer.allocate(rows * cells * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        var factors = new float[rows * each];
        for (int b = 0; b < rows * each; b++) {
            bytes.put(format.integersOf(blocks, b));
            factors[b] = format.scaleOf(blocks, b);
        }
        var packed = new int[rows * cells];
        bytes.flip().asIntBuffer().get(packed);
        device.kernels(0).write(packed, 0, integers);
        device.kernels(0).write(factors, scales);
        return new QuantizedMatrix(format, rows, cols, integers, scales);
    }

    /** Bytes in memory. */
    public long bytes() {
        return Integer.BYTES * integers.size() + Float.BYTES * scales.size();
    }
}
