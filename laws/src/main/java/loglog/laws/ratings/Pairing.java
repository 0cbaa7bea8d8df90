package loglog.laws.ratings;

/**
 * Two players who could play next.
 *
 * @param difference a's rating less b's, in Elo; NaN where no chain of games joins them
 * @param se its standard error in Elo; infinite where nothing is known of it
 * @param score a's expected score, NaN where it is not known
 * @param gain of the log of the ratings' joint precision, in nats, by the games that would be played
 */
public record Pairing(String a, String b, double difference, double se, double score, double gain) {}
