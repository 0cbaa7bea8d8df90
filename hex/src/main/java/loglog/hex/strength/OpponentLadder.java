package loglog.hex.strength;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import loglog.hex.game.Hex;
import loglog.hex.game.HexSolver;
import loglog.hex.search.SearchSettings;

/**
 * Players of known strength on a board, from the strongest down, by which others are rated in Elo. Where a solver knows the board
 * (up to 5 by 5) the strongest one plays perfectly and is 0; the others make a random move now and then. On larger boards there is
 * no perfect player: the ladder is searches with so many random fills of the board, and the largest is 0, so that ratings of
 * two boards cannot be compared there.
 *
 * @param solver of the board; null where there is none
 */
public record OpponentLadder(Hex hex, HexSolver solver, List<Rung> rungs) {
    /** A player with its rating in Elo. */
    public record Rung(String name, Player player, double elo) {}

    private static final double[] CARELESS = {0, 0.1, 0.3, 1};

    /**
     * Of the careless ones, by the side of the board: each against each, 3,000 games (1,200 on 5 by 5) from random openings, Bradley-Terry. Measured
     * by {@code OpponentLadderTest}, which holds them to new games.
     */
    private static final Map<Integer, double[]> MEASURED = Map.of(
            3, new double[] {0, -71, -195, -539},
            4, new double[] {0, -129, -308, -753},
            5, new double[] {0, -150, -338, -875});

    private static final int[] FILLS = {256, 64, 16, 1};
    private static final int PAIRS = 60;
    private static final Map<Integer, double[]> FOUND = new ConcurrentHashMap<>();

    /** Of a board. On one above 5 by 5 the players are rated first, by games with their neighbors: some seconds, once. */
    public static OpponentLadder of(Hex hex) {
        return HexSolver.covers(hex) ? perfect(hex, new HexSolver(hex)) : searching(hex);
    }

    private static OpponentLadder perfect(Hex hex, HexSolver solver) {
        var elo = MEASURED.get(hex.side());
        var rungs = new ArrayList<Rung>();
        for (int i = 0; i < CARELESS.length; i++) {
            var name = i == 0 ? "perfect" : "perfect but for %.0f%% of its moves".formatted(100 * CARELESS[i]);
            rungs.add(new Rung(name, new PerfectPlayer(hex, solver, CARELESS[i]), elo[i]));
        }
        return new OpponentLadder(hex, solver, List.copyOf(rungs));
    }

    private static OpponentLadder searching(Hex hex) {
        var players = new ArrayList<Player>();
        for (int fills : FILLS) {
            var settings = new SearchSettings(SearchSettings.Rule.PUCT, fills, 1, 0);
            players.add(new Searcher(hex, new RandomFill(hex, fills), settings, fills));
        }
        var elo = FOUND.computeIfAbsent(hex.side(), _ -> {
            var found = new double[FILLS.length];
            for (int i = 1; i < found.length; i++) {
                var match = Match.play(hex, players.get(i), players.get(i - 1), PAIRS, null, i);
                found[i] = LadderRating.rating(
                                List.of(new LadderRating.Games(found[i - 1], match.games(), match.wins())))
                        .elo();
            }
            return found;
        });
        var rungs = new ArrayList<Rung>();
        for (int i = 0; i < FILLS.length; i++) {
            rungs.add(new Rung(FILLS[i] + " random fills", players.get(i), elo[i]));
        }
        return new OpponentLadder(hex, null, List.copyOf(rungs));
    }
}
