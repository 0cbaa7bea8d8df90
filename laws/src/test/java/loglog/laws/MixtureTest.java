package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Forms averaged at one point, and what an average is worth where the rows leave a form open. */
class MixtureTest {
    private static final double OPEN = Double.POSITIVE_INFINITY;

    private static double variance(double[] forecasts, double[] sampling, double... weights) {
        return Evidence.Mixture.of(forecasts, sampling, weights).variance();
    }

    /** Standard deviations add up, as the forms share their rows; of a disagreement counts what the mean has of it. */
    @Test
    void samplingAndDisagreementAddUp() {
        assertThat(variance(new double[] {1, 1}, new double[] {0.01, 0.04}, 1, 1))
                .isCloseTo(0.15 * 0.15, offset(1e-12));
        assertThat(variance(new double[] {1, 1.2}, new double[] {0, 0}, 3, 3)).isCloseTo(0.5 * 0.01, offset(1e-12));
    }

    @Test
    void anAverageIsAsOpenAsAFormThatHasAWeightInIt() {
        var forecasts = new double[] {1, 1.1};
        assertThat(variance(forecasts, new double[] {OPEN, 0.01}, 1e-6, 1)).isInfinite();
        assertThat(variance(forecasts, new double[] {Double.NaN, 0.01}, 0.5, 0.5))
                .isInfinite();
    }

    @Test
    void andNoMoreThanTheOthersWhereItHasNone() {
        var forecasts = new double[] {0, 1.1};
        assertThat(variance(forecasts, new double[] {OPEN, 0.01}, 0, 1)).isCloseTo(0.01, offset(1e-15));
        assertThat(variance(forecasts, new double[] {Double.NaN, 0.01}, 0, 1)).isCloseTo(0.01, offset(1e-15));
    }

    /** Runs of one size: what more params would give is anybody's guess, what more tokens would give is not. */
    @Test
    void aForecastOfAnotherSizeThanTheOneThatRanIsOpen() {
        var random = new SplittableRandom(1);
        var params = new double[20];
        var tokens = new double[20];
        var loss = new double[20];
        for (int i = 0; i < 20; i++) {
            params[i] = 1e8;
            tokens[i] = 1e9 * Math.pow(10, 0.1 * i);
            loss[i] = ForecastCoverage.chinchilla(params[i], tokens[i]) * Math.exp(0.005 * random.nextGaussian());
        }
        var forecaster = Forecaster.of(
                        Observations.of(params, tokens, loss),
                        List.of(new Chinchilla(), new SharedExponent()),
                        Criterion.DEFAULT,
                        200,
                        1)
                .orElseThrow();
        var larger = forecaster.at(Map.of("params", 1e9, "tokens", 1e11), 0.9).run();
        assertThat(larger.high() / larger.low()).isGreaterThan(1000);
        var longer = forecaster.at(Map.of("params", 1e8, "tokens", 1.5e11), 0.9).run();
        assertThat(longer.high() / longer.low()).isLessThan(1.2);
    }
}
