package loglog.app.ratings;

import java.util.List;
import loglog.laws.ratings.GameResults;
import loglog.laws.ratings.Pairing;
import loglog.laws.ratings.Ratings;

/**
 * What {@code elo} has to say.
 *
 * @param source the table without its folder
 * @param rows of it that counted
 * @param facts how it was read, a sentence each
 * @param warnings what a reader should know first
 */
record EloAnswer(
        String source,
        int rows,
        GameResults results,
        Ratings ratings,
        double level,
        List<String> facts,
        List<String> warnings) {
    /** How many games a pairing is asked for. */
    static final int GAMES_TO_PLAY = 100;

    private static final int PAIRINGS = 5;

    List<Pairing> next() {
        return ratings.mostInformative(PAIRINGS, GAMES_TO_PLAY);
    }
}
