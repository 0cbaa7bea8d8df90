package loglog.laws.ratings;

/** The scale of ratings: 400 points are odds of ten to one (Elo 1978). */
public final class Elo {
    private Elo() {}

    /** Elo points in one unit of log-odds. */
    public static final double PER_LOGIT = 400 / Math.log(10);

    /** The expected score, between 0 and 1, of who is rated so many points higher; a draw is half a win. */
    public static double score(double difference) {
        return 1 / (1 + Math.exp(-difference / PER_LOGIT));
    }

    /** The difference in points at which the expected score is this one, between 0 and 1. */
    public static double difference(double score) {
        return PER_LOGIT * Math.log(score / (1 - score));
    }
}
