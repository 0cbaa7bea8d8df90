package loglog.hex.game;

/**
 * Hex on a rhombus of n by n cells, n from 3 to 13. Cell (row, column) touches its row's and its column's neighbors, and
 * (row - 1, column + 1) and (row + 1, column - 1). The first player joins top and bottom, the second left and right; exactly one
 * of them has done so when the board is full.
 *
 * <p>Transposing the board swaps the players' sides, so each player sees a board on which they join top and bottom: move {@code
 * row * n + column} is in that player's own view. A position is four sets of cells, a bit each: the mover's stones and the other's,
 * as the mover sees them, then the same two as the other player sees them, so that a move is two bits and a swap.
 */
public final class Hex implements Game {
    public static final int SMALLEST = 3;
    public static final int LARGEST = 13;

    /** The side up to which a set of cells is one word. */
    private static final int ONE_WORD = 8;

    private final int n;
    private final int cells;
    private final int span;
    private final int[] transposed;
    private final long[] all;
    private final long[] top;
    private final long[] bottom;
    private final long[] notFirst;
    private final long[] notLast;

    /** @throws IllegalArgumentException for a board that is smaller than 3 or larger than 13 */
    public Hex(int n) {
        if (n < SMALLEST || n > LARGEST) {
            throw new IllegalArgumentException(
                    "found a board of %d, expected %d to %d".formatted(n, SMALLEST, LARGEST));
        }
        this.n = n;
        cells = n * n;
        span = n <= ONE_WORD ? 1 : 3;
        transposed = new int[cells];
        all = new long[span];
        top = new long[span];
        bottom = new long[span];
        notFirst = new long[span];
        notLast = new long[span];
        for (int cell = 0; cell < cells; cell++) {
            int row = cell / n;
            int column = cell % n;
            transposed[cell] = column * n + row;
            set(all, cell, true);
            set(top, cell, row == 0);
            set(bottom, cell, row == n - 1);
            set(notFirst, cell, column > 0);
            set(notLast, cell, column < n - 1);
        }
    }

    private static void set(long[] set, int cell, boolean is) {
        if (is) {
            set[cell >> 6] |= 1L << cell;
        }
    }

    /** Cells of a side. */
    public int side() {
        return n;
    }

    /** The same cell as the other player sees it. */
    public int transposed(int cell) {
        return transposed[cell];
    }

    @Override
    public int moves() {
        return cells;
    }

    @Override
    public int longest() {
        return cells;
    }

    @Override
    public int words() {
        return 4 * span;
    }

    @Override
    public int inputs() {
        return 2 * cells;
    }

    @Override
    public void start(long[] positions, int at) {
        java.util.Arrays.fill(positions, at, at + words(), 0);
    }

    @Override
    public boolean isLegal(long[] positions, int at, int move) {
        return move >= 0
                && move < cells
                && ((positions[at + (move >> 6)] | positions[at + span + (move >> 6)]) >>> move & 1) == 0;
    }

    @Override
    public void legal(long[] positions, int at, long[] to) {
        for (int w = 0; w < span; w++) {
            to[w] = all[w] & ~(positions[at + w] | positions[at + span + w]);
        }
    }

    @Override
    public float play(long[] from, int fromAt, int move, long[] to, int toAt) {
        if (span == 1) {
            long own = from[fromAt] | 1L << move;
            long ownTurned = from[fromAt + 2] | 1L << transposed[move];
            long other = from[fromAt + 1];
            to[toAt] = from[fromAt + 3];
            to[toAt + 1] = ownTurned;
            to[toAt + 2] = other;
            to[toAt + 3] = own;
            return joins(own) ? 1 : GOES_ON;
        }
        for (int w = 0; w < span; w++) {
            long own = from[fromAt + w];
            long other = from[fromAt + span + w];
            long ownTurned = from[fromAt + 2 * span + w];
            to[toAt + w] = from[fromAt + 3 * span + w];
            to[toAt + span + w] = ownTurned;
            to[toAt + 2 * span + w] = other;
            to[toAt + 3 * span + w] = own;
        }
        int mirror = transposed[move];
        to[toAt + span + (mirror >> 6)] |= 1L << mirror;
        to[toAt + 3 * span + (move >> 6)] |= 1L << move;
        int own = toAt + 3 * span;
        return joins(to[own], to[own + 1], to[own + 2]) ? 1 : GOES_ON;
    }

