package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.SettingOptimum.Outcome;
import loglog.laws.SettingTrend.Verdict;
import org.junit.jupiter.api.Test;

/** Losses that rise by 1% at e times the best learning rate and by more and more beyond it. */
class SettingOptimumTest {
    private static final double BEST = 0.003;
    private static final int REPETITIONS = 400;

    private static double loss(double rate, double best) {
        double u = Math.log(rate / best);
        return 3 * Math.exp(0.01 * u * u + 0.001 * u * u * u);
    }

    private static double[] rates(double lowest, double factor, int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> lowest * Math.pow(factor, i))
                .toArray();
    }

    private static double[] losses(double[] rates, double best, double sigma, SplittableRandom random) {
        return Arrays.stream(rates)
                .map(rate -> loss(rate, best) * Math.exp(sigma * random.nextGaussian()))
                .toArray();
    }

    @Test
    void withoutNoiseTheOptimumIsFound() {
        var rates = rates(0.0005, 2, 7);
        var optimum = SettingOptimum.of(rates, losses(rates, BEST, 0, new SplittableRandom(1)), 0.9);
        assertThat(optimum.outcome()).isEqualTo(Outcome.INSIDE);
        assertThat(optimum.setting().value()).isCloseTo(BEST, within(0.1 * BEST));
        assertThat(optimum.loss()).isCloseTo(3, within(0.005));
        assertThat(optimum.curvature()).isCloseTo(0.01, within(0.002));
    }

    @Test
    void intervalsHoldAsOftenAsTheySay() {
        var rates = rates(0.0004, 2, 7);
        var bySeeds = new ArrayList<SettingOptimum>();
        var byResiduals = new ArrayList<SettingOptimum>();
        for (int seed = 0; seed < REPETITIONS; seed++) {
            var losses = losses(rates, BEST, 0.002, new SplittableRandom(seed));
            bySeeds.add(SettingOptimum.of(rates, losses, 0.002, 0.9));
            byResiduals.add(SettingOptimum.of(rates, losses, 0.9));
        }
        assertThat(held(bySeeds)).isBetween(0.85, 0.95);
        assertThat(held(byResiduals)).isBetween(0.85, 0.95);
    }

    private static double held(List<SettingOptimum> optima) {
        var inside = optima.stream().filter(o -> o.outcome() == Outcome.INSIDE).toList();
        assertThat(inside).hasSizeGreaterThan(REPETITIONS * 95 / 100);
        return inside.stream().filter(o -> o.setting().holds(BEST)).count() / (double) inside.size();
    }

    @Test
    void anOptimumAtTheEdgeIsSaidToBeThere() {
        var random = new SplittableRandom(1);
        var low = rates(0.00001, 2, 5);
        assertThat(SettingOptimum.of(low, losses(low, BEST, 0.001, random), 0.9).outcome())
                .isEqualTo(Outcome.AT_HIGHEST);
        var high = rates(0.01, 2, 5);
        var edge = SettingOptimum.of(high, losses(high, BEST, 0.001, random), 0.9);
        assertThat(edge.outcome()).isEqualTo(Outcome.AT_LOWEST);
        assertThat(edge.setting().value()).isNaN();
    }

    @Test
    void noiseThatHidesTheValleyLeavesTheIntervalOpen() {
        var rates = rates(0.001, 2, 5);
        var flat = SettingOptimum.of(rates, new double[] {3.02, 3.0, 2.98, 3.01, 3.0}, 0.05, 0.9);
        assertThat(flat.outcome()).isEqualTo(Outcome.INSIDE);
        assertThat(flat.setting().low()).isZero();
        assertThat(flat.setting().high()).isInfinite();
    }

    @Test
    void divergedRunsAreLeftOutAndThreeRunsGiveNoInterval() {
        var optimum = SettingOptimum.of(
                new double[] {0.001, 0.003, 0.01, 0.03}, new double[] {3.03, 3.0, 3.04, Double.NaN}, 0.9);
        assertThat(optimum.outcome()).isEqualTo(Outcome.INSIDE);
        assertThat(optimum.runs()).isEqualTo(3);
        assertThat(optimum.setting().value()).isBetween(0.002, 0.005);
        assertThat(optimum.setting().low()).isNaN();
        assertThat(SettingOptimum.of(new double[] {0.001, 0.003}, new double[] {3, 3}, 0.9)
                        .outcome())
                .isEqualTo(Outcome.TOO_FEW_RUNS);
        assertThatThrownBy(() -> SettingOptimum.of(new double[] {0.001, 0}, new double[] {3, 3}, 0.9))
                .hasMessage("setting of run 1: found 0.0, expected a positive number");
    }

    /** Six rates at each of four widths. */
    private static SettingTrend sweep(double slope, double sigma, long seed) {
        var random = new SplittableRandom(seed);
        double[] widths = {64, 128, 256, 512};
        var rates = rates(0.0002, 2, 8);
        int n = widths.length * rates.length;
        var width = new double[n];
        var rate = new double[n];
        var loss = new double[n];
        for (int i = 0; i < n; i++) {
            width[i] = widths[i / rates.length];
            rate[i] = rates[i % rates.length];
            double best = BEST * Math.pow(width[i] / 181, slope);
            loss[i] = loss(rate[i], best) * Math.exp(sigma * random.nextGaussian());
        }
        return SettingTrend.of(Observations.of(loss).with("width", width).with("rate", rate), "width", "rate", 0.9);
    }

    @Test
    void theSlopeAcrossWidthsHoldsAsOftenAsItSays() {
        for (double slope : new double[] {0, -0.5}) {
            for (double sigma : new double[] {0.002, 0.005}) {
                var slopes =
                        sweeps(slope, sigma).stream().map(SettingTrend::slope).toList();
                double held = slopes.stream().filter(s -> s.holds(slope)).count() / (double) REPETITIONS;
                assertThat(held).as("slope %s, noise %s", slope, sigma).isBetween(0.86, 0.97);
            }
        }
    }

    private static List<SettingTrend> sweeps(double slope, double sigma) {
        return IntStream.range(0, REPETITIONS)
                .mapToObj(seed -> sweep(slope, sigma, seed))
                .toList();
    }

    @Test
    void anOptimumThatStaysIsToldFromOneThatMoves() {
        assertThat(sweeps(0, 0.002)).allMatch(trend -> trend.verdict() == Verdict.STAYS);
        assertThat(sweeps(-0.5, 0.002)).allMatch(trend -> trend.verdict() == Verdict.MOVES);
    }

    /** As large as what the loss rises by at e times the best rate. */
    @Test
    void noiseSeldomMakesAnOptimumMove() {
        long moves = sweeps(0, 0.01).stream()
                .filter(trend -> trend.verdict() == Verdict.MOVES)
                .count();
        assertThat(moves / (double) REPETITIONS).isLessThan(0.14);
    }

    @Test
    void scalesWithoutAnOptimumInsideAreShownAndLeftOut() {
        var trend = sweep(-3, 0, 1);
        assertThat(trend.optima().get(512.0).outcome()).isEqualTo(Outcome.AT_LOWEST);
        assertThat(trend.optima().get(64.0).outcome()).isEqualTo(Outcome.AT_HIGHEST);
        assertThat(trend.slope().value()).isCloseTo(-3, within(0.1));
    }
}
