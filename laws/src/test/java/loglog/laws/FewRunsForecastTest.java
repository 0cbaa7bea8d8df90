package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Forecasts from so few runs that these alone leave exponents open: what other sweeps have shown bounds the intervals. */
class FewRunsForecastTest {
    private static final Law LAW = new BelowCeiling(new Kaplan(), 3.59);
    private static final double[] TRUTH = {5.3e6, 2.3e7, 0.165, 0.282};
    private static final double NOISE = 0.01;

    /** The family of a small quickstart. */
    private static final double[] PARAMS = {16_496, 16_496, 16_496, 16_496, 16_496, 48_352, 48_352, 95_568};

    private static final double[] TOKENS = {154_975, 323_789, 676_491, 1_413_389, 2_952_988, 527_311, 1_101_710, 585_782
    };

    private static final Map<String, Double> AHEAD = Map.of("params", 176_576.0, "tokens", 3_318_784.0);

    private static Observations runs(long seed, int times) {
        return runs(seed, times, NOISE);
    }

    private static Observations runs(long seed, int times, double noise) {
        var random = new SplittableRandom(seed);
        var n = new double[times * PARAMS.length];
        var d = new double[n.length];
        var loss = new double[n.length];
        for (int i = 0; i < n.length; i++) {
            n[i] = PARAMS[i % PARAMS.length];
            d[i] = TOKENS[i % PARAMS.length];
            loss[i] = LAW.value(TRUTH, n[i], d[i]) * Math.exp(noise * random.nextGaussian());
        }
        return Observations.of(n, d, loss);
    }

    @Test
    void intervalsOfEightRunsHoldAndAreNoGuesswork() {
        var widths = new double[40];
        int held = 0;
        double truth = LAW.value(TRUTH, AHEAD.get("params"), AHEAD.get("tokens"));
        for (int seed = 0; seed < widths.length; seed++) {
            var random = new SplittableRandom(5000 + seed);
            var run = Forecaster.of(runs(seed, 1), List.of(LAW), Criterion.DEFAULT, 200, seed)
                    .orElseThrow()
                    .at(AHEAD, 0.9)
                    .run();
            widths[seed] = (run.high() - run.low()) / 2 / run.value();
            held += run.holds(truth * Math.exp(NOISE * random.nextGaussian())) ? 1 : 0;
        }
        // Fewer of 40 intervals that each hold with 90% do in one case of two hundred.
        assertThat(held).isGreaterThanOrEqualTo(31);
        assertThat(Arrays.stream(widths).average().orElseThrow()).isLessThan(0.11);
        assertThat(Arrays.stream(widths).max().orElseThrow()).isLessThan(0.2);
    }

    /** Where an exponent's standard error is a tenth of it or less, what is known beforehand adds next to nothing. */
    @Test
    void manyRunsAreTakenAtTheirWord() {
        var fit = Laws.fit(LAW, runs(1, 40));
        var at = Observations.of(new double[] {176_576}, new double[] {3_318_784}, new double[] {1});
        double alone = new Covariance(fit).variances(at)[0];
        double among = Covariance.amongSweeps(fit).variances(at)[0];
        assertThat(among / alone).isBetween(0.97, 1.0);
    }

    /** A law says itself which of its parameters are powers of a scale; a user's may name them as it likes. */
    @Test
    void theExponentsOfALawAreThoseThatItDeclares() {
        var exponents = new TreeMap<String, String>();
        for (var named : Laws.NAMED) {
            exponents.put(
                    named.name(),
                    Laws.named(named.name(), "flops").parameters().stream()
                            .filter(parameter -> parameter.kind() == LawParameter.Kind.EXPONENT)
                            .map(LawParameter::name)
                            .collect(Collectors.joining(" ")));
        }
        exponents.values().removeIf(String::isEmpty);
        assertThat(exponents)
                .isEqualTo(Map.of(
                        "power", "alpha",
                        "power-floor", "alpha",
                        "kaplan", "alpha_N alpha_D",
                        "chinchilla", "alpha beta",
                        "shared-exponent", "alpha",
                        "data-constrained", "alpha beta",
                        "repeated-tokens", "alpha beta"));
        assertThat(new SumOfPowers(List.of("params", "batch")).parameters())
                .filteredOn(parameter -> parameter.kind() == LawParameter.Kind.EXPONENT)
                .hasSize(2);
    }

    /** Ratings and accuracies, whose residuals are differences, have no such exponents. */
    @Test
    void otherMetricsAreTakenAtTheirWord() {
        var rows = runs(1, 1);
        var fit = Laws.fit(new PowerLawWithFloor("params"), rows, Criterion.SQUARES);
        assertThat(Covariance.amongSweeps(fit).variances(rows)).isEqualTo(new Covariance(fit).variances(rows));
    }

    /** How often the intervals of a new run hold, of eight runs and of ten times the compute. Argument: repetitions. */
    public static void main(String[] args) {
        int repetitions = Integer.parseInt(args[0]);
        double curve = LAW.value(TRUTH, AHEAD.get("params"), AHEAD.get("tokens"));
        for (double noise : new double[] {0.0065, 0.011}) {
            var sums = IntStream.range(0, repetitions)
                    .parallel()
                    .mapToObj(seed -> {
                        double result = curve * Math.exp(noise * new SplittableRandom(5000 + seed).nextGaussian());
                        var run = Forecaster.of(runs(seed, 1, noise), List.of(LAW), Criterion.DEFAULT, 400, seed)
                                .orElseThrow()
                                .at(AHEAD, 0.9)
                                .run();
                        double missed = Math.max(0, Math.max(run.low() - result, result - run.high()));
                        return new double[] {
                            run.holds(result) ? 1 : 0,
                            (run.high() - run.low()) / 2 / run.value(),
                            Math.abs(run.value() / result - 1),
                            (run.high() - run.low() + 20 * missed) / result
                        };
                    })
                    .toList();
            var means = IntStream.range(0, 4)
                    .mapToObj(k -> 100
                            * sums.stream().mapToDouble(of -> of[k]).average().orElseThrow())
                    .toArray();
            System.out.printf("noise of %.2f%%: ", 100 * noise);
            System.out.printf("held %.0f%%, half-width %.1f%%, mean error %.1f%%, score %.1f%%%n", means);
        }
    }
}
