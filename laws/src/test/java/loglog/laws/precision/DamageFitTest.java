package loglog.laws.precision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import loglog.laws.Fitted;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class DamageFitTest {
    /** The published law's exponents, near enough. */
    private static final DamageLaw TRUTH = new DamageLaw(-2.8, 0.51, 0.34, 1.69);

    private static List<RoundedRun> simulated(Random random, double ofRun, double ofRow) {
        var rows = new ArrayList<RoundedRun>();
        for (double params : new double[] {1e5, 3e5, 1e6, 3e6}) {
            for (double ratio : new double[] {10, 40, 160}) {
                double shared = ofRun * random.nextGaussian();
                for (int bits = 3; bits <= 6; bits++) {
                    double own = ofRow * random.nextGaussian();
                    double damage = TRUTH.damage(params, ratio * params, bits) * Math.exp(shared + own);
                    rows.add(new RoundedRun(params + "x" + ratio, params, ratio * params, bits, damage));
                }
            }
        }
        return rows;
    }

    private static DamageFit fit(List<RoundedRun> rows) {
        return DamageFit.of(rows).orElseThrow();
    }

    @Test
    void aLawWithoutNoiseIsRecovered() {
        var law = fit(simulated(new Random(1), 0, 0)).law();
        assertThat(law.tokensExponent()).isCloseTo(TRUTH.tokensExponent(), Offset.offset(1e-9));
        assertThat(law.paramsExponent()).isCloseTo(TRUTH.paramsExponent(), Offset.offset(1e-9));
        assertThat(law.bitsScale()).isCloseTo(1 / 1.69, Offset.offset(1e-9));
        assertThat(law.damage(1e7, 1e9, 4)).isCloseTo(TRUTH.damage(1e7, 1e9, 4), Offset.offset(1e-6));
        double tokens = law.tokensAt(0.01, 1e7, 4);
        assertThat(law.damage(1e7, tokens, 4)).isCloseTo(0.01, Offset.offset(1e-9));
    }

    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() {
        int studies = 400;
        int tokens = 0;
        int params = 0;
        int bits = 0;
        int forecasts = 0;
        for (int s = 0; s < studies; s++) {
            var random = new Random(100 + s);
            var fit = fit(simulated(random, 0.15, 0.1));
            tokens += fit.tokensExponent(0.9).holds(TRUTH.tokensExponent()) ? 1 : 0;
            params += fit.paramsExponent(0.9).holds(TRUTH.paramsExponent()) ? 1 : 0;
            bits += fit.bitsRate(0.9).holds(TRUTH.bitsRate()) ? 1 : 0;
            double larger =
                    TRUTH.damage(1e7, 2e8, 4) * Math.exp(0.15 * random.nextGaussian() + 0.1 * random.nextGaussian());
            forecasts += fit.forecast(1e7, 2e8, 4, 0.9).holds(larger) ? 1 : 0;
        }
        assertThat(tokens / (double) studies).isBetween(0.84, 0.97);
        assertThat(params / (double) studies).isBetween(0.84, 0.97);
        assertThat(bits / (double) studies).isBetween(0.84, 0.97);
        assertThat(forecasts / (double) studies).isBetween(0.86, 0.99);
    }

    @Test
    void damageFallsWithBitsAndParamsAndGrowsWithTokens() {
        var fit = fit(simulated(new Random(5), 0.1, 0.1));
        assertThat(fit.law().damage(1e6, 1e8, 5)).isLessThan(fit.law().damage(1e6, 1e8, 4));
        assertThat(fit.law().damage(2e6, 1e8, 4)).isLessThan(fit.law().damage(1e6, 1e8, 4));
        assertThat(fit.law().damage(1e6, 2e8, 4)).isGreaterThan(fit.law().damage(1e6, 1e8, 4));
    }

    @Test
    void whereTheExponentsCannotBeToldApartThereIsNoLaw() {
        var together = simulated(new Random(2), 0.1, 0.1).stream()
                .filter(row -> row.tokens() == 40 * row.params())
                .toList();
        assertThat(DamageFit.of(together))
                .isInstanceOfSatisfying(
                        Fitted.None.class,
                        nothing -> assertThat(nothing.why()).contains("found damage above 0 in 4 runs"));
        var six = new ArrayList<RoundedRun>();
        for (int i = 1; i <= 6; i++) {
            for (int bits = 3; bits < 6; bits++) {
                six.add(new RoundedRun("r" + i, 1e5 * i, 2e6 * i, bits, 0.1 / bits * i));
            }
        }
        assertThat(DamageFit.of(six))
                .isInstanceOfSatisfying(
                        Fitted.None.class, nothing -> assertThat(nothing.why()).contains("rise together"));
    }

    @Test
    void rowsWithoutDamageAreCountedAsLeftOut() {
        var rows = new ArrayList<>(simulated(new Random(3), 0.1, 0.1));
        rows.add(new RoundedRun("none", 1e6, 1e7, 8, -0.001));
        assertThat(fit(rows).leftOut()).isEqualTo(1);
        assertThat(fit(rows).rows()).isEqualTo(48);
    }
}