    /** Whether stones of a board of one word join top and bottom: what the top row's stones reach, step by step. */
    boolean joins(long stones) {
        if (Long.bitCount(stones) < n || (stones & bottom[0]) == 0) {
            return false;
        }
        long reached = stones & top[0];
        while (true) {
            long next = reached
                    | stones
                            & ((reached << 1 | reached >>> n - 1) & notFirst[0]
                                    | (reached >>> 1 | reached << n - 1) & notLast[0]
                                    | reached << n
                                    | reached >>> n);
            if ((next & bottom[0]) != 0) {
                return true;
            }
            if (next == reached) {
                return false;
            }
            reached = next;
        }
    }

    private boolean joins(long a, long b, long c) {
        if (Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) < n) {
            return false;
        }
        long x = a & top[0];
        long y = b & top[1];
        long z = c & top[2];
        int k = n - 1;
        while (true) {
            long nextX = x
                    | a
                            & ((x << 1 | x >>> k | y << 64 - k) & notFirst[0]
                                    | (x >>> 1 | y << 63 | x << k) & notLast[0]
                                    | x << n
                                    | x >>> n
                                    | y << 64 - n);
            long nextY = y
                    | b
                            & ((y << 1 | x >>> 63 | y >>> k | z << 64 - k) & notFirst[1]
                                    | (y >>> 1 | z << 63 | y << k | x >>> 64 - k) & notLast[1]
                                    | y << n
                                    | x >>> 64 - n
                                    | y >>> n
                                    | z << 64 - n);
            long nextZ = z
                    | c
                            & ((z << 1 | y >>> 63 | z >>> k) & notFirst[2]
                                    | (z >>> 1 | z << k | y >>> 64 - k) & notLast[2]
                                    | z << n
                                    | y >>> 64 - n
                                    | z >>> n);
            if ((nextX & bottom[0] | nextY & bottom[1] | nextZ & bottom[2]) != 0) {
                return true;
            }
            if (nextX == x && nextY == y && nextZ == z) {
                return false;
            }
            x = nextX;
            y = nextY;
            z = nextZ;
        }
    }

    /** Two planes of n by n: the mover's stones, then the other's, as the mover sees them. */
    @Override
    public void observe(long[] positions, int at, float[] to, int toAt) {
        for (int plane = 0; plane < 2; plane++) {
            int end = toAt + cells;
            for (int w = 0; w < span; w++) {
                long stones = positions[at + plane * span + w];
                int last = Math.min(toAt + 64, end);
                for (int i = toAt; i < last; i++) {
                    to[i] = stones & 1;
                    stones >>>= 1;
                }
                toAt = last;
            }
            toAt = end;
        }
    }

    /** The half turn keeps both players' sides. */
    @Override
    public int symmetries() {
        return 2;
    }

    @Override
    public int turned(int move, int s) {
        return s == 0 ? move : cells - 1 - move;
    }

    /** Stones on the board. */
    public int stones(long[] positions, int at) {
        int stones = 0;
        for (int w = 0; w < 2 * span; w++) {
            stones += Long.bitCount(positions[at + w]);
        }
        return stones;
    }

    /** Whose move it is: 0 the first player's, 1 the second's. */
    public int mover(long[] positions, int at) {
        return stones(positions, at) % 2;
    }

    /**
     * Whose stone is on a cell of the first player's view: 0, 1, or -1 where there is none.
     *
     * @param cell {@code row * n + column}
     */
    public int stone(long[] positions, int at, int cell) {
        int mover = mover(positions, at);
        int seen = mover == 0 ? cell : transposed[cell];
        long bit = 1L << seen;
        return (positions[at + (seen >> 6)] & bit) != 0
                ? mover
                : (positions[at + span + (seen >> 6)] & bit) != 0 ? 1 - mover : -1;
    }

    /** A move of that player as the cell of the first player's view, and back. */
    public int cell(int move, int mover) {
        return mover == 0 ? move : transposed[move];
    }

    /** A cell of the first player's view as people write it: column letter, row number. */
    public String name(int cell) {
        return "%c%d".formatted('a' + cell % n, cell / n + 1);
    }

    /** The cell of that name, or -1 where there is none. */
    public int cell(String name) {
        if (!name.matches("[a-zA-Z]\\d{1,2}")) {
            return -1;
        }
        int column = Character.toLowerCase(name.charAt(0)) - 'a';
        int row = Integer.parseInt(name.substring(1)) - 1;
        return column < n && row >= 0 && row < n ? row * n + column : -1;
    }
}
