package loglog.tables;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The cells of one column as UTF-8, one after the other: four bytes a cell beside its text. An empty cell is nothing. */
final class TextColumn {
    private byte[] bytes = new byte[64];
    private int[] ends = new int[16];
    private int rows;

    /** Sets the cell of the last row that was set, or of one after it; those between stay empty. */
    void set(int row, String cell) {
        rows = Math.min(rows, row);
        int end = end();
        if (row >= ends.length) {
            ends = Arrays.copyOf(ends, Math.max(row + 1, ends.length + ends.length / 2));
        }
        Arrays.fill(ends, rows, row, end);
        var text = cell.getBytes(StandardCharsets.UTF_8);
        if (text.length > bytes.length - end) {
            if (text.length > Integer.MAX_VALUE - 16 - end) {
                throw new TableException("found more than 2 GiB of text in a column, expected a table of runs");
            }
            long wanted = Math.max((long) end + text.length, bytes.length + (long) bytes.length / 2);
            bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
        System.arraycopy(text, 0, bytes, end, text.length);
        ends[row] = end + text.length;
        rows = row + 1;
    }

    private int end() {
        return rows == 0 ? 0 : ends[rows - 1];
    }

    private int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    /** A cell's text; null where it is empty. */
    String text(int row) {
        if (row >= rows) {
            return null;
        }
        int start = start(row);
        int length = ends[row] - start;
        return length == 0 ? null : new String(bytes, start, length, StandardCharsets.UTF_8);
    }

    /** Whether two rows hold the same text. */
    boolean same(int a, int b) {
        if (a >= rows || b >= rows) {
            return text(a) == null && text(b) == null;
        }
        return Arrays.equals(bytes, start(a), ends[a], bytes, start(b), ends[b]);
    }

    /** A hash of a cell's text. */
    int hash(int row) {
        int hash = 0;
        for (int i = row < rows ? start(row) : 0; row < rows && i < ends[row]; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Bytes of memory that it takes. */
    long size() {
        return bytes.length + (long) Integer.BYTES * ends.length;
    }
}
