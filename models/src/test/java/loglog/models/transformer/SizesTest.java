package loglog.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import loglog.engine.cpu.HostDevice;
import loglog.runs.DataException;
import org.junit.jupiter.api.Test;

class SizesTest {
    @Test
    void aHugeModelIsFoundWithLittleMemory() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThat(Sizes.ofFamily("llama", 4_294_967_296_000L, 256, 128).shape())
                .isEqualTo("52864x128");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100L << 20);
    }

    @Test
    void hitsTheTargetToATenth() {
        for (var architecture : new String[] {"llama", "gpt2"}) {
            for (long params : new long[] {30_000, 100_000, 300_000, 1_000_000, 10_000_000, 100_000_000}) {
                var config = Sizes.choose(architecture, params, 256, 128);
                assertThat((double) ParameterPlan.params(config)).isBetween(0.9 * params, 1.1 * params);
                assertThat(config.heads() * config.headWidth()).isEqualTo(config.width());
            }
        }
    }

    @Test
    void countsWhatIsLaidOut() {
        try (var device = HostDevice.scalar(1)) {
            var config = Sizes.shape("gpt2", 32, 2, 64, 16);
            var model = new Model(device, config, 0);
            long laidOut = model.plan().trained().stream()
                    .mapToLong(t -> model.parameters().get(t.name()).size())
                    .sum();
            assertThat(model.params())
                    .isEqualTo(laidOut)
                    .isEqualTo(64 * 32 + 16 * 32 + 2 * (12 * 32 * 32 + 13 * 32) + 64);
        }
    }

    @Test
    void readsCounts() {
        assertThat(Sizes.parse("--size", "300K")).isEqualTo(300_000);
        assertThat(Sizes.parse("--size", "1.5m")).isEqualTo(1_500_000);
        assertThat(Sizes.parse("--size", "42")).isEqualTo(42);
        for (var wrong : new String[] {"", "K", "-3M", "many", "0"}) {
            assertThatThrownBy(() -> Sizes.parse("--size", wrong))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("--size");
        }
    }

    @Test
    void refusesWhatHasNoShape() {
        assertThatThrownBy(() -> Sizes.choose("llama", 100, 256, 128))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("expected at least");
    }
}
