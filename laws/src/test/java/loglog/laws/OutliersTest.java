package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class OutliersTest {
    private static final double[] TRUTH = {1.7, 400, 1800, 0.34, 0.37};

    /** Runs of Chinchilla's law with normal noise of 0.5%. */
    private static Observations noisy(int n, double[] errors) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        var params = new double[n];
        var tokens = new double[n];
        var loss = new double[n];
        for (int i = 0; i < n; i++) {
            params[i] = 1e6 * Math.pow(10, random.nextDouble(4));
            tokens[i] = 1e8 * Math.pow(10, random.nextDouble(4));
            double error = i < errors.length ? errors[i] : 0.005 * random.nextGaussian();
            loss[i] = new Chinchilla().value(TRUTH, params[i], tokens[i]) * Math.exp(error);
        }
        return Observations.of(params, tokens, loss);
    }

    @Test
    void whatTensOfThousandsOfRowsHaveByChanceStandsOutOfNothing() {
        assertThat(Outliers.of(Laws.fit(new Chinchilla(), noisy(20_000, new double[0]))))
                .isEmpty();
    }

    @Test
    void rowsThatAreOffAreNamedTheFurthestFirst() {
        var found = Outliers.of(Laws.fit(new Chinchilla(), noisy(5_000, new double[] {0.1, -0.2})))
                .orElseThrow();
        assertThat(found.rows()).containsExactly(1, 0);
        assertThat(found.largest()).isCloseTo(-0.2, within(0.02));
    }

    @Test
    void theLimitOfSmallTablesIsThatOfADiagnosisAndGrowsWithTheRows() {
        assertThat(Outliers.deviations(240)).isEqualTo(Diagnosis.OFF_TREND);
        assertThat(Outliers.deviations(1_000_000)).isCloseTo(5.03, within(0.01)); // the normal quantile of 1 - 2.5e-7
    }
}
