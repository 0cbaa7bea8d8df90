package loglog.hex.strength;

import java.util.List;

/**
 * A player's rating from games with players of known ratings, by maximum likelihood: 400 Elo are a factor of ten in the odds. Each
 * pairing has one drawn game besides those that were played, so that who won or lost all of them has a rating, too.
 *
 * @param elo the rating
 * @param error its standard error
 */
public record LadderRating(double elo, double error) {
    private static final double FARTHEST = 10_000;
    private static final double PER_NAT = 400 / Math.log(10);

    /** Games with a player of that rating, and how many of them were won. */
    public record Games(double opponent, int games, double wins) {}

    /** The chance to win with so many Elo more than the other. */
    public static double chance(double difference) {
        return 1 / (1 + Math.exp(-difference / PER_NAT));
    }

    /** The player's rating. */
    public static LadderRating rating(List<Games> played) {
        double low = -FARTHEST;
        double high = FARTHEST;
        for (int i = 0; i < 100; i++) {
            double middle = (low + high) / 2;
            double excess = 0;
            for (var games : played) {
                excess += games.wins + 0.5 - (games.games + 1) * chance(middle - games.opponent);
            }
            if (excess > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double information = 0;
        for (var games : played) {
            double p = chance(low - games.opponent);
            information += (games.games + 1) * p * (1 - p);
        }
        return new LadderRating(low, PER_NAT / Math.sqrt(information));
    }
}
