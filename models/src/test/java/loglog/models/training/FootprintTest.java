package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import loglog.engine.Precision;
import loglog.engine.cpu.HostDevice;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FootprintTest {
    @ParameterizedTest
    @CsvSource({
        "llama, 32, 2, 128, 8, 1, FLOAT32",
        "llama, 128, 4, 128, 32, 2, FLOAT32",
        "gpt2, 64, 3, 64, 8, 2, FLOAT32",
        "gpt2, 192, 6, 256, 16, 1, FLOAT32",
        "llama, 32, 2, 128, 8, 1, BFLOAT16",
        "gpt2, 64, 3, 64, 8, 2, BFLOAT16",
        "llama, 256, 2, 128, 8, 3, BFLOAT16",
        "gpt2, 192, 6, 256, 16, 2, BFLOAT16"
    })
    void costsWhatTheTrainerTakes(
            String architecture, int width, int layers, int context, int batch, int lanes, Precision precision) {
        assumeTrue(HostDevice.supports(precision), "skipped: this processor has no products in " + precision);
        var u = Recipe.usual(context);
        var recipe = new Recipe(
                u.optimizer(), u.rate(), u.schedule(), 64, batch, context, 0.1, 1, 0.9, 0.95, 1e-8, 0.95, precision);
        var config = Sizes.shape(architecture, width, layers, 256, context);
        var plan = new Plan(recipe, config, 1_000_000, 1, lanes);
        var footprint = Footprint.of(plan);
        try (var device = HostDevice.vector(lanes, precision)) {
            var model = new Model(device, config, 64);
            var trainer = new TrainingStep(model, recipe::optimizer, batch, context);
            assertThat(footprint.flopsPerToken()).isCloseTo(trainer.flopsPerToken(), within(1e-6));
            assertThat((double) footprint.bytes()).isCloseTo(device.allocatedBytes(), Percentage.withPercentage(5));
        }
    }
}
