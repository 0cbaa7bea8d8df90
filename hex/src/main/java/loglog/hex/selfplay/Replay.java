package loglog.hex.selfplay;

import loglog.engine.KeyedRandom;
import loglog.hex.game.Game;

/** The latest positions of self-play with what their searches said and how their games ended: a ring. */
final class Replay {
    private final Game game;
    private final int capacity;
    private final long[] positions;
    private final float[] policies;
    private final float[] outcomes;

    /** By symmetry: where each move goes. */
    private final int[][] turned;

    private long added;

    Replay(Game game, int capacity) {
        this.game = game;
        this.capacity = capacity;
        positions = new long[Math.multiplyExact(capacity, game.words())];
        policies = new float[Math.multiplyExact(capacity, game.moves())];
        outcomes = new float[capacity];
        turned = new int[game.symmetries()][game.moves()];
        for (int s = 0; s < turned.length; s++) {
            for (int move = 0; move < game.moves(); move++) {
                turned[s][move] = game.turned(move, s);
            }
        }
    }

    static double bytes(Game game, int capacity) {
        return capacity * (8.0 * game.words() + 4.0 * game.moves() + 4);
    }

    /** Positions there are. */
    int size() {
        return (int) Math.min(added, capacity);
    }

    /** Positions that were added so far. */
    long added() {
        return added;
    }

    /** @param outcome for the player whose move it was: 1 won, -1 lost */
    void add(long[] from, int at, float[] policy, int policyAt, float outcome) {
        int slot = (int) (added++ % capacity);
        System.arraycopy(from, at, positions, slot * game.words(), game.words());
        System.arraycopy(policy, policyAt, policies, slot * game.moves(), game.moves());
        outcomes[slot] = outcome;
    }

    /**
     * Draws positions with equal chances, each turned by one of the game's symmetries.
     *
     * @param inputs gets what the network reads of each
     * @param targets gets what it should say of each
     * @param seen room for one position's inputs
     */
    void draw(int count, KeyedRandom random, float[] inputs, float[] targets, float[] seen) {
        int moves = game.moves();
        int wide = game.inputs();
        for (int row = 0; row < count; row++) {
            long bits = random.bits(row);
            int slot = (int) ((bits >>> 33) % size());
            var turn = turned[(int) (bits & 0xffff) % turned.length];
            game.observe(positions, slot * game.words(), seen, 0);
            int at = row * (moves + 2);
            for (int move = 0; move < moves; move++) {
                targets[at + turn[move]] = policies[slot * moves + move];
            }
            for (int plane = 0; plane < wide; plane += moves) {
                for (int move = 0; move < moves; move++) {
                    inputs[row * wide + plane + turn[move]] = seen[plane + move];
                }
            }
            targets[at + moves] = (1 + outcomes[slot]) / 2;
            targets[at + moves + 1] = (1 - outcomes[slot]) / 2;
        }
    }

    void write(State.Writer to) {
        to.whole(added);
        to.words(positions, size() * game.words());
        to.floats(policies, size() * game.moves());
        to.floats(outcomes, size());
    }

    void read(State.Reader from) {
        added = from.whole();
        if (added < 0) {
            throw from.damaged();
        }
        from.words(positions, size() * game.words());
        from.floats(policies, size() * game.moves());
        from.floats(outcomes, size());
    }
}
