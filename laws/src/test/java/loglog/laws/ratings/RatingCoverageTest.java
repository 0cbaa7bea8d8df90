package loglog.laws.ratings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulated players of known strength: ratings are found, and intervals hold as often as they say. */
class RatingCoverageTest {
    private static final double[] TRUTH = {0, 150, -80, 320, 60, -240};
    private static final double FIRST_MOVE = 70;

    /** Everybody plays everybody, each moving first in half of the games; of two equals a share of games is drawn. */
    private static GameResults simulated(int games, double draws, double firstMove, long seed) {
        var random = new SplittableRandom(seed);
        var results = new GameResults();
        for (int i = 0; i < TRUTH.length; i++) {
            for (int j = 0; j < TRUTH.length; j++) {
                if (i != j) {
                    double p = Elo.score(TRUTH[i] - TRUTH[j] + firstMove);
                    double drawn = draws * 4 * p * (1 - p); // which leaves the expected score at p
                    for (int g = 0; g < games; g++) {
                        double u = random.nextDouble();
                        boolean won = u < p - drawn / 2;
                        boolean draw = !won && u < p + drawn / 2;
                        results.add("p" + i, "p" + j, won ? 1 : 0, won || draw ? 0 : 1, draw ? 1 : 0);
                    }
                }
            }
        }
        return results;
    }

    @ParameterizedTest
    @CsvSource({"8, 0", "40, 0", "8, 0.4", "40, 0.4"})
    void intervalsOf90PercentHoldIn90(int games, double draws) {
        int trials = 300;
        int held = IntStream.range(0, trials)
                .parallel()
                .map(trial -> {
                    var ratings = Ratings.of(simulated(games, draws, 0, 1000L * games + trial), RatingSettings.usual());
                    int inside = 0;
                    for (int i = 1; i < TRUTH.length; i++) {
                        inside += ratings.players().get(i).elo().holds(TRUTH[i]) ? 1 : 0;
                    }
                    return inside;
                })
                .sum();
        // the standard error of the share: players of one trial are not independent, so that of the trials
        assertThat(held / (trials * (TRUTH.length - 1.0))).isCloseTo(0.9, within(2.5 * Math.sqrt(0.09 / trials)));
    }

    @Test
    void theFirstMovesAdvantageIsFoundAndItsIntervalHolds() {
        int trials = 300;
        int held = 0;
        double sum = 0;
        for (int trial = 0; trial < trials; trial++) {
            var ratings = Ratings.of(
                    simulated(20, 0, FIRST_MOVE, trial), RatingSettings.usual().fittingFirstMove());
            var advantage = ratings.firstMove().orElseThrow();
            held += advantage.holds(FIRST_MOVE) ? 1 : 0;
            sum += advantage.value();
        }
        assertThat(sum / trials).isCloseTo(FIRST_MOVE, within(3.0));
        assertThat(held / (double) trials).isCloseTo(0.9, within(2.5 * Math.sqrt(0.09 / trials)));
    }

    @Test
    void chanceAloneIsNoMisfitAndACircleIsOne() {
        int flagged = 0;
        for (int trial = 0; trial < 200; trial++) {
            var ratings = Ratings.of(simulated(20, 0.2, 0, 7000 + trial), RatingSettings.usual());
            flagged += ratings.misfit().isMoreThanChance() ? 1 : 0;
        }
        assertThat(flagged).isLessThanOrEqualTo(4);

        var circle = new GameResults();
        circle.add("rock", "scissors", 700, 300, 0);
        circle.add("scissors", "paper", 700, 300, 0);
        circle.add("paper", "rock", 700, 300, 0);
        var misfit = Ratings.of(circle, RatingSettings.usual()).misfit();
        assertThat(misfit.isMoreThanChance()).isTrue();
        assertThat(misfit.typical()).isCloseTo(Elo.difference(0.7), within(25.0)); // log-odds are not quite linear
    }
}
