package loglog.laws.ratings;

import java.util.OptionalLong;
import loglog.laws.Interval;
import org.hipparchus.distribution.continuous.NormalDistribution;

/**
 * How many more games, or a person's choices, tell two players apart.
 *
 * @param difference a's rating less b's, in Elo
 * @param chance how probable it is that a is the stronger
 * @param more games of these two until the interval of their difference leaves out 0, if the difference is as it was measured; 0
 *     where it does already, empty where that takes more than {@value #MOST}
 */
public record ChoicesToSeparate(Interval difference, double chance, OptionalLong more) {
    /** More are not counted: such players are as good as equal. */
    public static final long MOST = 100_000;

    private static final NormalDistribution NORMAL = new NormalDistribution();

    /**
     * Of two rated players.
     *
     * @param ratings of results in which a chain of games joins the two
     * @param level of the interval that is to leave out 0, for example 0.9
     */
    public static ChoicesToSeparate of(Ratings ratings, String a, String b, double level) {
        var known = ratings.difference(a, b);
        double z = NORMAL.inverseCumulativeProbability((1 + level) / 2);
        double reach = z * known.se();
        var difference = new Interval(known.value(), known.value() - reach, known.value() + reach, known.se(), level);
        // The variance falls as one over the games that it came from; of these two alone, which is what a person
        // compares.
        double p = Elo.score(known.value());
        double perGame = p * (1 - p) / (Elo.PER_LOGIT * Elo.PER_LOGIT);
        double needed = Math.pow(z / known.value(), 2) - 1 / (known.se() * known.se());
        double more = Math.ceil(needed / perGame);
        return new ChoicesToSeparate(
                difference,
                ratings.chanceOfBeingStronger(a, b),
                !(more <= MOST) ? OptionalLong.empty() : OptionalLong.of(Math.max(0, (long) more)));
    }
}
