package loglog.laws.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import loglog.laws.Fitted;
import loglog.laws.rates.BestOfN;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Laws of over-optimization against the truth they were drawn from. */
class OveroptimizationLawTest {
    private static final double LEVEL = 0.9;
    private static final int TRIES = 120;

    /** Three standard deviations of a share of 120 tries that is 0.9. */
    private static final double CHANCE = 0.083;

    private static double[] distances(int doublings) {
        var d = new double[doublings];
        for (int i = 0; i < doublings; i++) {
            d[i] = Math.sqrt(BestOfN.kl(1 << i + 1));
        }
        return d;
    }

    private static OveroptimizationCurve curve(
            OveroptimizationForm form, double alpha, double beta, double noise, SplittableRandom random) {
        var d = distances(13);
        return new OveroptimizationCurve(
                d,
                Arrays.stream(d)
                        .map(v -> form.gold(alpha, beta, v) + noise * random.nextGaussian())
                        .toArray());
    }

    @ParameterizedTest
    @EnumSource
    void alphaBetaAndThePeakAreFoundExactlyWithoutNoise(OveroptimizationForm form) {
        var law = OveroptimizationLaw.of(form, List.of(curve(form, 0.7, 0.3, 0, new SplittableRandom(1))))
                .orElseThrow();
        assertThat(law.alpha(LEVEL).value()).isCloseTo(0.7, within(1e-12));
        assertThat(law.beta(LEVEL).value()).isCloseTo(0.3, within(1e-12));
        var peak = law.peak(LEVEL, 1);
        double expected = form == OveroptimizationForm.BEST_OF_N ? 0.7 / 0.6 : Math.exp(0.7 / 0.3 - 1);
        assertThat(peak.d().value()).isCloseTo(expected, within(1e-9));
        assertThat(peak.gold().value()).isCloseTo(form.gold(0.7, 0.3, expected), within(1e-9));
        for (double off : new double[] {-1e-3, 1e-3}) {
            assertThat(form.gold(0.7, 0.3, expected + off))
                    .isLessThan(peak.gold().value());
        }
        assertThat(law.gold(2, LEVEL).value()).isCloseTo(form.gold(0.7, 0.3, 2), within(1e-12));
    }

    /** Independent noise of the rows of one curve, and proxies that differ among themselves. */
    @ParameterizedTest
    @CsvSource({
        "BEST_OF_N, 1, 0.03, 0",
        "BEST_OF_N, 5, 0.01, 0.08",
        "BEST_OF_N, 3, 0.01, 0.08",
        "REINFORCEMENT, 1, 0.03, 0",
        "REINFORCEMENT, 5, 0.01, 0.08"
    })
    void intervalsHoldTheTruthAsOftenAsTheySay(OveroptimizationForm form, int replicates, double noise, double spread) {
        double alpha = 0.7;
        double beta = 0.15;
        double top = form.peak(alpha, beta);
        int alphas = 0;
        int betas = 0;
        int peaks = 0;
        for (int t = 0; t < TRIES; t++) {
            var random = new SplittableRandom(1000 + t);
            var curves = new ArrayList<OveroptimizationCurve>();
            for (int r = 0; r < replicates; r++) {
                curves.add(curve(
                        form,
                        alpha + spread * random.nextGaussian(),
                        beta + spread / 4 * random.nextGaussian(),
                        noise,
                        random));
            }
            var law = OveroptimizationLaw.of(form, curves).orElseThrow();
            alphas += law.alpha(LEVEL).holds(alpha) ? 1 : 0;
            betas += law.beta(LEVEL).holds(beta) ? 1 : 0;
            peaks += law.peak(LEVEL, t).d().holds(top) ? 1 : 0;
        }
        assertThat((double) alphas / TRIES).isCloseTo(LEVEL, within(CHANCE));
        assertThat((double) betas / TRIES).isCloseTo(LEVEL, within(CHANCE));
        assertThat((double) peaks / TRIES).isBetween(LEVEL - CHANCE, 1.0);
    }

    @Test
    void whetherThereIsAPeakWithinTheDataIsSaid() {
        var random = new SplittableRandom(3);
        assertThat(turn(0.5, 0.15, random)).isEqualTo(OveroptimizationLaw.Turn.WITHIN); // d = 1.67 of 2.83
        assertThat(turn(0.5, 0.03, random)).isEqualTo(OveroptimizationLaw.Turn.NOT_WITHIN); // d = 8.3
        assertThat(turn(0.5, -0.02, random)).isEqualTo(OveroptimizationLaw.Turn.NOT_WITHIN);
        var d = distances(13);
        assertThat(turn(0.5, 0.5 / 2 / d[12], random)).isEqualTo(OveroptimizationLaw.Turn.UNDECIDED);
        var rising = OveroptimizationLaw.of(
                        OveroptimizationForm.BEST_OF_N,
                        List.of(curve(OveroptimizationForm.BEST_OF_N, 0.5, -0.1, 0.01, random)))
                .orElseThrow()
                .peak(LEVEL, 1);
        assertThat(rising.d().value()).isInfinite();
        assertThat(rising.samples().value()).isInfinite();
    }

    private static OveroptimizationLaw.Turn turn(double alpha, double beta, SplittableRandom random) {
        var form = OveroptimizationForm.BEST_OF_N;
        return OveroptimizationLaw.of(form, List.of(curve(form, alpha, beta, 0.01, random)))
                .orElseThrow()
                .peak(LEVEL, 1)
                .turn();
    }

