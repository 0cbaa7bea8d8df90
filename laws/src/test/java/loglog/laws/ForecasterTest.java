package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Forecasts at ten times the largest compute, from runs whose truth is known and may be none of the forms averaged. */
@Tag("slow")
class ForecasterTest {
    private static final int REPETITIONS = 25;

    /** Of 25 intervals that each hold with 90%, fewer than 19 do in one case of a thousand. */
    private static final int LEAST_HELD = 19;

    private static final double NOISE = 0.003;

    private static double chinchilla(double n, double d) {
        return 1.817 + 478 / Math.pow(n, 0.347) + 2144 / Math.pow(d, 0.367);
    }

    private static double kaplan(double n, double d) {
        return Math.pow(Math.pow(8.8e13 / n, 0.076 / 0.095) + 5.4e13 / d, 0.095);
    }

    /** Params and tokens bottleneck each other above a floor: none of the forms. */
    private static double coupled(double n, double d) {
        return 1.817
                + Math.pow(Math.pow(478 / Math.pow(n, 0.347), 1.5) + Math.pow(2144 / Math.pow(d, 0.367), 1.5), 1 / 1.5);
    }

    private static Observations runs(DoubleBinaryOperator truth, long seed) {
        var random = new SplittableRandom(seed);
        var n = new double[60];
        var d = new double[60];
        var loss = new double[60];
        for (int i = 0; i < n.length; i++) {
            double flops = Math.pow(10, 17 + i % 6 * 0.5);
            n[i] = Math.sqrt(flops / 120) * Math.pow(10, (i / 6 - 4.5) * 0.16);
            d[i] = flops / 6 / n[i];
            loss[i] = truth.applyAsDouble(n[i], d[i]) * Math.exp(NOISE * random.nextGaussian());
        }
        return Observations.of(n, d, loss);
    }

    private static final double AHEAD = Math.pow(10, 20.5);
    private static final double PARAMS = Math.sqrt(AHEAD / 120);

    private static Forecast ahead(Observations runs, long seed) {
        return Forecaster.of(runs, Forecaster.formsOfParamsAndTokens(), Criterion.DEFAULT, 200, seed)
                .orElseThrow()
                .at(Map.of("params", PARAMS, "tokens", 20 * PARAMS), 0.9);
    }

    private static int held(DoubleBinaryOperator truth) {
        int held = 0;
        for (int seed = 0; seed < REPETITIONS; seed++) {
            var random = new SplittableRandom(1000 + seed);
            double result = truth.applyAsDouble(PARAMS, 20 * PARAMS) * Math.exp(NOISE * random.nextGaussian());
            held += ahead(runs(truth, seed), seed).run().holds(result) ? 1 : 0;
        }
        return held;
    }

    @Test
    void intervalsHoldWhereTheTruthIsOneOfTheForms() {
        assertThat(held(ForecasterTest::chinchilla)).isGreaterThanOrEqualTo(LEAST_HELD);
    }

    @Test
    void intervalsHoldWhereTheTruthIsNoneOfTheForms() {
        assertThat(held(ForecasterTest::coupled)).isGreaterThanOrEqualTo(LEAST_HELD);
    }

    @Test
    void aFormsWeightIsTheSameForEveryQuestion() {
        var forecaster = Forecaster.of(
                        runs(ForecasterTest::coupled, 3),
                        Forecaster.formsOfParamsAndTokens(),
                        Criterion.DEFAULT,
                        200,
                        1)
                .orElseThrow();
        var ahead = forecaster.at(Map.of("params", PARAMS, "tokens", 20 * PARAMS), 0.9);
        var large = forecaster.at(Map.of("params", 40 * PARAMS, "tokens", PARAMS / 1000), 0.9);
        assertThat(ahead.axis()).isEqualTo("flops");
        assertThat(large.axis()).isEqualTo("params");
        assertThat(large.forms())
                .extracting(Forecast.Form::weight)
                .isEqualTo(ahead.forms().stream().map(Forecast.Form::weight).toList());
    }

    @Test
    void theFormThatIsTrueGetsTheWeight() {
        var forecast = ahead(runs(ForecasterTest::kaplan, 1), 1);
        assertThat(forecast.forms().getFirst().fit().law()).isEqualTo(new Kaplan());
        assertThat(forecast.forms().getFirst().weight()).isGreaterThan(0.99);
    }

