package loglog.forecast.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import loglog.forecast.CounterRandom;
import loglog.forecast.horizons.RawRuns;
import loglog.forecast.horizons.RawRuns.Agent;
import loglog.forecast.horizons.RawRuns.Attempts;
import loglog.forecast.horizons.RawRuns.Task;
import loglog.laws.rates.Chain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReliabilityTest {
    @Test
    void eachNineIsTenTimesTheHorizon() {
        for (int n = 2; n < 9; n++) {
            double longer = Chain.of(Math.pow(10, -n - 1)).horizon(0.5)
                    / Chain.of(Math.pow(10, -n)).horizon(0.5);
            assertThat(longer).isCloseTo(10, within(0.05));
        }
        assertThat(Chain.of(0.01).success(100)).isCloseTo(Math.pow(0.99, 100), within(1e-12));
        assertThat(Chain.of(0.01).horizon(0.5)).isCloseTo(Math.log(0.5) / Math.log(0.99), within(1e-9));
        assertThat(Chain.needed(100, 0.5)).isCloseTo(Math.pow(0.5, 0.01), within(1e-12));
        assertThat(Chain.nines(0.999)).isCloseTo(3, within(1e-9));
    }

    /** The closed form against chains that are played through. */
    @Test
    void selfCorrectionLengthensAsPlayedThrough() {
        var chain = new Chain(0.2, 0.7, 2);
        var random = CounterRandom.sequence(1, 1, 1);
        int right = 0;
        int n = 400_000;
        for (int i = 0; i < n; i++) {
            for (int attempt = 0; attempt <= 2; attempt++) {
                if (random.uniform() >= 0.2) {
                    right++;
                    break;
                }
                if (random.uniform() >= 0.7) {
                    break; // wrong, and nobody noticed
                }
            }
        }
        assertThat(chain.reliability()).isCloseTo(right / (double) n, within(0.002));
        assertThat(new Chain(1e-6, 0.9, Double.POSITIVE_INFINITY).lengthened()).isCloseTo(10, within(1e-4));
        assertThat(new Chain(0.1, 0, 5).lengthened()).isCloseTo(1, within(1e-12));
        assertThat(new Chain(0.1, 1, Double.POSITIVE_INFINITY).horizon(0.5)).isInfinite();
    }

    @Test
    void oneHazardHasARatioOf3Point1() {
        assertThat(Hazard.CONSTANT.halfToEighty(0)).isCloseTo(3.1063, within(5e-5));
        assertThat(Hazard.SPREAD.halfToEighty(1e-6)).isCloseTo(3.1063, within(1e-4)); // no spread: one hazard
        assertThat(Hazard.WEIBULL.halfToEighty(1)).isCloseTo(3.1063, within(5e-5));
        assertThat(Hazard.SPREAD.halfToEighty(1)).isCloseTo(4, within(1e-9)); // exponential hazards: 1 / (1 + T/h)
        assertThat(Hazard.LOGISTIC.halfToEighty(1)).isCloseTo(4, within(1e-9));
    }

    @ParameterizedTest
    @EnumSource(Hazard.class)
    void halfIsOneHalfAndRatiosInvert(Hazard hazard) {
        for (double shape : new double[] {0.3, 1, 2.5}) {
            assertThat(hazard.success(1, shape)).isCloseTo(0.5, within(1e-12));
            assertThat(hazard.success(hazard.ratio(0.8, shape), shape)).isCloseTo(0.8, within(1e-12));
            assertThat(hazard.success(hazard.ratio(0.99, shape), shape)).isCloseTo(0.99, within(1e-12));
            if (hazard.isShaped()) {
                assertThat(hazard.shape(hazard.halfToEighty(shape))).isCloseTo(shape, within(1e-6));
            }
        }
        assertThat(Hazard.SPREAD.shape(3)).isNaN();
    }

    private static RawRuns simulated(Hazard hazard, double shape, int families) {
        var random = CounterRandom.sequence(9, hazard.ordinal(), 0);
        var tasks = new ArrayList<Task>();
        for (int t = 0; t < 3 * families; t++) {
            tasks.add(new Task("t" + t, t / 3, Math.pow(2, 11 * random.uniform())));
        }
        var agents = new ArrayList<Agent>();
        for (int a = 0; a < 4; a++) {
            double half = 20 * Math.pow(3, a);
            agents.add(new Agent(
                    "a" + a,
                    Double.NaN,
                    tasks.stream()
                            .map(task -> new Attempts(
                                    tasks.indexOf(task),
                                    IntStream.range(0, 6)
                                            .mapToDouble(
                                                    _ -> random.uniform() < hazard.success(task.minutes() / half, shape)
                                                            ? 1
                                                            : 0)
                                            .toArray(),
                                    IntStream.range(0, 6)
                                            .mapToDouble(_ -> 1 / (6.0 * tasks.size()))
                                            .toArray()))
                            .toList()));
        }
        return new RawRuns(tasks, families, List.copyOf(agents));
    }

    @Test
    void oneHazardAndASpreadAreToldApartByRuns() {
        var one = ErrorModels.of(simulated(Hazard.CONSTANT, 1, 60), 1);
        assertThat(one.models().stream()
                        .filter(m -> m.hazard() == Hazard.CONSTANT)
                        .findFirst()
                        .orElseThrow()
                        .loss())
                .isLessThan(one.models().getFirst().loss() + 0.003);
        assertThat(one.models().stream()
                        .filter(m -> m.hazard() == Hazard.LOGISTIC)
                        .findFirst()
                        .orElseThrow()
                        .share())
                .isLessThan(0.1);
        var spread = ErrorModels.of(simulated(Hazard.SPREAD, 2.5, 60), 1);
        assertThat(spread.models().stream()
                        .filter(m -> m.hazard() == Hazard.CONSTANT)
                        .findFirst()
                        .orElseThrow()
                        .share())
                .isLessThan(0.05);
        var fits = spread.models().stream()
                .filter(m -> m.hazard() == Hazard.SPREAD)
                .findFirst()
                .orElseThrow()
                .fits();
        assertThat(fits.stream()
                        .mapToDouble(ErrorModels.Fitted::shape)
                        .average()
                        .orElseThrow())
                .isBetween(1.5, 4.0);
        assertThat(fits.get(1).minutes() / 60).isBetween(0.6, 1.6);
    }
}
