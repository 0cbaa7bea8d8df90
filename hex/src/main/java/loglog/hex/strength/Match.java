package loglog.hex.strength;

import loglog.engine.KeyedRandom;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;

/**
 * Games of two players from random openings, each opening twice, with the players' colors swapped: who only wins the openings that
 * are won for whoever plays the first color wins half.
 *
 * @param games of both colors
 * @param wins of the first player
 * @param asFirst the first player's wins where they had the first move of the opening's position
 * @param winnable games whose opening is won for the first player, where a solver knows
 * @param held of those, the won ones
 * @param decisions the first player's moves in positions that they win, where a solver knows
 * @param blunders of those moves, the ones that lose
 */
public record Match(int games, int wins, int asFirst, int winnable, int held, int decisions, int blunders) {
    /** Stones of a random opening, at most. */
    public static final int OPENING_STONES = 2;

    /** The first player's score: wins over games. */
    public double score() {
        return (double) wins / games;
    }

    /**
     * Plays.
     *
     * @param pairs openings
     * @param judge says which positions are won; null where there is none
     */
    public static Match play(Hex hex, Player one, Player two, int pairs, HexSolver judge, long seed) {
        return new Table(hex, one, two, pairs, judge, seed).play();
    }

    /** All games of a match, side by side. */
    private static final class Table {
        private final Hex hex;
        private final Player[] players;
        private final HexSolver judge;
        private final long seed;
        private final int games;
        private final long[] positions;

        /** Whether the first player moves next in a game. */
        private final boolean[] ones;

        private final boolean[] over;
        private final boolean[] winnable;
        private final boolean[] won;
        private final int[] ply;
        private int asFirst;
        private int decisions;
        private int blunders;

        Table(Hex hex, Player one, Player two, int pairs, HexSolver judge, long seed) {
            this.hex = hex;
            players = new Player[] {one, two};
            this.judge = judge;
            this.seed = seed;
            games = 2 * pairs;
            positions = new long[games * hex.words()];
            ones = new boolean[games];
            over = new boolean[games];
            winnable = new boolean[games];
            won = new boolean[games];
            ply = new int[games];
            for (int game = 0; game < games; game++) {
                open(game);
            }
        }

        private void open(int game) {
            int at = game * hex.words();
            var random = KeyedRandom.of(seed, game / 2, "opening");
            hex.start(positions, at);
            int stones = (int) (random.uniform(0) * (OPENING_STONES + 1));
            for (int i = 0; i < stones; i++) {
                int left = (int) (random.uniform(1 + i) * (hex.moves() - i));
                for (int move = 0; ; move++) {
                    if (hex.isLegal(positions, at, move) && left-- == 0) {
                        hex.play(positions, at, move, positions, at);
                        break;
                    }
                }
            }
            ones[game] = game % 2 == 0;
            winnable[game] = judge != null && judge.wins(positions, at) == ones[game];
        }

        Match play() {
            var asked = new int[games];
            var batch = new long[positions.length];
            var random = new KeyedRandom[games];
            var chosen = new int[games];
            int left = games;
            while (left > 0) {
                for (int player = 0; player < 2; player++) {
                    int count = 0;
                    for (int game = 0; game < games; game++) {
                        if (!over[game] && ones[game] == (player == 0)) {
                            System.arraycopy(positions, game * hex.words(), batch, count * hex.words(), hex.words());
                            random[count] = KeyedRandom.of(seed, (long) game << 10 | ply[game], "move");
                            asked[count++] = game;
                        }
                    }
                    players[player].choose(batch, count, random, chosen);
                    for (int i = 0; i < count; i++) {
                        left -= move(asked[i], chosen[i]) ? 1 : 0;
                    }
                }
            }
            return result();
        }

        /** Whether the game has ended by it. */
        private boolean move(int game, int move) {
            int at = game * hex.words();
            boolean one = ones[game];
            if (one && judge != null && judge.wins(positions, at)) {
                decisions++;
                blunders += judge.wins(positions, at, move) ? 0 : 1;
            }
            ones[game] = !one;
            ply[game]++;
            if (!Float.isNaN(hex.play(positions, at, move, positions, at))) {
                over[game] = true;
                won[game] = one;
                asFirst += one && game % 2 == 0 ? 1 : 0;
                return true;
            }
            return false;
        }

        private Match result() {
            int wins = 0;
            int could = 0;
            int held = 0;
            for (int game = 0; game < games; game++) {
                wins += won[game] ? 1 : 0;
                could += winnable[game] ? 1 : 0;
                held += winnable[game] && won[game] ? 1 : 0;
            }
            return new Match(games, wins, asFirst, could, held, decisions, blunders);
        }
    }

    /** The matches together. */
    public Match and(Match other) {
        return new Match(
                games + other.games,
                wins + other.wins,
                asFirst + other.asFirst,
                winnable + other.winnable,
                held + other.held,
                decisions + other.decisions,
                blunders + other.blunders);
    }
}
