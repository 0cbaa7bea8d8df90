package loglog.tables;

/**
 * Finds rows that say a thing twice, in time that grows as the rows do.
 *
 * @param rows of the table
 * @param numbers columns of numbers that were read, a value for each of the rows
 * @param texts columns of the table that are compared as text
 */
record RepeatedRows(Table table, int[] rows, double[][] numbers, int[] texts) {
    /** For each of the rows the place among them of the first that is the same in all columns; -1 where it is that row itself. */
    int[] earlier() {
        var first = new int[Integer.highestOneBit(Math.max(8, rows.length)) << 2]; // an open hash of rows, from 1
        var earlier = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int at = hash(i) & first.length - 1;
            while (first[at] != 0 && !same(first[at] - 1, i)) {
                at = at + 1 & first.length - 1;
            }
            earlier[i] = first[at] - 1;
            if (first[at] == 0) {
                first[at] = i + 1;
            }
        }
        return earlier;
    }

    private int hash(int i) {
        long bits = 0;
        for (var column : numbers) {
            bits = 31 * bits + Double.doubleToLongBits(column[i]);
        }
        for (int c : texts) {
            bits = 31 * bits + table.hash(rows[i], c);
        }
        bits *= 0x9E3779B97F4A7C15L;
        return (int) (bits >>> 32);
    }

    private boolean same(int i, int k) {
        for (var column : numbers) {
            if (Double.doubleToLongBits(column[i]) != Double.doubleToLongBits(column[k])) {
                return false;
            }
        }
        for (int c : texts) {
            if (!table.same(rows[i], rows[k], c)) {
                return false;
            }
        }
        return true;
    }
}
