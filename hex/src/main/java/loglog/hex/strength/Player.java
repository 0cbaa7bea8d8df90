package loglog.hex.strength;

import loglog.engine.KeyedRandom;

/** Whoever makes moves, in many games at once. */
public interface Player {
    /**
     * Chooses a move in each position, none of which has ended.
     *
     * @param positions so many, one after another
     * @param random of each game's move
     * @param chosen gets the moves
     */
    void choose(long[] positions, int count, KeyedRandom[] random, int[] chosen);
}
