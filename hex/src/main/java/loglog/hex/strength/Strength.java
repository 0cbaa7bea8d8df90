package loglog.hex.strength;

import java.util.ArrayList;

/**
 * How well a player plays, by games with a {@link OpponentLadder}.
 *
 * @param elo with its standard error; at most 0, that of perfect play, where a solver knows the board
 * @param perfect the games with the perfect player, where there is one; with the ladder's strongest else
 */
public record Strength(LadderRating elo, Match perfect) {
    /**
     * Measures a player. The openings are the same for all players and every time.
     *
     * @param pairs openings with each player of the ladder, each played twice; twice as many with the strongest
     */
    public static Strength of(Player player, OpponentLadder ladder, int pairs) {
        var played = new ArrayList<LadderRating.Games>();
        Match perfect = null;
        for (int rung = 0; rung < ladder.rungs().size(); rung++) {
            var other = ladder.rungs().get(rung);
            var match = Match.play(
                    ladder.hex(), player, other.player(), rung == 0 ? 2 * pairs : pairs, ladder.solver(), 1000 + rung);
            perfect = rung == 0 ? match : perfect;
            played.add(new LadderRating.Games(other.elo(), match.games(), match.wins()));
        }
        var rating = LadderRating.rating(played);
        // In lost positions the perfect player moves at random, and a trained one can do better there against careless
        // ones.
        return new Strength(
                ladder.solver() == null ? rating : new LadderRating(Math.min(0, rating.elo()), rating.error()),
                perfect);
    }

    /** Share of the won openings that were won against the perfect player; NaN where there is none. */
    public double held() {
        return perfect.winnable() == 0 ? Double.NaN : (double) perfect.held() / perfect.winnable();
    }

    /** Share of the moves in won positions that lost them; NaN where no solver knows. */
    public double blunders() {
        return perfect.decisions() == 0 ? Double.NaN : (double) perfect.blunders() / perfect.decisions();
    }
}
