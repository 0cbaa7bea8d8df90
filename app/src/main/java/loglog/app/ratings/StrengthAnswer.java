package loglog.app.ratings;

import java.util.List;
import loglog.laws.Interval;
import loglog.laws.strength.BoardForecast;
import loglog.laws.strength.StrengthDraws;
import loglog.laws.strength.StrengthFrontier;
import loglog.laws.strength.StrengthLaw;

/**
 * What {@code strength} has to say.
 *
 * @param source the table without its folder
 * @param frontiers the best Elo at each compute, boards ascending
 * @param draws the law and its resamples
 * @param unit what resamples drew; null for no resamples
 * @param held forecasts of boards from smaller ones
 * @param warnings what a reader should know first
 */
record StrengthAnswer(
        String source,
        StrengthReader.Read read,
        List<StrengthFrontier> frontiers,
        StrengthDraws draws,
        StrengthDraws.Unit unit,
        List<BoardForecast> held,
        double level,
        List<String> warnings) {
    StrengthLaw law() {
        return draws.fit().law();
    }

    boolean hasPlateau() {
        return Double.isFinite(law().plateau());
    }

    boolean hasCeiling() {
        return Double.isFinite(law().ceiling());
    }

    Interval train() {
        return draws.of(StrengthLaw::train, level);
    }

    Interval computePerBoard() {
        return draws.of(StrengthLaw::computePerBoard, level);
    }

    Interval exchange() {
        return draws.of(StrengthLaw::exchange, level);
    }

    Interval odds() {
        return draws.of(StrengthLaw::oddsExponent, level);
    }

    /** The least compute at test time, at which boards are described. */
    double test() {
        return frontiers.stream().mapToDouble(StrengthFrontier::testFlops).min().orElseThrow();
    }

    /** The board after the largest. */
    BoardForecast.Next next() {
        double largest = frontiers.getLast().board();
        return BoardForecast.Next.of(draws, largest + 1, test(), level);
    }
}
