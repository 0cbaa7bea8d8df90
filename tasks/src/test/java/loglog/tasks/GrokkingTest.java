package loglog.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Learning a table by heart, and the spectrum of what was learned. */
class GrokkingTest {
    @Test
    void anEmbeddingOfTwoRotationsHasItsEnergyAtTheirFrequencies() {
        int modulus = 53;
        int width = 4;
        var embedding = new float[modulus * width];
        for (int n = 0; n < modulus; n++) {
            double slow = 2 * Math.PI * 3 * n / modulus;
            double fast = 2 * Math.PI * 20 * n / modulus;
            embedding[n * width] = (float) (2 * Math.cos(slow) + 7);
            embedding[n * width + 1] = (float) (2 * Math.sin(slow));
            embedding[n * width + 2] = (float) Math.cos(fast);
            embedding[n * width + 3] = (float) Math.sin(fast);
        }
        var spectrum = Grokking.spectrum(embedding, modulus, width);
        assertThat(spectrum).hasSize(26);
        assertThat(spectrum[2]).isCloseTo(0.8, within(1e-6));
        assertThat(spectrum[19]).isCloseTo(0.2, within(1e-6));
        assertThat(DoubleStream.of(spectrum).sum()).isCloseTo(1, within(1e-9));
    }

    @Test
    void aSmallTableIsLearnedByHeartWithoutItsRuleAndToTheSameBits() {
        var table = new ModularTable(13, ModularTable.Operation.ADD, 0.5);
        var grokking = new Grokking(table, 32, 1e-2, 0, 60, 20);
        var run = grokking.run(1, 3, _ -> {});
        assertThat(run.points()).hasSize(4);
        assertThat(run.points().getFirst().testAccuracy()).isBetween(0.0, 0.3);
        assertThat(run.points().getFirst().trainLoss()).isBetween(2.0, 4.0);
        assertThat(run.memorizedAt()).isBetween(20, 60);
        assertThat(run.generalizedAt()).isEqualTo(-1);
        assertThat(run.delay()).isNaN();
        assertThat(run.peakTestLoss()).isGreaterThan(run.points().getFirst().testLoss());
        assertThat(run.concentration()).isEqualTo(1, within(1e-9)); // of 6 frequencies
        assertThat(grokking.run(1, 3, _ -> {}).points()).isEqualTo(run.points());
    }
}
