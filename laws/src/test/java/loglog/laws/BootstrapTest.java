package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import loglog.laws.Bootstrap.Resampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BootstrapTest {
    private static final Observations RUNS = grouped(Simulated.chinchilla(60, 6, 0.005, 3));
    private static final Fit FIT = Laws.fit(new Chinchilla(), RUNS);

    private static Observations grouped(Observations runs) {
        return runs.grouped(
                IntStream.range(0, runs.size()).mapToObj(i -> "run" + i / 2).toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource(Resampling.class)
    void theNumberOfThreadsChangesNothing(Resampling resampling) throws Exception {
        double[][] one;
        double[][] three;
        try (var pool = new ForkJoinPool(1)) {
            one = pool.submit(() -> Bootstrap.of(FIT, resampling, 300, 5).parameters())
                    .get();
        }
        try (var pool = new ForkJoinPool(3)) {
            three = pool.submit(() -> Bootstrap.of(FIT, resampling, 300, 5).parameters())
                    .get();
        }
        assertThat(one).isDeepEqualTo(three);
        assertThat(Bootstrap.of(FIT, resampling, 300, 6).parameters()[0]).isNotEqualTo(one[0]);
    }

    @Test
    void eachResampleIsTheFitToItsOwnRows() {
        // A refit from the start of the global search finds what the resample's polish found: the same minimum.
        var line = new PowerLaw("flops");
        var fit = Laws.fit(line, RUNS, Criterion.LOG_SQUARES);
        var draws = Bootstrap.of(fit, Resampling.ROWS, 200, 1);
        double spread = Quantiles.sd(draws.of(p -> p[1]));
        // The sandwich estimate of the slope's standard error: exact for squares on a line (White 1980).
        var x = Arrays.stream(RUNS.axis("flops")).map(Math::log).toArray();
        double mean = Quantiles.mean(x);
        var residuals = fit.residuals();
        double meat = 0;
        double bread = 0;
        for (int i = 0; i < x.length; i++) {
            meat += Math.pow((x[i] - mean) * residuals[i], 2);
            bread += Math.pow(x[i] - mean, 2);
        }
        double sandwich = Math.sqrt(meat) / bread;
        assertThat(spread / sandwich).isBetween(0.85, 1.15); // 200 draws know a spread to 5%
    }

    @Test
    void rowsThatShareTheirNoiseNeedGroups() {
        // Every curve has 10 points with one common deviation: rows count each point as news, groups do not.
        int curves = 20;
        int points = 10;
        var random = new Random(2);
        var flops = new double[curves * points];
        var loss = new double[curves * points];
        var names = new String[curves * points];
        for (int c = 0; c < curves; c++) {
            double shared = 0.02 * random.nextGaussian();
            for (int t = 0; t < points; t++) {
                int i = c * points + t;
                flops[i] = Math.pow(10, 17 + 0.2 * c + 0.002 * t);
                loss[i] = 30 * Math.pow(flops[i], -0.05) * Math.exp(shared + 1e-3 * random.nextGaussian());
                names[i] = "curve" + c;
            }
        }
        var runs = Observations.of(loss).with("flops", flops).grouped(names);
        var fit = Laws.fit(new PowerLaw("flops"), runs, Criterion.LOG_SQUARES);
        double byRows = Bootstrap.of(fit, Resampling.ROWS, 500, 1)
                .parameter("alpha", 0.9)
                .se();
        double byGroups = Bootstrap.of(fit, Resampling.GROUPS, 500, 1)
                .parameter("alpha", 0.9)
                .se();
        // sqrt(10) in theory, for equal noise in each group.
        assertThat(byGroups / byRows).isBetween(2.4, 4.0);
    }

    @Test
    void residualsKeepTheDesign() {
        // With all rows at few distinct points rows may lose a point in a resample; residuals never do.
        var runs = Simulated.chinchilla(60, 6, 0.005, 3).select(0, 5, 9, 22, 37, 51);
        var fit = Laws.fit(new Chinchilla(), runs, Criterion.LOG_SQUARES);
        assertThat(Bootstrap.of(fit, Resampling.ROWS, 200, 1).failed()).isPositive();
        assertThat(Bootstrap.of(fit, Resampling.RESIDUALS, 200, 1).failed()).isZero();
    }

    @Test
    void groupsMustExist() {
        var fit = Laws.fit(new Chinchilla(), Simulated.chinchilla(60, 6, 0.005, 3));
        assertThatThrownBy(() -> Bootstrap.of(fit, Resampling.GROUPS, 10, 1)).hasMessageContaining("groups");
    }

    @Test
    void aFitToTooFewPointsIsNotResampled() {
        var fit = Laws.fit(new Chinchilla(), RUNS.select(0, 1));
        assertThatThrownBy(() -> Bootstrap.of(fit, Resampling.ROWS, 10, 1)).hasMessageContaining("too few points");
    }
}
