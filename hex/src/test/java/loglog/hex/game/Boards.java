package loglog.hex.game;

import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/** Positions for tests, and plain ways to look at them that share nothing with the game's own. */
final class Boards {
    private static final int[][] STEPS = {{-1, 0}, {-1, 1}, {0, 1}, {1, 0}, {1, -1}, {0, -1}};

    private Boards() {}

    /** A position reached by so many random moves from the start, or fewer where the game ends before. */
    static long[] random(Hex hex, int moves, RandomGenerator random) {
        var position = new long[hex.words()];
        hex.start(position, 0);
        var next = new long[hex.words()];
        for (int i = 0; i < moves; i++) {
            int move;
            do {
                move = random.nextInt(hex.moves());
            } while (!hex.isLegal(position, 0, move));
            if (!Float.isNaN(hex.play(position, 0, move, next, 0))) {
                return position;
            }
            position = next.clone();
        }
        return position;
    }

    /** A board with stones wherever, in the first player's view: 0, 1, or -1 where there is none. */
    static int[] stones(Hex hex, long[] position) {
        var stones = new int[hex.moves()];
        for (int cell = 0; cell < stones.length; cell++) {
            stones[cell] = hex.stone(position, 0, cell);
        }
        return stones;
    }

    /** Whether a player joins their sides: the first top and bottom, the second left and right. By flood fill. */
    static boolean joinsByFlood(int n, int[] stones, int player) {
        var seen = new boolean[n * n];
        var queue = new ArrayDeque<Integer>();
        for (int i = 0; i < n; i++) {
            int cell = player == 0 ? i : i * n;
            if (stones[cell] == player) {
                seen[cell] = true;
                queue.add(cell);
            }
        }
        while (!queue.isEmpty()) {
            int cell = queue.poll();
            int row = cell / n;
            int column = cell % n;
            if ((player == 0 ? row : column) == n - 1) {
                return true;
            }
            for (var step : STEPS) {
                int r = row + step[0];
                int c = column + step[1];
                if (r >= 0 && r < n && c >= 0 && c < n && stones[r * n + c] == player && !seen[r * n + c]) {
                    seen[r * n + c] = true;
                    queue.add(r * n + c);
                }
            }
        }
        return false;
    }

    /** The same by union-find. */
    static boolean joinsByUnion(int n, int[] stones, int player) {
        var parent = new int[n * n + 2];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
        for (int cell = 0; cell < n * n; cell++) {
            if (stones[cell] != player) {
                continue;
            }
            int row = cell / n;
            int column = cell % n;
            int along = player == 0 ? row : column;
            if (along == 0) {
                union(parent, cell, n * n);
            }
            if (along == n - 1) {
                union(parent, cell, n * n + 1);
            }
            for (var step : STEPS) {
                int r = row + step[0];
                int c = column + step[1];
                if (r >= 0 && r < n && c >= 0 && c < n && stones[r * n + c] == player) {
                    union(parent, cell, r * n + c);
                }
            }
        }
        return root(parent, n * n) == root(parent, n * n + 1);
    }

    private static int root(int[] parent, int i) {
        while (parent[i] != i) {
            i = parent[i];
        }
        return i;
    }

    private static void union(int[] parent, int a, int b) {
        parent[root(parent, a)] = root(parent, b);
    }

    /** Whether the player whose move it is wins, by looking at every game: no table, no bridges, no order. */
    static boolean winsByMinimax(int n, int[] stones, int mover) {
        for (int cell = 0; cell < n * n; cell++) {
            if (stones[cell] == -1) {
                stones[cell] = mover;
                boolean won = joinsByFlood(n, stones, mover) || !winsByMinimax(n, stones, 1 - mover);
                stones[cell] = -1;
                if (won) {
                    return true;
                }
            }
        }
        return false;
    }
}