    @Test
    void weightsAddUpAndTheHeaviestComesFirst() {
        var forms = ahead(runs(ForecasterTest::coupled, 2), 2).forms();
        assertThat(forms.stream().mapToDouble(Forecast.Form::weight).sum()).isCloseTo(1, within(1e-12));
        assertThat(forms)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(Forecast.Form::weight).reversed());
    }

    @Test
    void aRunsIntervalIsWiderThanTheLaws() {
        var forecast = ahead(runs(ForecasterTest::chinchilla, 3), 3);
        assertThat(forecast.run().high() - forecast.run().low())
                .isGreaterThan(forecast.law().high() - forecast.law().low());
    }

    @Test
    void extrapolationIsRehearsedAlongTheAxisItHappensOn() {
        var forecaster = Forecaster.of(
                        runs(ForecasterTest::chinchilla, 4), List.of(new Chinchilla()), Criterion.DEFAULT, 50, 1)
                .orElseThrow();
        assertThat(forecaster.at(Map.of("params", 1e11, "tokens", 1e9), 0.9).axis())
                .isEqualTo("params");
        assertThat(forecaster.at(Map.of("params", 1e8, "tokens", 1e13), 0.9).axis())
                .isEqualTo("tokens");
        assertThat(forecaster
                        .at(Map.of("params", PARAMS, "tokens", 20 * PARAMS), 0.9)
                        .axis())
                .isEqualTo("flops");
        assertThat(forecaster.at(Map.of("params", 5e7, "tokens", 1e9), 0.9).distance())
                .isZero();
    }

    @Test
    void fartherIsLessCertain() {
        var forecaster = Forecaster.of(
                        runs(ForecasterTest::chinchilla, 5), List.of(new Chinchilla()), Criterion.DEFAULT, 200, 1)
                .orElseThrow();
        var near = forecaster
                .at(Map.of("params", PARAMS, "tokens", 20 * PARAMS), 0.9)
                .law();
        var far = forecaster
                .at(Map.of("params", 10 * PARAMS, "tokens", 200 * PARAMS), 0.9)
                .law();
        assertThat((far.high() - far.low()) / far.value()).isGreaterThan((near.high() - near.low()) / near.value());
    }

    @Test
    void fewLevelsAreSaidToGiveNoEvidence() {
        var random = new SplittableRandom(6);
        var flops = new double[] {1e17, 1e17, 1e18, 1e18, 1e19, 1e19};
        var loss = new double[6];
        for (int i = 0; i < 6; i++) {
            loss[i] = (1.8 + 1600 / Math.pow(flops[i], 0.16)) * Math.exp(NOISE * random.nextGaussian());
        }
        var forecast = Forecaster.of(
                        Observations.of(loss).with("flops", flops),
                        List.of(new PowerLaw("flops")),
                        Criterion.DEFAULT,
                        50,
                        1)
                .orElseThrow()
                .at(Map.of("flops", 1e20), 0.9);
        assertThat(forecast.warnings()).anyMatch(w -> w.contains("too few levels of flops"));
        assertThat(forecast.forms().getFirst().heldOutError()).isNaN();
    }

    @Test
    void anAccuracysIntervalEndsAtOne() {
        var random = new SplittableRandom(7);
        var flops = new double[40];
        var accuracy = new double[40];
        for (int i = 0; i < 40; i++) {
            flops[i] = Math.pow(10, 17 + i * 0.1);
            accuracy[i] = 0.25 + 0.72 / (1 + Math.pow(1e19 / flops[i], 0.8)) + 0.02 * random.nextGaussian();
        }
        var criterion = new Criterion(new Penalty.Huber(1e-3), false);
        var forecaster = Forecaster.of(
                        Observations.of(accuracy).with("flops", flops),
                        Forecaster.formsOf("flops", criterion),
                        criterion,
                        200,
                        1)
                .orElseThrow();
        var anything = forecaster.at(Map.of("flops", 1e22), 0.9);
        var share = forecaster.within(0, 1).at(Map.of("flops", 1e22), 0.9);
        assertThat(anything.forms()).anyMatch(form -> form.value() > 1);
        assertThat(share.forms()).allMatch(form -> form.value() <= 1);
        var free = anything.run();
        var bounded = share.run();
        assertThat(free.high()).isGreaterThan(1);
        assertThat(bounded.high()).isEqualTo(1);
        assertThat(bounded.low()).isEqualTo(free.low());
    }
}
