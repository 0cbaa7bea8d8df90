package loglog.engine;

/**
 * A matrix in a device's memory: a handle, no data. Row r begins in cell {@code offset + r * stride}. A vector is a matrix of
 * one row. In float32 an element is a cell, which holds an int where a kernel says so; in bfloat16 two elements share one.
 *
 * @param storage where the cells are
 * @param offset the cell where element (0, 0) is
 * @param rows number of rows
 * @param cols number of columns
 * @param stride cells from one row to the next, at least those of a row
 * @param precision of the elements; bfloat16 only where a kernel says that it may be
 */
public record Tensor(Storage storage, long offset, int rows, int cols, int stride, Precision precision) {
    public Tensor {
        int cells = cells(cols, precision);
        if (rows < 0 || cols < 0 || stride < cells) {
            throw new IllegalArgumentException(
                    "a tensor of " + rows + " x " + cols + " cannot have a row stride of " + stride);
        }
        if (offset < 0 || (rows > 0 && offset + (rows - 1L) * stride + cells > storage.cells())) {
            throw new IllegalArgumentException("a tensor of " + rows + " x " + cols + " (row stride " + stride
                    + ") at cell " + offset + " does not fit into " + storage.cells() + " cells");
        }
    }

    /** A matrix of float32. */
    public Tensor(Storage storage, long offset, int rows, int cols, int stride) {
        this(storage, offset, rows, cols, stride, Precision.FLOAT32);
    }

    /** A matrix of float32 without gaps between its rows. */
    public static Tensor of(Storage storage, long offset, int rows, int cols) {
        return of(storage, offset, rows, cols, Precision.FLOAT32);
    }

    /** A matrix without gaps between its rows, each of which begins a cell. */
    public static Tensor of(Storage storage, long offset, int rows, int cols, Precision precision) {
        return new Tensor(storage, offset, rows, cols, cells(cols, precision), precision);
    }

    /** Cells that a row of {@code cols} elements takes. */
    public static int cells(int cols, Precision precision) {
        return precision == Precision.BFLOAT16 ? cols / 2 + cols % 2 : cols;
    }

    /** Number of elements. */
    public long size() {
        return (long) rows * cols;
    }

    /** Elements from one row to the next. */
    public int elementStride() {
        return precision == Precision.BFLOAT16 ? 2 * stride : stride;
    }

    /** Whether its elements lie in one run of cells. */
    public boolean contiguous() {
        return elementStride() == cols || rows <= 1;
    }

    /** The same elements as a vector; of a contiguous tensor only. */
    public Tensor flat() {
        if (!contiguous() || size() > Integer.MAX_VALUE) {
            throw new IllegalStateException("a tensor with gaps, or above 2^31 elements, has no flat view: " + this);
        }
        return of(storage, offset, 1, (int) size(), precision);
    }

    /** Rows {@code from} to {@code from + count - 1}. */
    public Tensor rowsFrom(int from, int count) {
        return new Tensor(storage, offset + (long) from * stride, count, cols, stride, precision);
    }

    /** Columns {@code from} to {@code from + count - 1}, of float32. */
    public Tensor columnsFrom(int from, int count) {
        if (precision != Precision.FLOAT32) {
            throw new IllegalStateException("columns of " + precision + " need not begin a cell");
        }
        return new Tensor(storage, offset + from, rows, count, stride);
    }
}
