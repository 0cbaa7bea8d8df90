package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import loglog.engine.Device;
import loglog.engine.ElementFormat;
import loglog.engine.KeyedRandom;
import loglog.engine.Precision;
import loglog.engine.Tensors;
import loglog.engine.cpu.HostDevice;
import loglog.models.transformer.Model;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.transformer.Sizes;
import loglog.runs.DataException;
import loglog.runs.Json;
import loglog.runs.RunFolder;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizedTrainingTest {
    private static final int BATCH = 4;
    private static final int LENGTH = 16;
    private static final long TOKENS = 60L * 8 * TinyRun.CONTEXT;

    @TempDir
    Path folder;

    private static QuantizedTraining weights(ElementFormat format) {
        return new QuantizedTraining(Optional.of(format), Optional.empty());
    }

    private static QuantizedTraining both(ElementFormat format) {
        return new QuantizedTraining(Optional.of(format), Optional.of(ElementFormat.INT8));
    }

    /** A model's loss and gradients of one batch. */
    private static final class Probe {
        private final Model model;
        private final TrainingStep step;
        private Tensors gradients;

        Probe(Device device, String architecture, QuantizedTraining quantized) {
            model = new Model(device, Sizes.shape(architecture, 48, 2, 16, LENGTH), 0);
            model.initialize(3);
            step = new TrainingStep(
                    model,
                    (d, m, g) -> {
                        gradients = g;
                        return Recipe.usual(LENGTH).optimizer(d, m, g);
                    },
                    BATCH,
                    LENGTH,
                    quantized);
        }

        double gradient() {
            var random = KeyedRandom.of(1, 0, "tokens");
            var tokens = new int[BATCH * LENGTH + 1];
            Arrays.setAll(tokens, i -> (int) (random.uniform(i) * 16));
            return step.gradient(
                    Arrays.copyOf(tokens, BATCH * LENGTH), Arrays.copyOfRange(tokens, 1, BATCH * LENGTH + 1));
        }

        /** The model whose weights are the rounded ones themselves. */
        void round(QuantizedTraining as) {
            as.round(model);
        }
    }

    /** The straight-through estimator's gradient is that of the rounded model, by the scalar kernels. */
    @ParameterizedTest
    @CsvSource({
        "llama, INT8",
        "llama, INT4",
        "llama, TERNARY",
        "llama, FP8",
        "llama, FP4",
        "gpt2, INT4",
        "gpt2, TERNARY"
    })
    void aStepHasTheGradientOfTheRoundedModel(String architecture, ElementFormat format) {
        try (var fast = HostDevice.vector(2);
                var scalar = HostDevice.scalar(1)) {
            var trained = new Probe(fast, architecture, weights(format));
            var oracle = new Probe(scalar, architecture, QuantizedTraining.NONE);
            oracle.round(weights(format));
            assertThat(trained.gradient()).isCloseTo(oracle.gradient(), within(1e-5));
            var expected = oracle.model.stored(oracle.gradients);
            var found = trained.model.stored(trained.gradients);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(found.get(i).floats())
                        .as(expected.get(i).name())
                        .usingComparatorWithPrecision(2e-5f)
                        .containsExactly(expected.get(i).floats());
            }
            var plain = new Probe(scalar, architecture, QuantizedTraining.NONE);
            assertThat(plain.gradient()).isNotCloseTo(trained.gradient(), within(1e-5));
        }
    }

    private static Plan plan(QuantizedTraining quantized) {
        var small = TinyRun.plan(TOKENS);
        return new Plan(small.recipe().with(quantized), small.model(), small.tokens(), small.seed(), small.lanes());
    }

    private Outcome run(String name, QuantizedTraining quantized, Progress progress) {
        return TrainingRun.start(folder.resolve(name), plan(quantized), TinyRun.data(), TinyRun.options(), progress);
    }

    private static Progress stopping(BooleanSupplier when) {
        return new Progress() {
            @Override
            public void logged(Row row) {}

            @Override
            public boolean stop() {
                return when.getAsBoolean();
            }
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"INT4", "TERNARY"})
    void aStoppedRunGoesOnToTheSameBits(ElementFormat format) throws Exception {
        run("whole", both(format), Progress.QUIET);
        var steps = new int[1];
        var first = run("stopped", both(format), stopping(() -> ++steps[0] > 20));
        assertThat(first.status()).isEqualTo(Outcome.Status.INTERRUPTED);
        TrainingRun.resume(folder.resolve("stopped"), TinyRun.data(), TinyRun.options(), Progress.QUIET);
        var newest = "checkpoint-60/" + Checkpoint.MODEL;
        assertThat(Files.readAllBytes(folder.resolve("stopped").resolve(newest)))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole").resolve(newest)));
    }

    /** And the checkpoint's weights, which are not rounded, have another one. */
    @Test
    void theValidationLossIsThatOfTheRoundedWeights() {
        var outcome = run("run", weights(ElementFormat.TERNARY), Progress.QUIET);
        assertThat(outcome.value("loss")).isLessThan(2.75); // a random token costs ln 16 = 2.77
        var run = new RunFolder(folder.resolve("run"));
        try (var device = HostDevice.vector(1)) {
            var plan = TrainingRun.plan(run.folder());
            var model = new Model(device, plan.model(), plan.recipe().baseWidth());
            var trainer = new TrainingStep(
                    model, plan.recipe()::optimizer, plan.recipe().batch(), TinyRun.CONTEXT);
            Checkpoint.read(run.newestCheckpoint().orElseThrow(), model, trainer.optimizer());
            var evaluation = new Evaluation(
                    trainer, TinyRun.data().validation(), plan.recipe().batch(), TinyRun.CONTEXT);
            double asTrained = evaluation.loss(TinyRun.data().validationSequences());
            assertThat(QuantizedTraining.of(run.newestCheckpoint().orElseThrow()))
                    .isEqualTo(weights(ElementFormat.TERNARY));
            QuantizedTraining.of(run.folder()).round(model);
            double rounded = evaluation.loss(TinyRun.data().validationSequences());
            assertThat(rounded).isCloseTo(outcome.value("validation_loss"), within(1e-6));
            assertThat(asTrained).isNotCloseTo(rounded, within(1e-3));
        }
    }

    @Test
    void aPlanKeepsWhatIsRounded() {
        var plan = plan(both(ElementFormat.FP4));
        var json = Json.MAPPER.createObjectNode();
        plan.write(json);
        assertThat(TrainingPlanJson.read(Path.of("run.json"), json)).isEqualTo(plan);
        var plain = Json.MAPPER.createObjectNode();
        plan(QuantizedTraining.NONE).write(plain);
        assertThat(plain.path("recipe").has("weights")).isFalse();
        assertThat(QuantizedTraining.of(folder)).isEqualTo(QuantizedTraining.NONE);
    }

    @Test
    void whatIsRoundedIsNotMultipliedInBfloat16() {
        assertThatThrownBy(() -> plan(weights(ElementFormat.INT8)).recipe().with(Precision.BFLOAT16))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("found BFLOAT16 beside rounded weights or activations, expected FLOAT32");
    }
}
