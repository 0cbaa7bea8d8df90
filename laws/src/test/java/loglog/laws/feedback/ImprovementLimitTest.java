package loglog.laws.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.Fitted;
import loglog.laws.rates.SampleCounts;
import org.junit.jupiter.api.Test;

/** Limits of self-improvement against known truth and measured rounds. */
class ImprovementLimitTest {
    private static final double LEVEL = 0.9;

    private static double[] rounds(int count, int every) {
        return IntStream.range(0, count).mapToDouble(i -> (double) i * every).toArray();
    }

    @Test
    void limitsHoldTheTruthAsOftenAsTheySay() {
        var rounds = rounds(13, 4);
        int limits = 0;
        int ratios = 0;
        int tries = 120;
        for (int t = 0; t < tries; t++) {
            var random = new SplittableRandom(t);
            var pass = Arrays.stream(rounds)
                    .map(r -> 0.85 - 0.47 * Math.pow(0.88, r) + 0.008 * random.nextGaussian())
                    .toArray();
            var fitted = ImprovementLimit.of(rounds, pass, LEVEL).orElseThrow();
            limits += fitted.limit().holds(0.85) ? 1 : 0;
            ratios += fitted.ratio().holds(0.88) ? 1 : 0;
        }
        assertThat((double) limits / tries).isBetween(0.817, 0.983);
        assertThat((double) ratios / tries).isBetween(0.817, 0.983);
    }

    /** Expert iteration on chains of 8 steps by a model of 4,304 params, as measured elsewhere. */
    @Test
    void measuredRoundsStopWhereTheyStopped() {
        double[] rounds = {0, 8, 16, 24, 40, 56, 72};
        double[] pass = {0.378, 0.756, 0.828, 0.840, 0.846, 0.856, 0.856};
        var fitted = ImprovementLimit.of(rounds, pass, LEVEL).orElseThrow();
        assertThat(fitted.limit().value()).isCloseTo(0.85, within(0.01));
        assertThat(fitted.limit().holds(0.85)).isTrue();
        assertThat(fitted.rms()).isLessThan(0.01);
    }

    @Test
    void aLimitIsAShare() {
        var rounds = rounds(7, 1);
        var pass = Arrays.stream(rounds).map(r -> 1.1 - 0.6 * Math.pow(0.85, r)).toArray();
        var fitted = ImprovementLimit.of(rounds, pass, LEVEL).orElseThrow();
        assertThat(fitted.limit().value()).isCloseTo(1.1, within(0.01));
        assertThat(fitted.share().value()).isEqualTo(1);
        assertThat(fitted.share().low()).isBetween(0.9, 1.0);
        assertThat(fitted.share().high()).isEqualTo(1);
    }

    @Test
    void whatHasNotStoppedHasNoLimit() {
        var rounds = rounds(10, 1);
        assertThat(ImprovementLimit.of(
                        rounds, Arrays.stream(rounds).map(r -> 0.2 + 0.05 * r).toArray(), LEVEL))
                .isInstanceOfSatisfying(
                        Fitted.None.class, none -> assertThat(none.why()).contains("as steeply as at first"));
        assertThat(ImprovementLimit.of(new double[] {0, 1, 2}, new double[] {0.1, 0.2, 0.3}, LEVEL))
                .isInstanceOfSatisfying(
                        Fitted.None.class, none -> assertThat(none.why()).contains("5 are needed"));
    }

    @Test
    void theLimitIsReadInSamplesOfTheBase() {
        var limit = ImprovementLimit.of(
                        rounds(9, 1),
                        Arrays.stream(rounds(9, 1))
                                .map(r -> 0.7 - 0.25 * Math.pow(0.3, r))
                                .toArray(),
                        LEVEL)
                .orElseThrow();
        // Half of the problems are always solved, a quarter in every fourth sample, a quarter never.
        var samples = new long[40];
        Arrays.fill(samples, 64);
        var right = IntStream.range(0, 40)
                .mapToLong(i -> i < 20 ? 64 : i < 30 ? 16 : 0)
                .toArray();
        var of = limit.against(SampleCounts.of(samples, right));
        assertThat(of.isCensored()).isFalse();
        assertThat(of.coverage()).isCloseTo(0.7, within(0.02));
        assertThat(of.samples()).isBetween(4L, 8L);
        var poor = IntStream.range(0, 40).mapToLong(i -> i < 20 ? 64 : 0).toArray();
        var beyond = limit.against(SampleCounts.of(samples, poor));
        assertThat(beyond.isCensored()).isTrue();
        assertThat(beyond.samples()).isEqualTo(64);
    }
}