    @Test
    void rowsThatTellNothingAreNoLaw() {
        var two = new OveroptimizationCurve(new double[] {0, 0.1, 1, 2}, new double[] {0, 0.1, 0.4, 0.5});
        assertThat(OveroptimizationLaw.of(OveroptimizationForm.BEST_OF_N, List.of(two)))
                .isInstanceOfSatisfying(
                        Fitted.None.class, none -> assertThat(none.why()).contains("2 rows at d of at least 0.3"));
        var same = new OveroptimizationCurve(new double[] {1, 1, 1}, new double[] {0.1, 0.4, 0.5});
        assertThat(OveroptimizationLaw.of(OveroptimizationForm.BEST_OF_N, List.of(same)))
                .isInstanceOf(Fitted.None.class);
    }

    /** The gold score at n = 8,192 from n of at most 256, where the form is right and where it is the other one. */
    @ParameterizedTest
    @EnumSource
    void forecastsHoldMostlyAlsoWhereTheOtherFormIsTrue(OveroptimizationForm truth) {
        int held = 0;
        double far = Math.sqrt(BestOfN.kl(8192));
        for (int t = 0; t < 60; t++) {
            var random = new SplittableRandom(t);
            double alpha = 0.4 + 0.4 * random.nextDouble();
            double beta = 0.05 + 0.1 * random.nextDouble();
            var known = List.of(curve(truth, alpha, beta, 0.02, random).upTo(Math.sqrt(BestOfN.kl(256)) + 1e-9));
            var forecast = OveroptimizationForecast.at(OveroptimizationForm.BEST_OF_N, known, far, LEVEL, t)
                    .orElseThrow();
            held += forecast.holds(truth.gold(alpha, beta, far)) ? 1 : 0;
        }
        assertThat(held).isGreaterThanOrEqualTo(48);
    }

    @Test
    void whatMovesAllPointsOfACurveTogetherIsInTheIntervalOfAMeasurement() {
        double near = BestOfN.kl(256);
        double far = Math.sqrt(BestOfN.kl(8192));
        double error = Math.hypot(0.18, 0.06 * far * far / near);
        int held = 0;
        int heldByTheForecastAlone = 0;
        for (int t = 0; t < 100; t++) {
            var random = new SplittableRandom(t);
            var form = OveroptimizationForm.BEST_OF_N;
            var curve = curve(form, 0.7, 0.15, 0.005, random).upTo(Math.sqrt(near) + 1e-9);
            double off = 0.06 * random.nextGaussian();
            var moved = new double[curve.d().length];
            for (int i = 0; i < moved.length; i++) {
                moved[i] = curve.gold()[i] + off * curve.d()[i] * curve.d()[i] / near;
            }
            var known = List.of(new OveroptimizationCurve(curve.d(), moved));
            var forecast =
                    OveroptimizationForecast.at(form, known, far, LEVEL, t).orElseThrow();
            double measured = form.gold(0.7, 0.15, far) + 0.18 * random.nextGaussian();
            held += OveroptimizationForecast.measured(forecast, error).holds(measured) ? 1 : 0;
            heldByTheForecastAlone += forecast.holds(measured) ? 1 : 0;
        }
        assertThat(held).isGreaterThanOrEqualTo(81); // 90 in the mean, less three standard errors
        assertThat(heldByTheForecastAlone).isLessThan(75);
    }

    @Test
    void coefficientsFollowTheLogarithmOfTheSizes() {
        var sizes = new double[][] {{300, 1000}, {300, 16_000}, {4000, 1000}, {4000, 16_000}, {1000, 64_000}};
        var alpha = Arrays.stream(sizes)
                .mapToDouble(s -> 0.1 + 0.11 * Math.log(s[0]) + 0.02 * Math.log(s[1]))
                .toArray();
        var trend = CoefficientTrend.of(sizes, alpha).orElseThrow();
        assertThat(trend.perFold(0, LEVEL).value()).isCloseTo(0.11, within(1e-12));
        assertThat(trend.perFold(1, LEVEL).value()).isCloseTo(0.02, within(1e-12));
        assertThat(trend.at(LEVEL, 2000, 2000).value()).isCloseTo(0.1 + 0.13 * Math.log(2000), within(1e-12));
        assertThat(trend.exponent(LEVEL).value()).isNaN();
        var one = new double[][] {{100}, {1000}, {10_000}};
        var power = CoefficientTrend.of(one, new double[] {1, 2, 4}).orElseThrow();
        assertThat(power.exponent(LEVEL).value()).isCloseTo(Math.log10(2), within(1e-12));
        assertThat(power.powerRms()).isLessThan(1e-12);
        assertThat(CoefficientTrend.of(new double[][] {{100}, {100}, {100}}, new double[] {1, 2, 4}))
                .isInstanceOf(Fitted.None.class);
    }

    @Test
    void divergencesOfTheBestOfNHaveTheirClosedForms() {
        double[][] golden = {{1, 0}, {2, 0.1931471805599453}, {16, 1.8350887222397811}, {1024, 5.932448368099453}};
        for (var one : golden) {
            assertThat(BestOfN.kl((long) one[0])).isCloseTo(one[1], within(1e-12));
            assertThat(BestOfN.samplesAt(one[1])).isCloseTo(one[0], within(1e-6 * one[0]));
        }
        double[] policy = {0.2, 0.3, 0.5};
        double[][] discrete = {{2, 0.16481957635662547}, {4, 0.4844872638624247}, {16, 0.6929704909818842}};
        for (var one : discrete) {
            var best = BestOfN.distribution(policy, (long) one[0]);
            double kl = 0;
            for (int i = 0; i < best.length; i++) {
                kl += best[i] * Math.log(best[i] / policy[i]);
            }
            assertThat(kl).isCloseTo(one[1], within(1e-12)).isLessThan(BestOfN.kl((long) one[0]));
        }
        assertThat(BestOfN.samplesAt(Double.POSITIVE_INFINITY)).isInfinite();
    }
}
