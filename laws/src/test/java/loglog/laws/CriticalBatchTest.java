package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.laws.CriticalBatch.Curve;
import loglog.laws.CriticalBatch.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Curves that fall as {@code 2 + 400 / E_min^0.3}, where E tokens at batch B do as much as E / (1 + B / B_crit). */
@Tag("slow")
class CriticalBatchTest {
    private static final double CRITICAL = 50_000;
    private static final double LOSS = 3.5;
    private static final double TOKENS = Math.pow(400 / (LOSS - 2), 1 / 0.3);

    /**
     * Curves of batches a factor of two apart.
     *
     * @param between by how much runs differ: the standard deviation of the log of the tokens that they need
     * @param within the noise from point to point, relative
     */
    private static List<Curve> curves(double smallest, int batches, double between, double within, long seed) {
        var random = new SplittableRandom(seed);
        return IntStream.range(0, batches)
                .mapToObj(b -> {
                    double batch = smallest * Math.pow(2, b);
                    double worth = (1 + batch / CRITICAL) * Math.exp(between * random.nextGaussian());
                    double[] tokens = IntStream.range(0, 60)
                            .mapToDouble(i -> 1e7 * Math.pow(1e4, i / 59.0))
                            .toArray();
                    double[] loss = IntStream.range(0, 60)
                            .mapToDouble(i ->
                                    (2 + 400 / Math.pow(tokens[i] / worth, 0.3)) * (1 + within * random.nextGaussian()))
                            .toArray();
                    return new Curve(batch, tokens, loss);
                })
                .toList();
    }

    @Test
    void curvesWithoutNoiseGiveTheTruth() {
        var result = CriticalBatch.at(curves(4_000, 8, 0, 0, 1), LOSS, 0.9);
        assertThat(result.outcome()).isEqualTo(Outcome.BRACKETED);
        assertThat(result.batch().value()).isCloseTo(CRITICAL, within(0.02 * CRITICAL));
        assertThat(result.tokens().value()).isCloseTo(TOKENS, within(0.01 * TOKENS));
        assertThat(result.steps().value()).isCloseTo(TOKENS / CRITICAL, within(0.02 * TOKENS / CRITICAL));
    }

    @ParameterizedTest
    @CsvSource({"7, 0.05", "5, 0.15"})
    void intervalsHoldAsOftenAsTheySay(int batches, double between) {
        int repetitions = 400;
        var results = IntStream.range(0, repetitions)
                .parallel()
                .mapToObj(seed -> CriticalBatch.at(curves(12_000, batches, between, 0.002, seed), LOSS, 0.9))
                .toList();
        long batch = results.stream().filter(r -> r.batch().holds(CRITICAL)).count();
        long tokens = results.stream().filter(r -> r.tokens().holds(TOKENS)).count();
        long steps =
                results.stream().filter(r -> r.steps().holds(TOKENS / CRITICAL)).count();
        // Three standard deviations of a binomial about 90%.
        for (long held : new long[] {batch, tokens, steps}) {
            assertThat(held / (double) repetitions).isBetween(0.855, 0.945);
        }
        assertThat(results).allMatch(r -> r.outcome() == Outcome.BRACKETED);
    }

    @Test
    void batchesThatDoNotBracketItAreSaidNotTo() {
        var small = CriticalBatch.at(curves(100, 6, 0.05, 0.002, 1), LOSS, 0.9);
        assertThat(small.outcome()).isEqualTo(Outcome.ALL_BELOW);
        assertThat(small.batch().high()).isInfinite();
        assertThat(small.steps().low()).isZero();
        assertThat(small.tokens().holds(TOKENS)).isTrue();

        var large = CriticalBatch.at(curves(1_000_000, 5, 0.05, 0.002, 1), LOSS, 0.9);
        assertThat(large.outcome()).isEqualTo(Outcome.ALL_ABOVE);
        assertThat(large.batch().low()).isZero();
        assertThat(large.tokens().low()).isZero();
        assertThat(large.steps().holds(TOKENS / CRITICAL)).isTrue();
    }

    @Test
    void noiseThatHidesTheDependenceLeavesItUndecided() {
        var result = CriticalBatch.at(curves(30_000, 3, 1, 0, 3), LOSS, 0.99);
        assertThat(result.outcome()).isEqualTo(Outcome.UNDECIDED);
    }

    @Test
    void curvesThatDoNotReachTheLossAreLeftOut() {
        var result = CriticalBatch.at(curves(6_000, 7, 0, 0, 1), 2.01, 0.9);
        assertThat(result.outcome()).isEqualTo(Outcome.TOO_FEW_CURVES);
        assertThat(result.batch().value()).isNaN();
        assertThat(result.curves()).isZero();
    }

    @Test
    void theCrossingOfANoisyCurveIsNotItsFirstLuckyPoint() {
        double bias = IntStream.range(0, 200)
                .mapToDouble(
                        seed -> Math.log(curves(1, 1, 0, 0.01, seed).getFirst().tokensTo(LOSS) / TOKENS))
                .average()
                .orElseThrow();
        assertThat(bias).isBetween(-0.03, 0.03);
    }

    @Test
    void tokensThatDoNotGrowAreRefused() {
        assertThatThrownBy(() -> new Curve(1000, new double[] {1e6, 1e6}, new double[] {3, 2.9}))
                .hasMessage("tokens must be positive and grow; point 1 has 1000000.0 after 1000000.0");
    }
}
