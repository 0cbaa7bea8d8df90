package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalInt;
import loglog.engine.Device;
import loglog.engine.KeyedRandom;
import loglog.engine.cpu.HostDevice;
import loglog.engine.optimizers.Optimizer;
import loglog.models.transformer.Model;
import loglog.models.weights.Llama;
import loglog.models.weights.Safetensors;
import loglog.runs.RunFolder;
import loglog.training.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets with weights: masks, and coefficients of any sign. */
class WeightedLossTest {
    private static final int BATCH = 3;
    private static final int LENGTH = 7;
    private static final Llama CONFIG = new Llama(13, 16, 1, 2, 1, 8, 24, 8, 1e-5, 10000, true, OptionalInt.empty());

    /** A trainer whose optimizer does nothing but remember the gradients. */
    private static final class Probe implements AutoCloseable {
        private final Device device;
        private final Model model;
        private final TrainingStep trainer;
        private loglog.engine.Tensors gradients;

        Probe(Device device) {
            this.device = device;
            model = new Model(device, CONFIG, 0);
            trainer = new TrainingStep(
                    model,
                    (d, m, g) -> {
                        gradients = g;
                        return Recipe.usual(LENGTH).optimizer(d, m, g);
                    },
                    BATCH,
                    LENGTH);
        }

        float[] gradient() {
            var all = new float[Math.toIntExact(model.plan().layout().cells())];
            device.kernels(0).read(gradients.range(0, all.length), all);
            return all;
        }

        @Override
        public void close() {
            device.close();
        }
    }

    private static int[] tokens(long seed) {
        var random = KeyedRandom.of(seed, 0, "tokens");
        var tokens = new int[BATCH * LENGTH];
        Arrays.setAll(tokens, i -> (int) (random.uniform(i) * 13));
        return tokens;
    }

    private static float[] weights(float value) {
        var weights = new float[BATCH * LENGTH];
        Arrays.fill(weights, value);
        return weights;
    }

