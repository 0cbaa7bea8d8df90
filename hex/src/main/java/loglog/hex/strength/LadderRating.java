package loglog.hex.strength;

import java.util.List;
import loglog.laws.ratings.GameResults;
import loglog.laws.ratings.RatingSettings;
import loglog.laws.ratings.Ratings;

/**
 * A player's rating from games with players of known ratings ({@link Ratings}). Each pairing has one drawn game besides those that
 * were played, so that who won or lost all of them has a rating, too.
 *
 * @param elo the rating
 * @param error its standard error
 */
public record LadderRating(double elo, double error) {
    private static final String PLAYER = "player";

    /** Games with a player of that rating, and how many of them were won. */
    public record Games(double opponent, int games, double wins) {}

    /** The player's rating. */
    public static LadderRating rating(List<Games> played) {
        var results = new GameResults();
        var settings = RatingSettings.usual();
        for (int i = 0; i < played.size(); i++) {
            var with = played.get(i);
            var name = "opponent " + i;
            results.addInAnyOrder(PLAYER, name, with.wins, with.games - with.wins, 1);
            settings = settings.anchor(name, with.opponent);
        }
        var elo = Ratings.of(results, settings).player(PLAYER).orElseThrow().elo();
        return new LadderRating(elo.value(), elo.se());
    }
}
