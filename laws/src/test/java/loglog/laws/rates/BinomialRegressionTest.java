package loglog.laws.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import loglog.laws.Fitted;
import org.junit.jupiter.api.Test;

/** Regressions by the binomial likelihood and the compute multiplier, against what made the rates. */
class BinomialRegressionTest {
    private static SuccessRate drawn(double rate, int trials, SplittableRandom random) {
        long right = 0;
        for (int t = 0; t < trials; t++) {
            right += random.nextDouble() < rate ? 1 : 0;
        }
        return new SuccessRate(right, trials);
    }

    @Test
    void coefficientsOfSimulatedAccuraciesAreFoundAndTheirIntervalsHold() {
        double chance = 1 / 7d;
        int held = 0;
        int slopes = 0;
        int repeats = 200;
        for (int repeat = 0; repeat < repeats; repeat++) {
            var random = new SplittableRandom(repeat);
            var rows = new double[24][];
            var rates = new SuccessRate[24];
            for (int i = 0; i < 24; i++) {
                double params = Math.log(4e3) + 0.6 * (i % 6);
                double tokens = Math.log(10) + 1.2 * (i / 6);
                rows[i] = new double[] {1, params, tokens};
                double x = -12 + 1.1 * params + 0.5 * tokens;
                rates[i] = drawn(chance + (1 - chance) / (1 + Math.exp(-x)), 200, random);
            }
            var fit = BinomialRegression.fit(BinomialRegression.Link.LOGIT, chance, rows, rates)
                    .orElseThrow();
            assertThat(fit.converged()).isTrue();
            slopes += fit.coefficient(1, 0.9).holds(1.1) ? 1 : 0;
            held += fit.ratio(2, 1, 0.9).holds(0.5 / 1.1) ? 1 : 0;
        }
        assertThat(slopes).isBetween(168, 194);
        assertThat(held).isBetween(168, 194);
    }

    @Test
    void errorsThatFallAsAPowerOfParamsGiveTheirExponentWithRatesOfZeroAmongThem() {
        var random = new SplittableRandom(3);
        var rows = new double[12][];
        var rates = new SuccessRate[12];
        for (int i = 0; i < 12; i++) {
            rows[i] = new double[] {1, Math.log(1e3 * Math.pow(2, i))};
            rates[i] = drawn(200 * Math.exp(-rows[i][1] * 0.9), 500, random);
        }
        assertThat(rates[11].successes()).isLessThan(30);
        var fit = BinomialRegression.fit(BinomialRegression.Link.LOG, 0, rows, rates)
                .orElseThrow();
        assertThat(fit.coefficient(1, 0.99).holds(-0.9)).isTrue();
        assertThat(fit.coefficients()[1]).isCloseTo(-0.9, within(0.06));
        assertThat(fit.at(1, Math.log(1e6))).isCloseTo(200 * Math.pow(1e6, -0.9), within(3e-4));
        assertThat(fit.dispersion()).isBetween(0.2, 2.2);
    }

    @Test
    void theLogisticRegressionIsTheClosedFormOfATwoByTwoTable() {
        var fit = BinomialRegression.fit(
                        BinomialRegression.Link.LOGIT, 0, new double[][] {{1, 0}, {1, 1}}, new SuccessRate[] {
                            new SuccessRate(30, 100), new SuccessRate(60, 100)
                        })
                .orElseThrow();
        assertThat(fit.coefficients()[1]).isCloseTo(Math.log(60 * 70 / (40.0 * 30)), within(1e-6));
        assertThat(Math.sqrt(fit.covariance()[1][1]))
                .isCloseTo(Math.sqrt(1 / 30d + 1 / 70d + 1 / 60d + 1 / 40d), within(1e-6));
        assertThat(fit.dispersion()).isNaN();
    }

    @Test
    void tooFewRowsAreNoFitAndColumnsThatDependOnEachOtherNoneThatConverged() {
        var rates = new SuccessRate[] {new SuccessRate(1, 3), new SuccessRate(2, 3), new SuccessRate(2, 4)};
        assertThat(BinomialRegression.fit(
                        BinomialRegression.Link.LOGIT, 0, new double[][] {{1, 2, 3}}, new SuccessRate[] {rates[0]}))
                .isEqualTo(Fitted.none("1 rows cannot determine 3 coefficients"));
        var same = BinomialRegression.fit(
                        BinomialRegression.Link.LOGIT, 0, new double[][] {{1, 2}, {1, 2}, {1, 2}}, rates)
                .orElseThrow();
        assertThat(same.converged()).isFalse();
        assertThat(same.covariance()[0][0]).isInfinite();
    }