    private static Device device(boolean fast) {
        return fast ? HostDevice.vector(2) : HostDevice.scalar(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void agreesWithPyTorch(boolean fast) throws URISyntaxException {
        var golden = Path.of(
                WeightedLossTest.class.getResource("weighted-llama.safetensors").toURI());
        try (var file = Safetensors.open(golden);
                var probe = new Probe(device(fast))) {
            probe.model.load(file, "param.");
            var all = file.tensor("tokens").longs();
            var inputs = new int[BATCH * LENGTH];
            var targets = new int[BATCH * LENGTH];
            for (int i = 0; i < inputs.length; i++) {
                int at = i / LENGTH * (LENGTH + 1) + i % LENGTH;
                inputs[i] = (int) all[at];
                targets[i] = (int) all[at + 1];
            }
            var weights = file.tensor("weights").floats();
            double loss = probe.trainer.gradient(inputs, targets, weights, TrainingStep.sizeOf(targets, weights));
            assertThat(loss).isCloseTo(file.tensor("loss").floats()[0], within(1e-6));
            assertThat(probe.trainer.evaluate(inputs, targets, weights) / TrainingStep.sizeOf(targets, weights))
                    .isCloseTo(loss, within(1e-6));
            for (var gradient : probe.model.stored(probe.gradients)) {
                var expected = file.tensor("grad." + gradient.name()).floats();
                var found = gradient.floats();
                double difference = 0;
                double norm = 0;
                for (int i = 0; i < expected.length; i++) {
                    difference += Math.pow((double) found[i] - expected[i], 2);
                    norm += Math.pow(expected[i], 2);
                }
                assertThat(Math.sqrt(difference / norm)).as(gradient.name()).isLessThan(1e-5);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTargetOfWeightZeroAddsExactlyNothing(boolean fast) {
        try (var probe = new Probe(device(fast))) {
            probe.model.initialize(1);
            probe.trainer.gradient(tokens(1), tokens(2), weights(0), 1);
            assertThat(probe.gradient()).containsOnly(0f);
            assertThat(probe.trainer.evaluate(tokens(1), tokens(2), weights(0))).isZero();

            // The prompt's targets may be anything.
            var weights = weights(0);
            var inputs = tokens(1);
            var targets = tokens(2);
            for (int i = 3; i < 5; i++) {
                weights[i] = 1;
                weights[LENGTH + i] = -0.5f;
            }
            double loss = probe.trainer.gradient(inputs, targets, weights, 3);
            var gradient = probe.gradient();
            for (int i = 0; i < targets.length; i++) {
                targets[i] = weights[i] == 0 ? (targets[i] + 1) % 13 : targets[i];
            }
            targets[0] = -1;
            assertThat(probe.trainer.gradient(inputs, targets, weights, 3)).isEqualTo(loss);
            assertThat(probe.gradient()).isEqualTo(gradient);

            // So may what stands after the last target that counts, but for rounding.
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = i % LENGTH >= 5 ? (inputs[i] + 1) % 13 : inputs[i];
            }
            assertThat(probe.trainer.gradient(inputs, targets, weights, 3)).isEqualTo(loss);
            var padded = probe.gradient();
            for (int i = 0; i < gradient.length; i++) {
                assertThat(padded[i]).isCloseTo(gradient[i], within(1e-6f));
            }
        }
    }

    @Test
    void weightsOfOneAreTheMeanOverAllTokensToTheBit() {
        try (var probe = new Probe(HostDevice.vector(2))) {
            probe.model.initialize(1);
            double loss = probe.trainer.gradient(tokens(1), tokens(2));
            var gradient = probe.gradient();
            assertThat(probe.trainer.gradient(tokens(1), tokens(2), weights(1), BATCH * LENGTH))
                    .isEqualTo(loss);
            assertThat(probe.gradient()).isEqualTo(gradient);
        }
    }

    @Test
    void gradientIsTheSlopeOfTheWeightedLoss() {
        try (var probe = new Probe(HostDevice.scalar(1))) {
            var weights = weights(0);
            var random = KeyedRandom.of(3, 0, "weights");
            for (int i = 0; i < weights.length; i += 2) {
                weights[i] = (float) random.normal(i); // of both signs
            }
            var values = new float[Math.toIntExact(probe.model.plan().layout().cells())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.5 * random.normal(1000 + i)); // large, so that a step changes little
            }
            var whole = probe.model.parameters().range(0, values.length);
            probe.device.kernels(0).write(values, whole);
            probe.trainer.gradient(tokens(1), tokens(2), weights, 2.5);
            var gradient = probe.gradient();
            float step = 3e-4f;
            for (int direction = 0; direction < 5; direction++) {
                var unit = KeyedRandom.of(direction, 0, "direction");
                var moved = new float[values.length];
                double expected = 0;
                for (int i = 0; i < moved.length; i++) {
                    expected += gradient[i] * unit.normal(i);
                }
                double slope = 0;
                for (int side : new int[] {1, -1}) {
                    for (int i = 0; i < moved.length; i++) {
                        moved[i] = (float) (values[i] + side * step * unit.normal(i));
                    }
                    probe.device.kernels(0).write(moved, whole);
                    slope += side * probe.trainer.evaluate(tokens(1), tokens(2), weights) / 2.5 / (2 * step);
                }
                assertThat(slope).isCloseTo(expected, within(2e-3 * (1 + Math.abs(expected))));
            }
        }
    }

    @Test
    void aNormalizerIsAboveZero() {
        try (var probe = new Probe(HostDevice.vector(1))) {
            assertThatThrownBy(() -> probe.trainer.gradient(tokens(1), tokens(2), weights(1), 0))
                    .hasMessageContaining("above zero");
            assertThat(TrainingStep.sizeOf(tokens(2), weights(0))).isEqualTo(1);
            assertThat(TrainingStep.sizeOf(new int[] {1, -1, 2}, new float[] {0.5f, 3, -2}))
                    .isEqualTo(2.5);
        }
    }

    /** a b = : the answer (a + b) mod 11 is learned, a and b are not. */
    private static WeightedSequences sums(long seed) {
        return (first, rows, tokens, targets, weights) -> {
            for (int row = 0; row < rows; row++) {
                var random = KeyedRandom.of(seed, first + row, "sums");
                int a = (int) (random.uniform(0) * 11);
                int b = (int) (random.uniform(1) * 11);
                int[] text = {a, b, 11, (a + b) % 11, 12};
                for (int i = 0; i < TinyRun.CONTEXT; i++) {
                    int at = row * TinyRun.CONTEXT + i;
                    tokens[at] = i < text.length ? text[i] : 0;
                    targets[at] = i + 1 < text.length ? text[i + 1] : -1;
                    weights[at] = i >= 2 ? 1 : 0;
                }
            }
        };
    }

    private static Data data() {
        return new Data(sums(1), sums(2), 20, 0, Map.of("corpus", "sums"), model -> Map.of("gain", gain(model)));
    }

    private static double gain(Model model) {
        var t = model.parameters().get(model.config().lastNorm() + ".weight");
        var values = new float[(int) t.size()];
        model.device().kernels(0).read(t, values);
        return values[0];
    }

    @Test
    void aRunOnMaskedPromptsLearnsMeasuresAndResumesToTheSameBits(@TempDir Path folder) throws IOException {
        var plan = TinyRun.plan(400L * 8 * TinyRun.CONTEXT);
        var options = TinyRun.options();
        var whole = TrainingRun.start(folder.resolve("whole"), plan, data(), options, Progress.QUIET);
        // Of the two targets that count the second is always the same; the prompt's two are random, ln 11 = 2.4 each.
        assertThat(whole.value("validation_loss")).isLessThan(1);
        assertThat(whole.value("gain")).isNotZero();
        assertThat(Files.readString(folder.resolve("whole/metrics.jsonl"))).contains("\"gain\":");

        var stopped = new Progress() {
            private long rows;

            @Override
            public void logged(Row row) {
                rows++;
            }

            @Override
            public boolean stop() {
                return rows > 3;
            }
        };
        TrainingRun.start(folder.resolve("stopped"), plan, data(), options, stopped);
        TrainingRun.resume(folder.resolve("stopped"), data(), options, Progress.QUIET);
        assertThat(weights(folder.resolve("stopped"))).isEqualTo(weights(folder.resolve("whole")));
    }

    private static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(
                new RunFolder(run).newestCheckpoint().orElseThrow().resolve(Checkpoint.MODEL));
    }

    @Test
    void aStepIsTheRecipesRateDecayAndClip() {
        var recipe = Recipe.usual(8);
        assertThat(recipe.step(1, 100, 4)).isEqualTo(new Optimizer.Step(2e-3, 2e-3 * 0.1, 0.25, 1));
    }
}
