package loglog.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {
    private static final int N = 100_000;

    @Test
    void uniformsFillTheirDecilesAndNormalsHaveTheirMoments() {
        var deciles = new int[10];
        for (int i = 0; i < N; i++) {
            deciles[(int) (10 * CounterRandom.uniform(7, 3, i))]++;
        }
        for (int count : deciles) {
            assertThat(count).isBetween(9_600, 10_400); // more than four standard deviations
        }
        var normals = LongStream.range(0, N)
                .mapToDouble(i -> CounterRandom.normal(7, 4, i))
                .toArray();
        double mean = java.util.Arrays.stream(normals).average().orElseThrow();
        double square =
                java.util.Arrays.stream(normals).map(x -> x * x).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(0.015));
        assertThat(square).isCloseTo(1, within(0.02));
    }

    @Test
    void seedsPurposesAndNeighborsAreUncorrelated() {
        assertThat(correlation(1, 0, 0, 1, 1, 0)).isCloseTo(0, within(0.015));
        assertThat(correlation(1, 0, 0, 2, 0, 0)).isCloseTo(0, within(0.015));
        assertThat(correlation(1, 0, 0, 1, 0, 1)).isCloseTo(0, within(0.015));
        assertThat(CounterRandom.uniform(1, 2, 3)).isEqualTo(CounterRandom.uniform(1, 2, 3));
    }

    private static double correlation(
            long seed, long purpose, long shift, long otherSeed, long otherPurpose, long otherShift) {
        return LongStream.range(0, N)
                .mapToDouble(i -> CounterRandom.normal(seed, purpose, i + shift)
                        * CounterRandom.normal(otherSeed, otherPurpose, i + otherShift))
                .average()
                .orElseThrow();
    }

    @Test
    void normalQuantilesAreThoseOfTables() {
        assertThat(CounterRandom.normalQuantile(0.5)).isZero();
        assertThat(CounterRandom.normalQuantile(0.9)).isCloseTo(1.2815515655446004, within(1e-12));
        assertThat(CounterRandom.normalQuantile(1e-12)).isCloseTo(-7.034483825301132, within(1e-9));
    }

    @Test
    void aDrawsSequenceIsItsOwnAndUniform() {
        var counts = new int[7];
        var one = CounterRandom.sequence(1, 5, 0);
        for (int i = 0; i < N; i++) {
            counts[one.below(7)]++;
        }
        for (int count : counts) {
            assertThat(count).isCloseTo(N / 7, within(500));
        }
        CounterRandom.sequence(1, 5, 6).uniform();
        assertThat(CounterRandom.sequence(1, 5, 7).uniform())
                .isEqualTo(CounterRandom.sequence(1, 5, 7).uniform())
                .isNotEqualTo(CounterRandom.sequence(1, 6, 7).uniform());
    }
}
