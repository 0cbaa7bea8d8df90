package loglog.hex.game;

import java.util.Arrays;

/**
 * Who wins a position of Hex when both play perfectly, on boards up to 5 by 5: a search over all moves, with a table of the
 * positions that were decided before. What makes it quick are bridges: two stones with two free cells between them, both of
 * which touch both stones, stay joined, since the answer to a stone on one is a stone on the other. Bridges that share no cell
 * can be answered one by one, so that a side joined by them has won, whoever is to move. Where a side would be joined by one
 * more stone, the other has to play on the cells of that link (the must-play region of Hayward et al., "Solving 7x7 Hex with
 * domination, fill-in, and virtual connections", 2005).
 *
 * <p>Not for several threads at once.
 */
public final class HexSolver {
    /** The largest board. */
    public static final int LARGEST = 5;

    private static final long WON = 1L << 62;
    private static final long LOST = 1L << 61;
    private static final long VALUE = WON | LOST;

    /** Of the table: 64 MB. */
    private static final int MOST_POSITIONS = 1 << 22;

    /** No set of cells of these boards. */
    private static final long NO_LINK = -1;

    private final Hex hex;
    private final int n;
    private final int cells;
    private final long all;
    private final long top;
    private final long bottom;
    private final long second;
    private final long beforeLast;
    private final long notFirst;
    private final long notLast;
    private final int[] fromCenter;
    private final long[] turnedBit;

    /** For each cell its bridges: the other end, and the two cells between. */
    private final int[][] ends;

    private final long[][] between;

    /** For a cell of the second row the two cells of the top row that it touches; likewise at the bottom. */
    private final long[] upward;

    private final long[] downward;

    private long[] table = new long[1 << 12];
    private int filled;

    /** @throws IllegalArgumentException for a board above 5 by 5 */
    public HexSolver(Hex hex) {
        if (!covers(hex)) {
            throw new IllegalArgumentException(
                    "found a board of %d, expected at most %d".formatted(hex.side(), LARGEST));
        }
        this.hex = hex;
        n = hex.side();
        cells = n * n;
        all = (1L << cells) - 1;
        top = (1L << n) - 1;
        bottom = top << cells - n;
        second = top << n;
        beforeLast = top << cells - 2 * n;
        long first = 0;
        for (int row = 0; row < n; row++) {
            first |= 1L << row * n;
        }
        notFirst = all & ~first;
        notLast = all & ~(first << n - 1);
        turnedBit = new long[cells];
        ends = new int[cells][];
        between = new long[cells][];
        upward = new long[cells];
        downward = new long[cells];
        for (int cell = 0; cell < cells; cell++) {
            turnedBit[cell] = 1L << hex.transposed(cell);
            bridges(cell);
        }
        fromCenter = order();
    }

    /** Whether there is a solver of that board. */
    public static boolean covers(Hex hex) {
        return hex.side() <= LARGEST;
    }

    private int[] order() {
        double middle = (n - 1) / 2.0;
        return java.util.stream.IntStream.range(0, cells)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(cell -> {
                    double row = cell / n - middle;
                    double column = cell % n - middle;
                    // The short diagonal, along which both players' ways are shortest, first.
                    return row * row + column * column + row * column;
                }))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    private void bridges(int cell) {
        int[][] steps = {{-1, 0}, {-1, 1}, {0, 1}, {1, 0}, {1, -1}, {0, -1}};
        int row = cell / n;
        int column = cell % n;
        var to = new int[6];
        var over = new long[6];
        int count = 0;
        for (int i = 0; i < 6; i++) {
            var one = steps[i];
            var next = steps[(i + 1) % 6];
            int a = at(row + one[0], column + one[1]);
            int b = at(row + next[0], column + next[1]);
            int end = at(row + one[0] + next[0], column + one[1] + next[1]);
            if (a >= 0 && b >= 0 && end >= 0) {
                to[count] = end;
                over[count++] = 1L << a | 1L << b;
            }
        }
        ends[cell] = Arrays.copyOf(to, count);
        between[cell] = Arrays.copyOf(over, count);
        if (row == 1 && column + 1 < n) {
            upward[cell] = 1L << column | 1L << column + 1;
        }
        if (row == n - 2 && column > 0) {
            downward[cell] = 1L << (n - 1) * n + column | 1L << (n - 1) * n + column - 1;
        }
    }

    private int at(int row, int column) {
        return row < 0 || row >= n || column < 0 || column >= n ? -1 : row * n + column;
    }

    /** Positions that are known. */
    public int decided() {
        return filled;
    }

    /** Whether the player whose move it is wins; of positions that have not ended. */
    public boolean wins(long[] positions, int at) {
        return wins(positions[at], positions[at + 1], positions[at + 2], positions[at + 3]);
    }

    /** Whether the player whose move it is wins by that legal move. */
    public boolean wins(long[] positions, int at, int move) {
        long own = positions[at] | 1L << move;
        long ownTurned = positions[at + 2] | turnedBit[move];
        return hex.joins(own) || !wins(positions[at + 3], ownTurned, positions[at + 1], own);
    }

