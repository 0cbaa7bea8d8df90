package loglog.app.ratings;

import java.util.List;
import loglog.app.answers.AnswerSource;
import loglog.laws.ratings.GameResults;
import loglog.laws.ratings.Pairing;
import loglog.laws.ratings.Ratings;

/**
 * What {@code elo} has to say.
 *
 * @param source the table without its folder
 * @param origin of the rows that counted
 * @param warnings what a reader should know first
 */
record EloAnswer(
        String source, AnswerSource origin, GameResults results, Ratings ratings, double level, List<String> warnings) {
    /** How many games a pairing is asked for. */
    static final int GAMES_TO_PLAY = 100;

    private static final int PAIRINGS = 5;

    int rows() {
        return origin.rowsUsed();
    }

    List<Pairing> next() {
        return ratings.mostInformative(PAIRINGS, GAMES_TO_PLAY);
    }
}
