package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import loglog.laws.ForecastCoverage.Noise;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sixty residuals of runs of 1e17 to 1e20 FLOP. */
@Tag("slow")
class NoiseByScaleTest {
    private static final double[] FLOPS = IntStream.range(0, 60)
            .mapToDouble(i -> Math.pow(10, 17 + i * 3 / 59.0))
            .toArray();

    private static NoiseByScale noise(DoubleUnaryOperator sigma, long seed) {
        var random = new SplittableRandom(seed);
        var residuals = Arrays.stream(FLOPS)
                .map(c -> sigma.applyAsDouble(c) * random.nextGaussian())
                .toArray();
        return NoiseByScale.of(residuals, FLOPS, 5);
    }

    private static double[] slopes(DoubleUnaryOperator sigma) {
        return IntStream.range(0, 400)
                .mapToDouble(seed -> noise(sigma, seed).slope())
                .toArray();
    }

    @Test
    void constantNoiseIsSeldomTakenToChange() {
        assertThat(Arrays.stream(slopes(c -> 0.01)).filter(s -> s != 0).count()).isLessThan(400 * 8 / 100);
    }

    @Test
    void noiseThatFollowsAPowerOfComputeIsFoundToDoSo() {
        double mean = Arrays.stream(slopes(c -> 0.01 * Math.pow(c / 1e17, -0.25)))
                .average()
                .orElseThrow();
        // Doubt takes a part of it: never more of a change than there is.
        assertThat(mean).isBetween(-0.25, -0.2);
    }

    @Test
    void noiseIsNeverExtrapolatedBelowThatOfTheLargestRuns() {
        DoubleUnaryOperator sigma = c -> 0.01 * Math.pow(c / 1e17, -0.25);
        var noise = noise(sigma, 1);
        double atLargest = Quantiles.sd(noise.at(1e20));
        assertThat(atLargest).isBetween(sigma.applyAsDouble(1e20), 2 * sigma.applyAsDouble(1e20));
        assertThat(Quantiles.sd(noise.at(2e20))).isGreaterThan(atLargest);
        assertThat(Quantiles.sd(noise.at(1e17))).isCloseTo(0.01, within(0.004));
    }

    @Test
    void tenTimesBeyondTheRunsShrinkingNoiseIsThatOfAllRuns() {
        var random = new SplittableRandom(1);
        var residuals = Arrays.stream(FLOPS)
                .map(c -> 0.01 * Math.pow(c / 1e17, -0.25) * random.nextGaussian())
                .toArray();
        assertThat(NoiseByScale.of(residuals, FLOPS, 5).at(1e21)).containsExactly(residuals, within(1e-15));
    }

    @Test
    void aRobustFitsResidualsOfZeroAreNoHarm() {
        var residuals = new double[60];
        residuals[3] = 0.01;
        residuals[40] = -0.01;
        assertThat(Quantiles.sd(NoiseByScale.of(residuals, FLOPS, 5).at(1e20))).isBetween(0.0001, 0.01);
        assertThat(NoiseByScale.of(new double[60], FLOPS, 5).at(1e20)).containsOnly(0);
    }

    @Test
    void intervalsOfANewRunHoldWhereTheNoiseIsConstantAndNarrowWhereItShrinks() {
        var constant = ForecastCoverage.cells(ForecastCoverage::chinchilla, Noise.CONSTANT, false, 60, 40, 1);
        var shrinking = ForecastCoverage.cells(ForecastCoverage::chinchilla, Noise.SHRINKING, false, 60, 40, 1);
        assertThat(constant.getFirst().held()).isBetween(0.8, 1.0);
        assertThat(shrinking.getFirst().held()).isGreaterThan(0.85);
        // 1.64 standard deviations of the noise there are 0.78%; draws from all residuals gave 2%.
        assertThat(shrinking.getFirst().halfWidth()).isBetween(0.0078, 0.014);
    }
}
