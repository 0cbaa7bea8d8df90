package loglog.hex.strength;

import loglog.engine.KeyedRandom;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;

/**
 * Plays any of the moves that win, or any at all where none does; now and then, by a given chance, any at all anyway. With a
 * chance of 1 it plays at random.
 */
public final class PerfectPlayer implements Player {
    private final Hex hex;
    private final HexSolver solver;
    private final double careless;

    /** @param careless the chance of a random move */
    public PerfectPlayer(Hex hex, HexSolver solver, double careless) {
        this.hex = hex;
        this.solver = solver;
        this.careless = careless;
    }

    @Override
    public void choose(long[] positions, int count, KeyedRandom[] random, int[] chosen) {
        var order = new int[hex.moves()];
        for (int i = 0; i < count; i++) {
            chosen[i] = one(positions, i * hex.words(), random[i], order);
        }
    }

    /** The first in a random order that wins, which finds it without looking at all of them. */
    private int one(long[] positions, int at, KeyedRandom random, int[] order) {
        int legal = 0;
        for (int move = 0; move < hex.moves(); move++) {
            if (hex.isLegal(positions, at, move)) {
                order[legal++] = move;
            }
        }
        boolean looks = random.uniform(0) >= careless && solver.wins(positions, at);
        for (int i = 0; i < legal; i++) {
            int other = i + (int) (random.uniform(1 + i) * (legal - i));
            int move = order[other];
            order[other] = order[i];
            if (!looks || solver.wins(positions, at, move)) {
                return move;
            }
        }
        throw new IllegalStateException("no move wins a won position");
    }
}
