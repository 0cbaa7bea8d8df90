package loglog.hex.strength;

import loglog.engine.KeyedRandom;
import loglog.hex.game.Hex;
import loglog.hex.search.PositionEvaluator;

/** Finds all moves alike, and a position won where the mover wins it when the rest of the board is filled at random, once. */
final class RandomFill implements PositionEvaluator {
    private final Hex hex;
    private final KeyedRandom random;
    private final int[] free;
    private final boolean[] own;
    private final int[] stack;
    private long drawn;

    RandomFill(Hex hex, long seed) {
        this.hex = hex;
        random = KeyedRandom.of(seed, 0, "fill");
        free = new int[hex.moves()];
        own = new boolean[hex.moves()];
        stack = new int[hex.moves()];
    }

    @Override
    public void evaluate(float[] inputs, int rows, float[] outputs) {
        int cells = hex.moves();
        for (int row = 0; row < rows; row++) {
            int from = row * hex.inputs();
            int to = row * (cells + 2);
            int count = 0;
            for (int cell = 0; cell < cells; cell++) {
                own[cell] = inputs[from + cell] > 0;
                if (!own[cell] && inputs[from + cells + cell] == 0) {
                    free[count++] = cell;
                }
                outputs[to + cell] = 1f / cells;
            }
            // The mover gets every other free cell, beginning with the first.
            for (int i = 0; i < count; i++) {
                int other = i + (int) (random.uniform(drawn++) * (count - i));
                int cell = free[other];
                free[other] = free[i];
                own[cell] = i % 2 == 0;
            }
            float won = joins() ? 1 : 0;
            outputs[to + cells] = won;
            outputs[to + cells + 1] = 1 - won;
        }
    }

    /** Whether own cells join top and bottom; they are used up. */
    private boolean joins() {
        int n = hex.side();
        int height = 0;
        for (int cell = 0; cell < n; cell++) {
            height = push(cell, height);
        }
        while (height > 0) {
            int cell = stack[--height];
            int row = cell / n;
            int column = cell % n;
            if (row == n - 1) {
                return true;
            }
            height = push(cell + n, height);
            height = row > 0 ? push(cell - n, height) : height;
            if (column > 0) {
                height = push(cell - 1, height);
                height = push(cell + n - 1, height);
            }
            if (column < n - 1) {
                height = push(cell + 1, height);
                height = row > 0 ? push(cell - n + 1, height) : height;
            }
        }
        return false;
    }

    private int push(int cell, int height) {
        if (own[cell]) {
            own[cell] = false;
            stack[height++] = cell;
        }
        return height;
    }
}
