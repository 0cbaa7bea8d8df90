package loglog.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import loglog.engine.cpu.HostDevice;
import org.junit.jupiter.api.Test;

/** Proxies of a gold score, small. */
class ProxyExperimentTest {
    @Test
    void theBestOfNByAProxyIsWorthMoreThanOneSampleAndTheSameEachTime() {
        var device = HostDevice.vector(1);
        var experiment = new ProxyExperiment(device, 1);
        var of = new ProxyExperiment.Proxy(16, 1, 300, 1);
        var scores = experiment.measure(of, 1024);
        assertThat(scores.accuracy()).isBetween(0.5, 0.75); // preferences are a lot: nobody tells more
        assertThat(scores.points()).hasSize(8);
        var first = scores.points().getFirst();
        assertThat(first.kl()).isZero();
        assertThat(first.proxy()).isCloseTo(0, within(1e-9));
        assertThat(first.gold()).isCloseTo(0, within(0.15));
        assertThat(scores.points().get(4).gold()).isGreaterThan(0.1);
        for (int i = 1; i < 8; i++) {
            assertThat(scores.points().get(i).proxy())
                    .isGreaterThan(scores.points().get(i - 1).proxy());
        }
        assertThat(experiment.measure(of, 1024)).isEqualTo(scores);
    }
}
