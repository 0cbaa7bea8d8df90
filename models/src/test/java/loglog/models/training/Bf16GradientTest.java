package loglog.models.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import loglog.engine.Precision;
import loglog.engine.cpu.HostDevice;
import loglog.engine.optimizers.AdamW;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients through activations that are kept in bfloat16, of lanes with gradients of their own and of lanes in turn. */
@Tag("slow")
class Bf16GradientTest {
    private static final int VOCABULARY = 40;
    private static final int LENGTH = 32;
    private static final int BATCH = 14;

    /** Two layers of it have more than 2^20 weights: activations are kept in bfloat16, lanes share gradients. Of the other not. */
    private static final int WIDE = 256;

    private static final int NARROW = 48;

    @BeforeEach
    void assumeBf16() {
        assumeTrue(
                HostDevice.supports(Precision.BFLOAT16),
                "skipped: this processor has no bfloat16 products to be tested");
    }

    private static int[] tokens(int seed) {
        return new Random(seed).ints(BATCH * LENGTH, 0, VOCABULARY).toArray();
    }

    /** Weights, a step's loss and its gradient. */
    private static final class Trained implements AutoCloseable {
        final HostDevice device;
        final Model model;
        final TrainingStep step;
        private loglog.engine.Tensors gradients;

        Trained(String architecture, int width, int lanes, Precision precision) {
            device = HostDevice.vector(lanes, precision);
            model = new Model(device, Sizes.shape(architecture, width, 2, VOCABULARY, LENGTH), 0);
            model.initialize(1);
            step = new TrainingStep(
                    model,
                    (d, m, g) -> {
                        gradients = g;
                        return new AdamW(
                                d,
                                m.plan().layout(),
                                m.parameters(),
                                g,
                                m.plan().trained(),
                                AdamW.Settings.USUAL);
                    },
                    BATCH,
                    LENGTH);
        }

        double loss() {
            return step.gradient(tokens(1), tokens(2));
        }

        float[] gradient() {
            int cells = Math.toIntExact(gradients.storage().cells());
            var values = new float[cells];
            device.kernels(0).read(gradients.range(0, cells), values);
            return values;
        }

        /** Moves the weights by a multiple of a direction. */
        void move(float[] direction, double factor) {
            var all = model.parameters().range(0, direction.length);
            var values = new float[direction.length];
            device.kernels(0).read(all, values);
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (factor * direction[i]);
            }
            device.kernels(0).write(values, all);
        }

        @Override
        public void close() {
            device.close();
        }
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** By the loss in float32, at weights a little to both sides along the gradient: its slope there is |g|, and along g it is that of g. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void itIsTheSlopeOfTheLossInFloat32(String architecture) {
        for (int width : new int[] {NARROW, WIDE}) {
            try (var mixed = new Trained(architecture, width, 2, Precision.BFLOAT16);
                    var full = new Trained(architecture, width, 2, Precision.FLOAT32)) {
                assertThat(mixed.loss()).isCloseTo(full.loss(), withinPercentage(0.5));
                var found = mixed.gradient();
                var expected = full.gradient();
                double size = Math.sqrt(dot(found, found));
                double cosine = dot(found, expected) / size / Math.sqrt(dot(expected, expected));
                assertThat(cosine).as("%s, width %d", architecture, width).isGreaterThan(0.9995);
                double distance = 1e-3 / size;
                full.move(found, distance);
                double above = full.loss();
                full.move(found, -2 * distance);
                double below = full.loss();
                assertThat((above - below) / (2 * distance)).isCloseTo(size * size, withinPercentage(1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void lanesInTurnSumWhatOneLaneSumsAndToTheSameBitsEachTime(String architecture) {
        try (var alone = new Trained(architecture, WIDE, 1, Precision.BFLOAT16);
                var three = new Trained(architecture, WIDE, 3, Precision.BFLOAT16)) {
            double loss = three.loss();
            assertThat(loss).isCloseTo(alone.loss(), within(1e-6));
            var expected = alone.gradient();
            var first = three.gradient();
            double size = Math.sqrt(dot(expected, expected));
            var difference = first.clone();
            for (int i = 0; i < difference.length; i++) {
                difference[i] -= expected[i];
            }
            // The same products, summed in another order.
            assertThat(Math.sqrt(dot(difference, difference)) / size).isLessThan(1e-4);
            assertThat(three.step.gradientNorm()).isCloseTo(size, withinPercentage(1e-2));
            for (int i = 0; i < 2; i++) {
                assertThat(three.loss()).isEqualTo(loss);
                assertThat(three.gradient()).isEqualTo(first);
            }
        }
    }

    /** In the first, the third and the last of seven chunks: each time another lane, or another round. */
    @Test
    void aLaneThatFailsDoesNotLeaveTheOthersWaiting() {
        try (var three = new Trained("llama", WIDE, 3, Precision.BFLOAT16)) {
            double loss = three.loss();
            for (int place : new int[] {0, 5 * LENGTH, 13 * LENGTH}) {
                var inputs = tokens(1);
                inputs[place] = VOCABULARY;
                assertThatThrownBy(() -> three.step.gradient(inputs, tokens(2)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("token 40");
            }
            assertThat(three.loss()).isEqualTo(loss);
        }
    }

    @Test
    void evaluatingBetweenGradientAndUpdateLeavesTheGradient() {
        try (var two = new Trained("llama", WIDE, 2, Precision.BFLOAT16)) {
            two.loss();
            var gradient = two.gradient();
            two.step.evaluate(tokens(3), tokens(4));
            assertThat(two.gradient()).isEqualTo(gradient);
        }
    }
}
