package loglog.hex.strength;

import loglog.engine.KeyedRandom;
import loglog.hex.game.Game;
import loglog.hex.search.PositionEvaluator;
import loglog.hex.search.SearchSettings;
import loglog.hex.search.TreeSearch;

/**
 * Plays the best move that a search finds, without noise: of one position always the same one. With no simulations it plays the
 * evaluator's likeliest move.
 */
public final class Searcher implements Player {
    private static final int SLOTS = 64;

    private final Game game;
    private final PositionEvaluator evaluator;
    private final TreeSearch search;
    private final boolean searches;
    private final int slots;
    private final float[] inputs;
    private final float[] outputs;
    private final int[] rows = new int[SLOTS];

    /** @param simulations of a move; 0 for none */
    public Searcher(Game game, PositionEvaluator evaluator, SearchSettings settings, int simulations) {
        this(game, evaluator, settings, simulations, SLOTS);
    }

    private Searcher(Game game, PositionEvaluator evaluator, SearchSettings settings, int simulations, int slots) {
        this.game = game;
        this.evaluator = evaluator;
        this.slots = slots;
        searches = simulations > 0;
        search = new TreeSearch(game, settings.simulations(Math.max(1, simulations)), slots, null);
        inputs = new float[SLOTS * game.inputs()];
        outputs = new float[SLOTS * (game.moves() + 2)];
    }

    /** For one position at a time: its tree takes a sixty-fourth of the memory. */
    public static Searcher ofOnePosition(
            Game game, PositionEvaluator evaluator, SearchSettings settings, int simulations) {
        return new Searcher(game, evaluator, settings, simulations, 1);
    }

    /** Positions that its evaluator must take at once. */
    public static int rows() {
        return SLOTS;
    }

    /** The searches of the last positions chosen for, slot by slot, where there were no more of them than slots. */
    public TreeSearch search() {
        return search;
    }

    @Override
    public void choose(long[] positions, int count, KeyedRandom[] random, int[] chosen) {
        for (int from = 0; from < count; from += slots) {
            int used = Math.min(slots, count - from);
            for (int slot = 0; slot < used; slot++) {
                search.begin(slot, positions, (from + slot) * game.words(), random[from + slot], false);
            }
            boolean first = true;
            while (searches || first) {
                int wanted = 0;
                for (int slot = 0; slot < used; slot++) {
                    if (search.next(slot, inputs, wanted * game.inputs())) {
                        rows[wanted++] = slot;
                    }
                }
                if (wanted == 0) {
                    break;
                }
                evaluator.evaluate(inputs, wanted, outputs);
                for (int row = 0; row < wanted; row++) {
                    search.take(rows[row], outputs, row * (game.moves() + 2));
                }
                first = false;
            }
            for (int slot = 0; slot < used; slot++) {
                chosen[from + slot] = search.best(slot);
            }
        }
    }
}
