package loglog.hex.selfplay;

import loglog.engine.KeyedRandom;
import loglog.hex.game.Game;
import loglog.hex.network.PolicyValueNet;
import loglog.hex.search.Noise;
import loglog.hex.search.TreeSearch;

/**
 * Games of a network against itself, side by side. One {@link #tick} is one evaluation of the network for every game: each game
 * does what it can without one (visits where games end, moves, beginnings) until it has a position to ask about, so that every
 * row of every evaluation is of use and a number of ticks is a number of evaluations.
 *
 * <p>What is random in a game is a function of the seed and the game's number.
 */
final class SelfPlay {
    private final Game game;
    private final PlayRecipe recipe;
    private final PolicyValueNet net;
    private final Replay replay;
    private final TreeSearch search;
    private final long seed;
    private final int slots;
    private final int words;
    private final int moves;
    private final float[] inputs;
    private final float[] outputs;

    // Of each slot: its game
    private final long[] number;
    private final int[] ply;
    private final int[] recorded;
    private final long[] current;
    private final long[] records;
    private final float[] policies;
    private final KeyedRandom[] random;
    private long begun;
    private long ended;
    private long evaluations;

    SelfPlay(Game game, PlayRecipe recipe, PolicyValueNet net, Replay replay, long seed) {
        this.game = game;
        this.recipe = recipe;
        this.net = net;
        this.replay = replay;
        this.seed = seed;
        slots = recipe.games();
        words = game.words();
        moves = game.moves();
        var noise = new Noise(moves, recipe.noiseOfMoves() / moves, recipe.noise(), seed);
        search = new TreeSearch(game, recipe.search(), slots, noise);
        inputs = new float[slots * game.inputs()];
        outputs = new float[slots * (moves + 2)];
        number = new long[slots];
        ply = new int[slots];
        recorded = new int[slots];
        current = new long[slots * words];
        records = new long[slots * game.longest() * words];
        policies = new float[slots * game.longest() * moves];
        random = new KeyedRandom[slots];
        for (int slot = 0; slot < slots; slot++) {
            begin(slot);
        }
    }

    static double bytes(Game game, PlayRecipe recipe) {
        return TreeSearch.bytes(game, recipe.search(), recipe.games())
                + recipe.games() * (double) game.longest() * (8.0 * game.words() + 4.0 * game.moves());
    }

    /** Games that ended so far. */
    long games() {
        return ended;
    }

    /** Positions that the network evaluated so far. */
    long evaluations() {
        return evaluations;
    }

    /** One evaluation for each game. */
    void tick() {
        int wide = game.inputs();
        for (int slot = 0; slot < slots; slot++) {
            while (!search.next(slot, inputs, slot * wide)) {
                move(slot);
            }
        }
        net.evaluate(inputs, slots, outputs);
        for (int slot = 0; slot < slots; slot++) {
            search.take(slot, outputs, slot * (moves + 2));
        }
        evaluations += slots;
    }

    private void begin(int slot) {
        number[slot] = begun++;
        random[slot] = KeyedRandom.of(seed, number[slot], "game");
        recorded[slot] = 0;
        openAtRandom(slot);
        search(slot);
    }

    /** Half of the games begin after up to half a board of random moves: else losing positions are never met. */
    private void openAtRandom(int slot) {
        long index = 1L << 60;
        while (true) {
            game.start(current, slot * words);
            ply[slot] = 0;
            int count = random[slot].uniform(index++) < recipe.openings()
                    ? (int) (random[slot].uniform(index++) * (game.longest() / 2 + 1))
                    : 0;
            boolean goesOn = true;
            while (goesOn && ply[slot] < count) {
                int move;
                do {
                    move = (int) (random[slot].uniform(index++) * moves);
                } while (!game.isLegal(current, slot * words, move));
                goesOn = Float.isNaN(game.play(current, slot * words, move, current, slot * words));
                ply[slot]++;
            }
            if (goesOn) {
                return;
            }
        }
    }

    private void search(int slot) {
        // A search of its own numbers for every move.
        var of = new KeyedRandom(random[slot].bits((1L << 61) + ply[slot]));
        search.begin(slot, current, slot * words, of, true);
    }

    private void move(int slot) {
        int record = slot * game.longest() + recorded[slot]++;
        System.arraycopy(current, slot * words, records, record * words, words);
        search.policy(slot, policies, record * moves);
        int move = ply[slot] < recipe.sampled() * game.longest()
                ? sampled(policies, record * moves, random[slot].uniform((1L << 62) + ply[slot]))
                : search.best(slot);
        float outcome = game.play(current, slot * words, move, current, slot * words);
        ply[slot]++;
        if (Float.isNaN(outcome)) {
            search(slot);
            return;
        }
        // The last to move has this outcome, who moved before them the opposite one, and so on.
        for (int i = recorded[slot] - 1; i >= 0; i--) {
            int at = slot * game.longest() + i;
            replay.add(records, at * words, policies, at * moves, outcome);
            outcome = -outcome;
        }
        ended++;
        begin(slot);
    }

    /** A move by its probability to the power of 1 / temperature. */
    private int sampled(float[] policy, int at, double uniform) {
        double power = 1 / recipe.temperature();
        double sum = 0;
        for (int move = 0; move < moves; move++) {
            sum += raised(policy[at + move], power);
        }
        double left = uniform * sum;
        int last = -1;
        for (int move = 0; move < moves; move++) {
            double weight = raised(policy[at + move], power);
            if (weight > 0) {
                last = move;
                left -= weight;
                if (left < 0) {
                    break;
                }
            }
        }
        return last;
    }

    private static double raised(float p, double power) {
        return power == 1 || p == 0 ? p : StrictMath.pow(p, power);
    }

    void write(State.Writer to) {
        to.whole(begun);
        to.whole(ended);
        to.whole(evaluations);
        to.words(number, slots);
        to.ints(ply, slots);
        to.ints(recorded, slots);
        to.words(current, slots * words);
        for (int slot = 0; slot < slots; slot++) {
            for (int i = 0; i < recorded[slot]; i++) {
                int at = slot * game.longest() + i;
                to.words(java.util.Arrays.copyOfRange(records, at * words, (at + 1) * words), words);
                to.floats(java.util.Arrays.copyOfRange(policies, at * moves, (at + 1) * moves), moves);
            }
        }
        search.state().forEach(to::array);
    }

    void read(State.Reader from) {
        begun = from.whole();
        ended = from.whole();
        evaluations = from.whole();
        from.words(number, slots);
        from.ints(ply, slots);
        from.ints(recorded, slots);
        from.words(current, slots * words);
        var position = new long[words];
        var policy = new float[moves];
        for (int slot = 0; slot < slots; slot++) {
            if (recorded[slot] < 0 || recorded[slot] > game.longest()) {
                throw from.damaged();
            }
            for (int i = 0; i < recorded[slot]; i++) {
                int at = slot * game.longest() + i;
                from.words(position, words);
                from.floats(policy, moves);
                System.arraycopy(position, 0, records, at * words, words);
                System.arraycopy(policy, 0, policies, at * moves, moves);
            }
            random[slot] = KeyedRandom.of(seed, number[slot], "game");
            search(slot);
        }
        search.state().forEach(from::array);
    }
}
