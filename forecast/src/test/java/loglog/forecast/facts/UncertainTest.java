package loglog.forecast.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import loglog.forecast.CounterRandom;
import org.junit.jupiter.api.Test;

class UncertainTest {
    private static final double Z95 = CounterRandom.normalQuantile(0.95);

    @Test
    void itsThreeQuantilesAreExact() {
        var rate = new Uncertain(0.45, 0.26, 0.72, 0.95, false);
        double end = CounterRandom.normalQuantile(0.975);
        assertThat(rate.at(0)).isEqualTo(0.45);
        assertThat(rate.at(-end)).isCloseTo(0.26, within(1e-12));
        assertThat(rate.at(end)).isCloseTo(0.72, within(1e-12));
    }

    @Test
    void anEvenIntervalInRatiosIsLognormal() {
        var flops = Uncertain.between(1e25, 1e27);
        assertThat(flops.value()).isCloseTo(1e26, within(1e12));
        for (double z : new double[] {-3, -1, 0.5, 2}) {
            assertThat(Math.log10(flops.at(z))).isCloseTo(26 + z / Z95, within(1e-9));
        }
    }

    @Test
    void whatIsExactIsTheSameInEveryDraw() {
        assertThat(Uncertain.exactly(-2).at(5)).isEqualTo(-2);
    }

    @Test
    void anotherUnitKeepsTheQuantiles() {
        // Months to double and orders of magnitude a year fall and rise against each other.
        var rate = new Uncertain(8, 5, 14, 0.95, true).map(months -> 12 / months * Math.log10(2), false);
        assertThat(rate.value()).isCloseTo(0.4515, within(1e-4));
        assertThat(rate.low()).isCloseTo(0.2580, within(1e-4));
        assertThat(rate.high()).isCloseTo(0.7225, within(1e-4));
    }

    @Test
    void endsThatDoNotEncloseTheMiddleAreRefused() {
        assertThatThrownBy(() -> Uncertain.between(2, 1, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
