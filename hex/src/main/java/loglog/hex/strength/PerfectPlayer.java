package loglog.hex.strength;

import loglog.engine.KeyedRandom;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;

/**
 * Plays any of the moves that win; where none does, one that leaves the other the fewest that do, so that a win has to be played
 * for. Now and then, by a given chance, any move at all: with a chance of 1 it plays at random.
 */
public final class PerfectPlayer implements Player {
    /**
     * On 5 by 5 the answers of positions with fewer stones take long to find (from 5 stones on games take three times as long)
     * and change no rating: there any move is made that loses anyway.
     */
    private static final int RESISTS_FROM_STONES = 8;

    private final Hex hex;
    private final HexSolver solver;
    private final double careless;
    private final long[] next;

    /** @param careless the chance of a random move */
    public PerfectPlayer(Hex hex, HexSolver solver, double careless) {
        this.hex = hex;
        this.solver = solver;
        this.careless = careless;
        next = new long[hex.words()];
    }

    @Override
    public void choose(long[] positions, int count, KeyedRandom[] random, int[] chosen) {
        var order = new int[hex.moves()];
        for (int i = 0; i < count; i++) {
            chosen[i] = one(positions, i * hex.words(), random[i], order);
        }
    }

    /** Of those that win the first in a random order, which finds it without looking at all of them. */
    private int one(long[] positions, int at, KeyedRandom random, int[] order) {
        int legal = 0;
        for (int move = 0; move < hex.moves(); move++) {
            if (hex.isLegal(positions, at, move)) {
                order[legal++] = move;
            }
        }
        boolean careful = random.uniform(0) >= careless;
        boolean wins = careful && solver.wins(positions, at);
        boolean resists = careful
                && !wins
                && (hex.side() < HexSolver.LARGEST || hex.stones(positions, at) >= RESISTS_FROM_STONES);
        int best = -1;
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < legal; i++) {
            int other = i + (int) (random.uniform(1 + i) * (legal - i));
            int move = order[other];
            order[other] = order[i];
            if (resists) {
                int answers = answers(positions, at, move);
                best = answers < fewest ? move : best;
                fewest = Math.min(fewest, answers);
            } else if (!wins || solver.wins(positions, at, move)) {
                return move;
            }
        }
        if (best < 0) {
            throw new IllegalStateException("no move wins a won position");
        }
        return best;
    }

    /** By how many moves the other wins after that one, which loses. */
    private int answers(long[] positions, int at, int move) {
        hex.play(positions, at, move, next, 0);
        return Long.bitCount(solver.winningMoves(next, 0));
    }
}
