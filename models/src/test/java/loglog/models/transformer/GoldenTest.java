package loglog.models.transformer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import loglog.engine.Tensors;
import loglog.engine.cpu.HostDevice;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import loglog.models.Golden;
import loglog.models.weights.Gpt2;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Llama;
import loglog.models.weights.Safetensors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forward, every gradient and three steps of AdamW agree with what PyTorch's autograd computed in float64. */
class GoldenTest {
    private static final int SEQUENCES = 3;
    private static final int LENGTH = 16;

    static Stream<Arguments> cases() {
        var cases = new ArrayList<Arguments>();
        for (var name : List.of("llama-tiny", "llama-tiny-tied", "gpt2-tiny")) {
            for (boolean fast : List.of(false, true)) {
                cases.add(Arguments.of(name, fast));
            }
        }
        return cases.stream();
    }

    static HfConfig config(String name, boolean tied) {
        return name.startsWith("llama")
                ? new Llama(64, 32, 2, 4, 2, 8, 88, 16, 1e-5, 10000, tied, OptionalInt.empty())
                : new Gpt2(64, 32, 2, 4, 128, 16, 1e-5, true, OptionalInt.empty());
    }

    private static String bare(String name) {
        return name.replaceFirst("^transformer\\.", "");
    }

    static double relativeError(float[] found, float[] expected) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow((double) found[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        assertThat(found).hasSameSizeAs(expected);
        return Math.sqrt(difference / norm);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithPyTorch(String name, boolean fast) {
        try (var file = Safetensors.open(Golden.file(name + ".safetensors"));
                var device = fast ? HostDevice.vector(1) : HostDevice.scalar(1)) {
            var model =
                    new Model(device, config(name, file.metadata().get("tied").equals("True")), 0);
            model.load(file, "param.");
            var gradients = model.plan().layout().place(device);
            var transformer = new Transformer(model, gradients, SEQUENCES, LENGTH);
            var optimizer = new AdamW(
                    device,
                    model.plan().layout(),
                    model.parameters(),
                    gradients,
                    model.plan().trained(),
                    AdamW.Settings.USUAL);
            var k = device.kernels(0);
            var whole = gradients.range(0, Math.toIntExact(model.plan().layout().cells()));
            var losses = new float[3];
            for (int step = 0; step < 3; step++) {
                var tokens = file.tensor("tokens." + step).longs();
                var inputs = new int[SEQUENCES * LENGTH];
                var targets = new int[SEQUENCES * LENGTH];
                for (int i = 0; i < inputs.length; i++) {
                    int at = i / LENGTH * (LENGTH + 1) + i % LENGTH;
                    inputs[i] = Math.toIntExact(tokens[at]);
                    targets[i] = Math.toIntExact(tokens[at + 1]);
                }
                transformer.read(k, inputs, targets, 0);
                if (step == 0) {
                    transformer.forward(k);
                    var logits = new float[SEQUENCES * LENGTH * 64];
                    k.read(transformer.logits(), logits);
                    assertThat(relativeError(logits, file.tensor("logits").floats()))
                            .isLessThan(1e-5);
                }
                k.fill(whole, 0);
                losses[step] = (float) (transformer.train(k, 1f / (SEQUENCES * LENGTH)) / (SEQUENCES * LENGTH));
                double norm = Math.sqrt(k.sumOfSquares(whole));
                if (step == 0) {
                    assertThat((double) losses[0]).isCloseTo(file.tensor("loss").floats()[0], within(1e-5));
                    assertThat(norm).isCloseTo(file.tensor("grad_norm").floats()[0], within(1e-5));
                    gradientsAgree(model, gradients, file);
                }
                double clip = Math.min(1, 1 / norm);
                optimizer.step(k, 0, new Optimizer.Step(1e-3, 1e-3 * 0.1, clip, step + 1));
            }
            assertThat(relativeError(losses, file.tensor("adamw.losses").floats()))
                    .isLessThan(1e-5);
            for (var stored : model.stored()) {
                var expected = file.tensor("adamw." + bare(stored.name())).floats();
                assertThat(relativeError(stored.floats(), expected))
                        .as(stored.name())
                        .isLessThan(1e-4);
            }
        }
    }

    private static void gradientsAgree(Model model, Tensors gradients, Safetensors file) {
        var stored = model.stored(gradients);
        assertThat(stored).hasSameSizeAs(model.plan().trained());
        for (var gradient : stored) {
            var expected = file.tensor("grad." + bare(gradient.name())).floats();
            assertThat(relativeError(gradient.floats(), expected))
                    .as(gradient.name())
                    .isLessThan(1e-5);
        }
    }

    private static org.assertj.core.data.Percentage within(double relative) {
        return org.assertj.core.data.Percentage.withPercentage(100 * relative);
    }
}
