package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import loglog.engine.Precision;
import loglog.engine.cpu.HostDevice;
import loglog.models.transformer.Model;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.transformer.Sizes;
import loglog.runs.DataException;
import loglog.training.Outcome;
import loglog.training.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AdamW's means in bfloat16. */
class OptimizerStateTest {
    private static final int STEPS = 60;

    @TempDir
    Path folder;

    private static Plan plan(Precision state) {
        var small = TinyRun.plan(STEPS * 8L * TinyRun.CONTEXT);
        return new Plan(
                small.recipe().withOptimizerState(state), small.model(), small.tokens(), small.seed(), small.lanes());
    }

    private Outcome run(String name, Precision state, Progress progress) {
        return TrainingRun.start(folder.resolve(name), plan(state), TinyRun.data(), TinyRun.options(), progress);
    }

    @Test
    void theLossIsWithinHalfAPercentAndAStoppedRunGoesOnToTheSameBits() throws IOException {
        var floats = run("floats", Precision.FLOAT32, Progress.QUIET);
        var whole = run("whole", Precision.BFLOAT16, Progress.QUIET);
        // It learned: a random token costs ln 16 = 2.77.
        assertThat(floats.value("validation_loss")).isLessThan(2.7);
        assertThat(whole.value("validation_loss")).isCloseTo(floats.value("validation_loss"), withinPercentage(0.5));
        assertThat(whole.value("validation_loss")).isNotEqualTo(floats.value("validation_loss"));

        var stopped = run("stopped", Precision.BFLOAT16, new Progress() {
            private int asked;

            @Override
            public void logged(Row row) {}

            @Override
            public boolean stop() {
                return ++asked == 23;
            }
        });
        assertThat(stopped.status()).isEqualTo(Outcome.Status.INTERRUPTED);
        TrainingRun.resume(folder.resolve("stopped"), TinyRun.data(), TinyRun.options(), Progress.QUIET);
        for (var file : new String[] {Checkpoint.MODEL, Checkpoint.OPTIMIZER}) {
            var newest = Path.of("checkpoint-" + STEPS, file);
            assertThat(Files.readAllBytes(folder.resolve("stopped").resolve(newest)))
                    .isEqualTo(Files.readAllBytes(folder.resolve("whole").resolve(newest)));
        }
        assertThat(TrainingRun.plan(folder.resolve("whole")).recipe().optimizerState())
                .isEqualTo(Precision.BFLOAT16);
        assertThat(Files.readString(folder.resolve("floats/run.json"))).doesNotContain("optimizer_state");
    }

    @Test
    void theMeansTakeHalfTheMemoryAndThePlanKnowsIt() {
        var config = Sizes.shape("llama", 64, 2, 256, 32);
        long[] bytes = new long[2];
        for (var state : Precision.values()) {
            var recipe =
                    Recipe.usual(32).with(4e-3, 8, Recipe.usual(32).schedule()).withOptimizerState(state);
            try (var device = HostDevice.vector(2, Precision.FLOAT32)) {
                new TrainingStep(new Model(device, config, 64), recipe::optimizer, 8, 32);
                bytes[state.ordinal()] = device.allocatedBytes();
                double planned =
                        Footprint.of(new Plan(recipe, config, 100_000, 1, 2)).bytes();
                assertThat(planned).isCloseTo(device.allocatedBytes(), withinPercentage(5));
            }
        }
        assertThat((double) bytes[0] - bytes[1]).isCloseTo(4.0 * config.params(), within(0.02 * bytes[0]));
    }

    @Test
    void muonRoundsNoMeans() {
        assertThatThrownBy(() -> new Recipe(
                        Recipe.Kind.MUON,
                        0.02,
                        Schedule.cosine(),
                        64,
                        8,
                        32,
                        0.1,
                        1,
                        0.9,
                        0.95,
                        1e-8,
                        0.95,
                        Precision.FLOAT32,
                        QuantizedTraining.NONE,
                        Precision.BFLOAT16))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("optimizerState: found BFLOAT16 beside MUON, expected FLOAT32");
    }
}
