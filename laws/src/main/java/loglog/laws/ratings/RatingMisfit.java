package loglog.laws.ratings;

/**
 * How far results lie from what ratings say: a rating for each player says nothing of a, b and c beating each other in a
 * circle.
 *
 * @param pearson the sum of squared residuals, each in its standard deviations
 * @param freedom how large that sum is by chance: results less fitted numbers
 * @param deviations by how many of its own standard deviations the sum is above that
 * @param typical how far a pair's true difference lies from that of its ratings, in Elo, root mean square; 0 where chance
 *     explains all
 */
public record RatingMisfit(double pearson, int freedom, double deviations, double typical) {
    private static final double BY_CHANCE = 3;

    /** Whether more than chance is between the results and the ratings. */
    public boolean isMoreThanChance() {
        return freedom > 0 && deviations > BY_CHANCE;
    }
}
