package loglog.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void theIntervalHoldsTheAskedShareOfTheDraws() {
        var draws = IntStream.rangeClosed(0, 100).mapToDouble(i -> 100 - i).toArray();
        var estimate = Estimate.of(50, draws, 0.9);
        assertThat(estimate.low()).isCloseTo(5, within(1e-9));
        assertThat(estimate.high()).isCloseTo(95, within(1e-9));
    }

    @Test
    void whatIsNeverReachedStaysInfinite() {
        var draws = new double[] {1, 2, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        assertThat(Estimate.of(2, draws, 0.8).high()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void noDrawsGiveNoInterval() {
        assertThatThrownBy(() -> Estimate.of(1, new double[0], 0.9)).isInstanceOf(IllegalArgumentException.class);
    }
}
