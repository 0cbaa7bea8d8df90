package loglog.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** What may not change a fit. */
class InvarianceTest {
    private static final Observations RUNS = Simulated.chinchilla(60, 6, 0.005, 7);
    private static final Fit FIT = Laws.fit(new Chinchilla(), RUNS);

    @Property(tries = 25)
    void aChangeOfUnitsChangesOnlyTheCoefficients(
            @ForAll @DoubleRange(min = -9, max = 9) double logParamsUnit,
            @ForAll @DoubleRange(min = -9, max = 9) double logTokensUnit) {
        double paramsUnit = Math.pow(10, logParamsUnit);
        double tokensUnit = Math.pow(10, logTokensUnit);
        var other = Laws.fit(
                new Chinchilla(),
                Observations.of(
                        scaled(RUNS.axis("params"), paramsUnit),
                        scaled(RUNS.axis("tokens"), tokensUnit),
                        RUNS.metric()));
        assertThat(other.status()).isEqualTo(FIT.status());
        assertThat(other.objective() / FIT.objective()).isCloseTo(1, offset(1e-9));
        for (var name : new String[] {"E", "alpha", "beta"}) {
            assertThat(other.parameter(name) / FIT.parameter(name)).as(name).isCloseTo(1, offset(1e-5));
        }
        assertThat(other.parameter("A") / FIT.parameter("A") / Math.pow(paramsUnit, other.parameter("alpha")))
                .isCloseTo(1, offset(1e-4));
        assertThat(other.parameter("B") / FIT.parameter("B") / Math.pow(tokensUnit, other.parameter("beta")))
                .isCloseTo(1, offset(1e-4));
    }

    @Property(tries = 25)
    void theOrderOfTheRowsChangesNothing(@ForAll long seed) {
        var order = IntStream.range(0, RUNS.size()).boxed().collect(java.util.stream.Collectors.toList());
        Collections.shuffle(order, new Random(seed));
        var other = Laws.fit(
                new Chinchilla(),
                RUNS.select(order.stream().mapToInt(Integer::intValue).toArray()));
        assertThat(other.objective() / FIT.objective()).isCloseTo(1, offset(1e-10));
        for (var name : FIT.parameters().keySet()) {
            assertThat(other.parameter(name) / FIT.parameter(name)).as(name).isCloseTo(1, offset(1e-5));
        }
    }

    @Property(tries = 10)
    void aMetricInOtherUnitsScalesTheLossesAlone(@ForAll @DoubleRange(min = -3, max = 3) double logUnit) {
        // For example bits for nats: log residuals do not change.
        double unit = Math.pow(10, logUnit);
        var other = Laws.fit(new Chinchilla(), RUNS.withMetric(scaled(RUNS.metric(), unit)));
        assertThat(other.objective() / FIT.objective()).isCloseTo(1, offset(1e-9));
        assertThat(other.parameter("E") / unit / FIT.parameter("E")).isCloseTo(1, offset(1e-5));
        assertThat(other.parameter("alpha") / FIT.parameter("alpha")).isCloseTo(1, offset(1e-5));
    }

    private static double[] scaled(double[] values, double unit) {
        return Arrays.stream(values).map(v -> v * unit).toArray();
    }
}
