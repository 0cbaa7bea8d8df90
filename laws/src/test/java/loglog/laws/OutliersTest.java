package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutliersTest {
    private static final double[] TRUTH = {1.7, 400, 1800, 0.34, 0.37};

    /** Runs of Chinchilla's law with normal noise of 0.5%. */
    private static Observations noisy(int n, double[] errors) {
        return noisy(n, errors, 7);
    }

    private static Observations noisy(int n, double[] errors, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
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

    /** A robust fit runs through as many rows as the law has parameters; the noise is not judged by these. */
    @Test
    void ofNormalNoiseFewSmallTablesHaveAnOutlier() {
        for (int n : new int[] {20, 25, 36}) {
            int rows = n;
            long found = IntStream.range(0, 40)
                    .filter(seed -> Outliers.of(Laws.fit(new Chinchilla(), noisy(rows, new double[0], seed)))
                            .isPresent())
                    .count();
            assertThat(found).as("%s rows", n).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void rowsThatAreOffAreNamedTheFurthestFirst() {
        var found = Outliers.of(Laws.fit(new Chinchilla(), noisy(5_000, new double[] {0.1, -0.2})))
                .orElseThrow();
        assertThat(found.rows()).containsExactly(1, 0);
        assertThat(found.largest()).isCloseTo(-0.2, within(0.02));
    }

    /** Every other row is ten times as noisy and says so: what is far off for the others is chance for these. */
    @Test
    void aRowIsJudgedByItsOwnStandardError() {
        var runs = noisy(200, new double[0]);
        var metric = runs.metric();
        var sigma = new double[200];
        for (int i = 0; i < 200; i++) {
            double law = new Chinchilla().value(TRUTH, runs.scale("params", i), runs.scale("tokens", i));
            metric[i] = i % 2 == 0 ? metric[i] : law * Math.pow(metric[i] / law, 10);
            sigma[i] = (i % 2 == 0 ? 0.005 : 0.05) * law;
        }
        metric[10] *= 1.05; // ten of its standard errors, one of its neighbors'
        var told = runs.withMetric(metric);
        var known = Laws.fit(new Chinchilla(), told.withSigma(sigma));
        assertThat(Outliers.of(known).orElseThrow().rows()).containsExactly(10);
        assertThat(Diagnosis.of(known, 99, 1).rows())
                .filteredOn(Diagnosis.Row::offTrend)
                .extracting(Diagnosis.Row::row)
                .containsExactly(10);
        var unknown = Laws.fit(new Chinchilla(), told);
        assertThat(Outliers.of(unknown).orElseThrow().rows()).hasSizeGreaterThan(20);
        // What is shown is what was measured, whatever it is judged by.
        assertThat(Diagnosis.of(known, 99, 1).rows().get(10).residual()).isBetween(0.03, 0.07);
    }

    @Test
    void theLimitOfSmallTablesIsThatOfADiagnosisAndGrowsWithTheRows() {
        assertThat(Outliers.deviations(240)).isEqualTo(Diagnosis.OFF_TREND);
        assertThat(Outliers.deviations(1_000_000)).isCloseTo(5.03, within(0.01)); // the normal quantile of 1 - 2.5e-7
    }
}
