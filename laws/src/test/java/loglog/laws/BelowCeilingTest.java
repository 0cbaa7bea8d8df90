package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class BelowCeilingTest {
    private static final double CEILING = 3.6;
    private static final double[] TRUTH = {2e8, 6e8, 0.17, 0.2};
    private static final Law LAW = new BelowCeiling(new Kaplan(), CEILING);

    @Property
    void isBelowTheCeilingAndBelowTheLaw(
            @ForAll @DoubleRange(min = 1, max = 30) double logParams,
            @ForAll @DoubleRange(min = 1, max = 30) double logTokens) {
        double params = Math.exp(logParams);
        double tokens = Math.exp(logTokens);
        double loss = LAW.value(TRUTH, params, tokens);
        assertThat(loss).isLessThanOrEqualTo(CEILING).isLessThan(new Kaplan().value(TRUTH, params, tokens));
    }

    @Test
    void isTheLawWhereTheCeilingIsFar() {
        double plain = new Kaplan().value(TRUTH, 1e6, 1e8);
        assertThat(new BelowCeiling(new Kaplan(), 1e6).value(TRUTH, 1e6, 1e8)).isCloseTo(plain, within(1e-9));
    }

    @Test
    void refusesCeilingsThatAreNone() {
        for (double wrong : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new BelowCeiling(new Kaplan(), wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Runs near the ceiling, the forecast far below: what knows of it is right, what does not is too high. */
    @Test
    void forecastsTenTimesTheComputeWhereLawsWithoutACeilingAreBiased() {
        var belowCeiling = Forecaster.formsOfParamsAndTokens().stream()
                .<Law>map(law -> new BelowCeiling(law, CEILING))
                .toList();
        int inside = 0;
        double with = 0;
        double without = 0;
        int studies = 20;
        for (int s = 0; s < studies; s++) {
            var random = new SplittableRandom(s);
            var runs = study(random);
            Map<String, Double> at = Map.of("params", 5e5, "tokens", 2e7, "flops", 6e13);
            double truth = LAW.value(TRUTH, 5e5, 2e7);
            var knows = Forecaster.of(runs, belowCeiling, Criterion.DEFAULT, 200, s)
                    .orElseThrow()
                    .at(at, 0.9);
            var knowsNot = Forecaster.of(runs, Forecaster.formsOfParamsAndTokens(), Criterion.DEFAULT, 200, s)
                    .orElseThrow()
                    .at(at, 0.9);
            inside += knows.law().holds(truth) ? 1 : 0;
            with += Math.log(knows.law().value() / truth) / studies;
            without += Math.log(knowsNot.law().value() / truth) / studies;
        }
        assertThat(Math.abs(with)).isLessThan(0.01);
        assertThat(without).isGreaterThan(0.02);
        assertThat(inside).isGreaterThanOrEqualTo(17);
    }

    private static Observations study(SplittableRandom random) {
        double[] budgets = {1.5e11, 3.8e11, 9.5e11, 2.4e12, 6e12};
        double[] ratios = {10, 30, 90};
        int n = budgets.length * ratios.length;
        var params = new double[n];
        var tokens = new double[n];
        var loss = new double[n];
        for (int i = 0; i < n; i++) {
            params[i] = Math.sqrt(budgets[i / ratios.length] / 6 / ratios[i % ratios.length]);
            tokens[i] = params[i] * ratios[i % ratios.length];
            loss[i] = LAW.value(TRUTH, params[i], tokens[i]) * Math.exp(0.004 * random.nextGaussian());
        }
        return Observations.of(params, tokens, loss);
    }
}