    /** The moves by which the player whose move it is wins, a bit each. */
    public long winningMoves(long[] positions, int at) {
        long winning = 0;
        for (int move = 0; move < cells; move++) {
            if (hex.isLegal(positions, at, move) && wins(positions, at, move)) {
                winning |= 1L << move;
            }
        }
        return winning;
    }

    private boolean wins(long own, long other, long ownTurned, long otherTurned) {
        long key = key(own, other);
        long known = find(key);
        if (known != 0) {
            return known == WON;
        }
        boolean won = search(own, other, ownTurned, otherTurned);
        put(key, won ? WON : LOST);
        return won;
    }

    private boolean search(long own, long other, long ownTurned, long otherTurned) {
        long freeTurned = all & ~(ownTurned | otherTurned);
        if (link(otherTurned, freeTurned) != NO_LINK) {
            return false;
        }
        long free = all & ~(own | other);
        for (long rest = free; rest != 0; rest &= rest - 1) {
            long bit = Long.lowestOneBit(rest);
            if (link(own | bit, free & ~bit) != NO_LINK) {
                return true;
            }
        }
        long must = must(otherTurned, freeTurned);
        if (must == 0) {
            return false;
        }
        // The fewer cells the answer has to choose from, the sooner it is decided: none is a win at once.
        int count = 0;
        var order = new long[Long.bitCount(must)];
        for (int i = 0; i < cells; i++) {
            int move = fromCenter[i];
            if ((must & turnedBit[move]) != 0) {
                int answers = Long.bitCount(must(own | 1L << move, free & ~(1L << move)));
                if (answers == 0) {
                    return true;
                }
                order[count++] = answers << 16 | i << 8 | move;
            }
        }
        Arrays.sort(order);
        for (long ordered : order) {
            int move = (int) ordered & 0xff;
            if (!wins(otherTurned, ownTurned | turnedBit[move], other, own | 1L << move)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Where the side that is not to move threatens to link, with one more stone, only a stone on the cells of that link is left
     * to the other: the cells that are in all such threats.
     */
    private long must(long stones, long free) {
        long must = free;
        for (long rest = free; rest != 0 && must != 0; rest &= rest - 1) {
            long bit = Long.lowestOneBit(rest);
            long over = link(stones | bit, free & ~bit);
            if (over != NO_LINK) {
                must &= over | bit;
            }
        }
        return must;
    }

    /**
     * The free cells of bridges that share none and by which stones join top and bottom; {@link #NO_LINK} where this finds
     * none. Cells of bridges that lead nowhere may be among them.
     */
    private long link(long stones, long free) {
        long before = free;
        long reached = stones & top;
        for (long rest = stones & second; rest != 0; rest &= rest - 1) {
            int cell = Long.numberOfTrailingZeros(rest);
            long over = upward[cell];
            if (over != 0 && (free & over) == over) {
                free &= ~over;
                reached |= 1L << cell;
            }
        }
        while (reached != 0) {
            reached = flood(reached, stones);
            if ((reached & bottom) != 0) {
                return before & ~free;
            }
            for (long last = reached & beforeLast; last != 0; last &= last - 1) {
                long over = downward[Long.numberOfTrailingZeros(last)];
                if (over != 0 && (free & over) == over) {
                    return before & ~free | over;
                }
            }
            long more = reached;
            for (long rest = stones & ~reached; rest != 0; rest &= rest - 1) {
                int cell = Long.numberOfTrailingZeros(rest);
                for (int i = 0; i < ends[cell].length; i++) {
                    long over = between[cell][i];
                    if ((reached >>> ends[cell][i] & 1) != 0 && (free & over) == over) {
                        free &= ~over;
                        more |= 1L << cell;
                        break;
                    }
                }
            }
            if (more == reached) {
                return NO_LINK;
            }
            reached = more;
        }
        return NO_LINK;
    }

    private long flood(long reached, long stones) {
        while (true) {
            long next = reached
                    | stones
                            & ((reached << 1 | reached >>> n - 1) & notFirst
                                    | (reached >>> 1 | reached << n - 1) & notLast
                                    | reached << n
                                    | reached >>> n);
            if (next == reached) {
                return reached;
            }
            reached = next;
        }
    }

    /** The same for a position and its half turn; never 0. */
    private long key(long own, long other) {
        long turnedOwn = Long.reverse(own) >>> 64 - cells;
        long turnedOther = Long.reverse(other) >>> 64 - cells;
        return Math.min(own | other << LARGEST * LARGEST, turnedOwn | turnedOther << LARGEST * LARGEST) + 1;
    }

    private int slot(long key) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        int mask = table.length - 1;
        int slot = (int) (mixed >>> 32) & mask;
        while (table[slot] != 0 && (table[slot] & ~VALUE) != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private long find(long key) {
        return table[slot(key)] & VALUE;
    }

    private void put(long key, long value) {
        if (filled >= MOST_POSITIONS) {
            Arrays.fill(table, 0); // what is asked again is searched again
            filled = 0;
        } else if (2 * filled >= table.length) {
            var old = table;
            table = new long[2 * old.length];
            for (long entry : old) {
                if (entry != 0) {
                    table[slot(entry & ~VALUE)] = entry;
                }
            }
        }
        table[slot(key)] = key | value;
        filled++;
    }
}
