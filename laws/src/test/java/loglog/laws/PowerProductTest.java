package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PowerProductTest {
    private static Fitted<PowerProduct> drawn(long seed, double noise) {
        var random = new SplittableRandom(seed);
        var scales = new ArrayList<double[]>();
        var values = new double[12];
        for (int i = 0; i < 12; i++) {
            double[] row = {Math.pow(3, i % 3), 0.3 + 0.1 * (i / 3)};
            scales.add(row);
            values[i] = 40 * Math.pow(row[0], -0.7) * Math.pow(row[1], -2) * Math.exp(noise * random.nextGaussian());
        }
        return PowerProduct.fit(scales, values, 0.9);
    }

    @Test
    void exponentsThatMadeTheRowsAreFound() {
        var law = drawn(1, 0).orElseThrow();
        assertThat(law.factor()).isCloseTo(40, within(1e-6));
        assertThat(law.exponents().get(0).value()).isCloseTo(-0.7, within(1e-9));
        assertThat(law.exponents().get(1).value()).isCloseTo(-2, within(1e-9));
        assertThat(law.at(3, 0.5)).isCloseTo(40 * Math.pow(3, -0.7) * 4, within(1e-6));
    }

    @Test
    void intervalsHoldTheTruthAsOftenAsTheySay() {
        int held = 0;
        for (int seed = 0; seed < 500; seed++) {
            held += drawn(seed, 0.3).orElseThrow().exponents().get(1).holds(-2) ? 1 : 0;
        }
        assertThat(held / 500.0).isBetween(0.86, 0.94);
    }

    @Test
    void whatCannotBeToldIsAValue() {
        var scales = new ArrayList<double[]>();
        for (int i = 1; i < 7; i++) {
            scales.add(new double[] {i, i * i});
        }
        assertThat(PowerProduct.fit(scales, new double[] {1, 2, 3, 4, 5, 6}, 0.9))
                .isInstanceOf(Fitted.None.class);
        assertThat(PowerProduct.fit(scales.subList(0, 3), new double[] {1, 2, 3}, 0.9))
                .isInstanceOf(Fitted.None.class);
    }
}
