package loglog.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void logitsOfTwoCosinesAreExplainedByTheirFrequencies() {
        int p = 53;
        var random = new java.util.SplittableRandom(1);
        var clean = new double[p * p][p];
        var noisy = new double[p * p][p];
        for (int i = 0; i < clean.length; i++) {
            for (int c = 0; c < p; c++) {
                double d = 2 * Math.PI * (i / p + i % p - c) / p;
                clean[i][c] = 3 * Math.cos(5 * d) + Math.cos(11 * d) - i; // a constant for each pair is no matter
                noisy[i][c] = clean[i][c] + Math.sqrt(5) * random.nextGaussian(); // as much variance again
            }
        }
        assertThat(Grokking.cosines(clean, p)).isCloseTo(1, within(1e-9));
        assertThat(Grokking.cosines(noisy, p)).isCloseTo(0.5, within(0.02));
    }

    @Test
    void aRunThatWasKilledGoesOnToTheSameBits(@TempDir Path folder) throws Exception {
        var grokking = new Grokking(new ModularTable(11, ModularTable.Operation.ADD, 0.5), 16, 1e-2, 1, 260, 20);
        var whole = grokking.run(1, 3, folder.resolve("whole"), _ -> {});
        assertThatThrownBy(() -> grokking.run(1, 3, folder.resolve("killed"), point -> {
                    if (point.step() == 240) {
                        throw new IllegalStateException("killed");
                    }
                }))
                .hasMessage("killed");
        var metrics = folder.resolve("killed").resolve("metrics.jsonl");
        Files.writeString(metrics, Files.readString(metrics) + "{\"step\": 260, \"lo"); // a torn line
        var seen = new java.util.ArrayList<Integer>();
        var resumed = grokking.run(2, 3, folder.resolve("killed"), point -> seen.add(point.step()));
        assertThat(seen.getFirst()).isEqualTo(200); // from the state that was kept, with the threads that it began with
        assertThat(resumed.points()).isEqualTo(whole.points());
        assertThat(resumed.spectrum()).isEqualTo(whole.spectrum());
        assertThat(Files.readString(metrics))
                .isEqualTo(Files.readString(folder.resolve("whole").resolve("metrics.jsonl")));
        // What is there is not trained again, and another run does not go there.
        var again = grokking.run(1, 3, folder.resolve("whole"), _ -> {
            throw new IllegalStateException("trained again");
        });
        assertThat(again.points()).isEqualTo(whole.points());
        assertThat(again.cosines()).isEqualTo(whole.cosines());
        assertThat(again.memorizedAt()).isEqualTo(whole.memorizedAt());
        assertThatThrownBy(() -> grokking.run(1, 4, folder.resolve("whole"), _ -> {}))
                .hasMessageContaining("seed: found 3, expected 4");
    }
}
