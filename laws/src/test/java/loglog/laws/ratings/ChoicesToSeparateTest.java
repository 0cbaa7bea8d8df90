package loglog.laws.ratings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** How many more choices tell two models apart. */
class ChoicesToSeparateTest {
    private static Ratings rated(double wins, double losses, double draws) {
        var games = new GameResults();
        games.addInAnyOrder("a", "b", wins, losses, draws);
        return Ratings.of(games, RatingSettings.usual());
    }

    @Test
    void afterAsManyMoreWithTheSameSharesTheIntervalLeavesOutZero() {
        var few = ChoicesToSeparate.of(rated(12, 8, 0), "a", "b", 0.9);
        assertThat(few.difference().holds(0)).isTrue();
        long more = few.more().orElseThrow();
        assertThat(more).isBetween(20L, 80L);
        double times = (20 + more) / 20.0;
        var then = ChoicesToSeparate.of(rated(12 * times, 8 * times, 0), "a", "b", 0.9);
        assertThat(then.difference().low()).isGreaterThanOrEqualTo(0);
        assertThat(then.more()).hasValue(0);
        var less = (20 + more - 2) / 20.0;
        assertThat(ChoicesToSeparate.of(rated(12 * less, 8 * less, 0), "a", "b", 0.9)
                        .difference()
                        .low())
                .isNegative();
    }

    @Test
    void equalModelsAreNotToldApartByAnyNumber() {
        assertThat(ChoicesToSeparate.of(rated(10, 10, 3), "a", "b", 0.9).more()).isEmpty();
        assertThat(ChoicesToSeparate.of(rated(5001, 5000, 0), "a", "b", 0.9).more())
                .isEmpty();
        assertThat(ChoicesToSeparate.of(rated(40, 10, 0), "a", "b", 0.9).chance())
                .isGreaterThan(0.999);
    }

    /** A person who prefers a in 70% of prompts, and finds a fifth of them equal. */
    @Test
    void theIntervalHoldsTheTruth() {
        int held = 0;
        int tries = 300;
        double truth = Elo.difference(0.7);
        for (int t = 0; t < tries; t++) {
            var random = new SplittableRandom(t);
            int wins = 0;
            int draws = 0;
            for (int i = 0; i < 100; i++) {
                double u = random.nextDouble();
                draws += u < 0.2 ? 1 : 0;
                wins += u >= 0.2 && u < 0.8 ? 1 : 0;
            }
            var found = ChoicesToSeparate.of(rated(wins, 100 - wins - draws, draws), "a", "b", 0.9);
            held += found.difference().holds(truth) ? 1 : 0;
        }
        assertThat((double) held / tries).isBetween(0.85, 0.96);
    }
}
