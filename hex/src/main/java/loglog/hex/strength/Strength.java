package loglog.hex.strength;

import java.util.ArrayList;

/**
 * How well a player plays, by games with a {@link Ladder}.
 *
 * @param elo with its standard error
 * @param perfect the games with the perfect player, where there is one; with the ladder's strongest else
 */
public record Strength(Elo elo, Match perfect) {
    /**
     * Measures a player. The openings are the same for all players and every time.
     *
     * @param pairs openings with each player of the ladder, each played twice; twice as many with the strongest
     */
    public static Strength of(Player player, Ladder ladder, int pairs) {
        var played = new ArrayList<Elo.Games>();
        Match perfect = null;
        for (int rung = 0; rung < ladder.rungs().size(); rung++) {
            var other = ladder.rungs().get(rung);
            var match = Match.play(
                    ladder.hex(), player, other.player(), rung == 0 ? 2 * pairs : pairs, ladder.solver(), 1000 + rung);
            perfect = rung == 0 ? match : perfect;
            played.add(new Elo.Games(other.elo(), match.games(), match.wins()));
        }
        return new Strength(Elo.rating(played), perfect);
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
