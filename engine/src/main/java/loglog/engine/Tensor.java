package loglog.engine;

/**
 * A matrix in a device's memory: a handle, no data. Element (r, c) is in cell {@code offset + r * stride + c}. A vector
 * is a matrix of one row. Cells hold floats, or ints where a kernel says so.
 *
 * @param storage where the cells are
 * @param offset the cell of element (0, 0)
 * @param rows number of rows
 * @param cols number of columns
 * @param stride cells from one row to the next, at least {@code cols}
 */
public record Tensor(Storage storage, long offset, int rows, int cols, int stride) {
    public Tensor {
        if (rows < 0 || cols < 0 || stride < cols) {
            throw new IllegalArgumentException(
                    "a tensor of " + rows + " x " + cols + " cannot have a row stride of " + stride);
        }
        if (offset < 0 || (rows > 0 && offset + (rows - 1L) * stride + cols > storage.cells())) {
            throw new IllegalArgumentException("a tensor of " + rows + " x " + cols + " (row stride " + stride
                    + ") at cell " + offset + " does not fit into " + storage.cells() + " cells");
        }
    }

    /** A matrix without gaps between its rows. */
    public static Tensor of(Storage storage, long offset, int rows, int cols) {
        return new Tensor(storage, offset, rows, cols, cols);
    }

    /** Number of elements. */
    public long size() {
        return (long) rows * cols;
    }

    /** Whether its elements lie in one run of cells. */
    public boolean contiguous() {
        return stride == cols || rows <= 1;
    }

    /** The same elements as a vector; of a contiguous tensor only. */
    public Tensor flat() {
        if (!contiguous() || size() > Integer.MAX_VALUE) {
            throw new IllegalStateException("a tensor with gaps, or above 2^31 elements, has no flat view: " + this);
        }
        return of(storage, offset, 1, (int) size());
    }

    /** Rows {@code from} to {@code from + count - 1}. */
    public Tensor rowsFrom(int from, int count) {
        return new Tensor(storage, offset + (long) from * stride, count, cols, stride);
    }

    /** Columns {@code from} to {@code from + count - 1}. */
    public Tensor columnsFrom(int from, int count) {
        return new Tensor(storage, offset + from, rows, count, stride);
    }
}