    @Test
    void aMultiplierIsReadOffThePlainRecipesRates() {
        double[] flops = {1e10, 1e11, 1e12, 1e13};
        SuccessRate[] plain = {rate(0.1), rate(0.3), rate(0.7), rate(0.9)};
        var same = ComputeMultiplier.of(flops, plain, 1e11, rate(0.3), 0.9, 2000, 1);
        assertThat(same.value()).isCloseTo(1, within(1e-9));
        var half = ComputeMultiplier.of(flops, plain, 1e11, rate(0.5), 0.9, 2000, 1);
        assertThat(half.value()).isCloseTo(Math.sqrt(10), within(0.01));
        assertThat(half.low()).isBetween(2.2, 3.1);
        assertThat(half.high()).isBetween(3.2, 4.4);
        assertThat(half.censored()).isEqualTo(ComputeMultiplier.Censored.NO);
        var beyond = ComputeMultiplier.of(flops, plain, 1e11, rate(0.99), 0.9, 2000, 1);
        assertThat(beyond.censored()).isEqualTo(ComputeMultiplier.Censored.AT_LEAST);
        assertThat(beyond.value()).isCloseTo(100, within(1e-9));
        assertThat(beyond.high()).isInfinite();
        var below = ComputeMultiplier.of(flops, plain, 1e11, rate(0.01), 0.9, 2000, 1);
        assertThat(below.censored()).isEqualTo(ComputeMultiplier.Censored.AT_MOST);
        assertThat(below.value()).isCloseTo(0.1, within(1e-9));
        assertThat(below.low()).isZero();
        assertThat(ComputeMultiplier.interaction(half, same, half, 0.9).holds(1))
                .isTrue();
        assertThat(ComputeMultiplier.interaction(beyond, same, half, 0.9).value())
                .isNaN();
    }

    private static SuccessRate rate(double share) {
        return new SuccessRate(Math.round(1000 * share), 1000);
    }

    @Test
    void multipliersIntervalsHoldTheTruthAsOftenAsTheySay() {
        int held = 0;
        int repeats = 300;
        for (int repeat = 0; repeat < repeats; repeat++) {
            var random = new SplittableRandom(50 + repeat);
            var flops = new double[9];
            var plain = new SuccessRate[9];
            for (int i = 0; i < 9; i++) {
                flops[i] = Math.pow(10, 10 + 0.5 * i);
                plain[i] = drawn(1 / (1 + Math.exp(-1.2 * (i - 4))), 300, random);
            }
            // the plain recipe reaches the rate between its models: at 10^12.25
            var changed = drawn(1 / (1 + Math.exp(-0.6)), 300, random);
            var multiplier = ComputeMultiplier.of(flops, plain, 1e11, changed, 0.9, 400, repeat);
            held += multiplier.low() <= Math.pow(10, 1.25) && Math.pow(10, 1.25) <= multiplier.high() ? 1 : 0;
        }
        assertThat(held / (double) repeats).isBetween(0.85, 0.96);
    }

    /** Models whose skill is s get a problem right where its hardness, uniform, is below s. */
    private static boolean[] right(double skill, double[] hardness) {
        var right = new boolean[hardness.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = hardness[i] < skill;
        }
        return right;
    }

    @Test
    void onTheSameProblemsWhatIsHardInThemCancels() {
        var random = new SplittableRandom(1);
        var hardness = random.doubles(400).toArray();
        double[] flops = {1e12, 1e10, 1e11};
        boolean[][] plain = {right(0.8, hardness), right(0.2, hardness), right(0.5, hardness)};
        // The same problems right as the middle plain model: 1 in every resample, where unpaired draws spread.
        var same = ComputeMultiplier.paired(flops, plain, 1e11, plain[2], 0.9, 300, 1);
        assertThat(same.value()).isCloseTo(1, within(1e-9));
        assertThat(same.low()).isCloseTo(1, within(1e-9));
        assertThat(same.high()).isCloseTo(1, within(1e-9));
        var between = ComputeMultiplier.paired(flops, plain, 1e10, right(0.65, hardness), 0.9, 300, 1);
        assertThat(between.value()).isBetween(15.0, 60.0);
        assertThat(between.low()).isLessThan(between.value());
        assertThat(between.high()).isGreaterThan(between.value());
        var beyond = ComputeMultiplier.paired(flops, plain, 1e10, right(0.95, hardness), 0.9, 300, 1);
        assertThat(beyond.censored()).isEqualTo(ComputeMultiplier.Censored.AT_LEAST);
        assertThat(beyond.value()).isCloseTo(100, within(1e-9));
        assertThat(beyond.high()).isInfinite();
        // Two changes that multiply: each moves skill by as much compute as the other, both by twice as much.
        var one = ComputeMultiplier.paired(flops, plain, 1e10, plain[2], 0.9, 300, 1);
        var both = ComputeMultiplier.paired(flops, plain, 1e10, plain[0], 0.9, 300, 1);
        assertThat(ComputeMultiplier.interaction(both, one, one, 0.9).value()).isCloseTo(1, within(1e-9));
        assertThatThrownBy(() -> ComputeMultiplier.paired(flops, plain, 1e10, new boolean[3], 0.9, 300, 1))
                .hasMessageContaining("3 problems");
    }
}
