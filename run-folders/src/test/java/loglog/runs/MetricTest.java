package loglog.runs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What values a metric can have. */
class MetricTest {
    private static final Metric ACCURACY = new Metric("accuracy", "", Metric.Better.HIGH, 0, 1, Metric.Scale.LOGIT);

    @Test
    void whatALawSaysOfAnAccuracyEndsAtOne() {
        assertThat(ACCURACY.within(1.9)).isEqualTo(1);
        assertThat(ACCURACY.within(-0.2)).isZero();
        assertThat(ACCURACY.within(0.4)).isEqualTo(0.4);
        assertThat(ACCURACY.within(Double.NaN)).isNaN();
        assertThat(Metric.VALIDATION_LOSS.within(7)).isEqualTo(7);
    }
}
