package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows that know their standard errors. */
class SigmaTest {
    private static final double[] LINE = {1.7, 2000, 0.16};
    private static final Law LAW = new PowerLawWithFloor("flops");

    /** Twenty scales, every other row ten times as noisy as the rest, with the standard errors or without. */
    private static Observations runs(long seed, boolean known) {
        var random = new Random(seed);
        var flops = IntStream.range(0, 40)
                .mapToDouble(i -> 1e17 * Math.pow(1e5, i / 39.0))
                .toArray();
        var relative = IntStream.range(0, 40)
                .mapToDouble(i -> i % 2 == 0 ? 0.03 : 0.003)
                .toArray();
        var runs = Simulated.obeying(
                LAW,
                LINE,
                Observations.of(Solver.ones(40)).with("flops", flops),
                i -> relative[i] * random.nextGaussian());
        return known
                ? runs.withSigma(IntStream.range(0, 40)
                        .mapToDouble(i -> relative[i] * runs.metric(i))
                        .toArray())
                : runs;
    }

    private static double error(Criterion criterion, boolean known) {
        return Math.sqrt(IntStream.range(0, 40)
                .mapToDouble(seed -> Laws.fit(LAW, runs(seed, known), criterion).at(1e24) / 1.7 - 1)
                .map(e -> e - (LAW.value(LINE, 1e24) / 1.7 - 1))
                .map(e -> e * e)
                .average()
                .orElseThrow());
    }

    @Test
    void standardErrorsMakeEstimatesBetter() {
        assertThat(error(Criterion.LOG_SQUARES, true)).isLessThan(0.6 * error(Criterion.LOG_SQUARES, false));
        assertThat(error(Criterion.DEFAULT, true)).isLessThan(error(Criterion.DEFAULT, false));
    }

    @Test
    void equalStandardErrorsChangeNothing() {
        var runs = Simulated.chinchilla(54, 6, 0.005, 1);
        var same =
                runs.withSigma(Arrays.stream(runs.metric()).map(l -> 0.01 * l).toArray());
        var fit = Laws.fit(new Chinchilla(), runs);
        var with = Laws.fit(new Chinchilla(), same);
        for (int j = 0; j < 5; j++) {
            assertThat(with.values()[j]).isCloseTo(fit.values()[j], offset(1e-6 * fit.values()[j]));
        }
    }

    @Test
    void theIntervalsOfEveryKindRespectThem() {
        // Truth against the mean of what the intervals promise, over data sets of known noise.
        var values = new double[40];
        var bootstrap = new double[values.length];
        var residuals = new double[values.length];
        var linear = new double[values.length];
        for (int seed = 0; seed < values.length; seed++) {
            var fit = Laws.fit(LAW, runs(seed, true), Criterion.LOG_SQUARES);
            values[seed] = fit.at(1e24);
            bootstrap[seed] = spread(Bootstrap.of(fit, Bootstrap.Resampling.ROWS, 100, 1));
            residuals[seed] = spread(Bootstrap.of(fit, Bootstrap.Resampling.RESIDUALS, 100, 1));
            linear[seed] = spread(Laws.linearized(fit, 400, 1));
        }
        double truth = Quantiles.sd(values);
        assertThat(Quantiles.mean(bootstrap) / truth).isBetween(0.6, 1.6);
        assertThat(Quantiles.mean(residuals) / truth).isBetween(0.6, 1.6);
        assertThat(Quantiles.mean(linear) / truth).isBetween(0.6, 1.6);
    }

    private static double spread(Draws draws) {
        return Quantiles.sd(draws.of(p -> LAW.value(p, 1e24)));
    }
}
