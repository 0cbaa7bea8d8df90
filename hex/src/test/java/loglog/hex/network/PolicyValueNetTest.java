package loglog.hex.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import loglog.engine.cpu.HostDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyValueNetTest {
    private static float[] random(Random random, int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Probabilities, row by row. */
    private static float[] targets(Random random, int rows, int moves) {
        var targets = new float[rows * (moves + 2)];
        for (int row = 0; row < rows; row++) {
            int at = row * (moves + 2);
            float sum = 0;
            for (int move = 0; move < moves; move++) {
                targets[at + move] = random.nextFloat();
                sum += targets[at + move];
            }
            for (int move = 0; move < moves; move++) {
                targets[at + move] /= sum;
            }
            targets[at + moves] = random.nextFloat();
            targets[at + moves + 1] = 1 - targets[at + moves];
        }
        return targets;
    }

    @ParameterizedTest
    @CsvSource({"8, 3, 5, 1", "18, 9, 16, 2", "6, 4, 1, 3"})
    void theGradientIsThatOfFiniteDifferences(int inputs, int moves, int width, int depth) {
        var shape = new NetShape(inputs, moves, width, depth);
        int batch = 4;
        try (var device = HostDevice.scalar(1)) {
            var net = new PolicyValueNet(shape, device, batch, batch);
            var random = new Random(3);
            var state = net.read();
            int weights = net.gradients().length;
            for (int i = 0; i < weights; i++) {
                state[i] = (float) (0.5 * random.nextGaussian());
            }
            net.write(state);
            var x = random(random, batch * inputs);
            var targets = targets(random, batch, moves);
            net.gradient(x, targets);
            var gradient = net.gradients();
            int tried = 0;
            for (int i = 0; i < weights; i += 1 + weights / 60) {
                double slope =
                        (loss(net, state, i, 1e-4f, x, targets) - loss(net, state, i, -1e-4f, x, targets)) / 2e-4;
                assertThat((double) gradient[i])
                        .as("weight %d", i)
                        .isEqualTo(slope, within(5e-3 + 0.02 * Math.abs(slope)));
                tried += Math.abs(slope) > 0.02 ? 1 : 0;
            }
            assertThat(tried).isGreaterThan(1);
        }
    }

    private static double loss(PolicyValueNet net, float[] state, int i, float by, float[] x, float[] targets) {
        var moved = state.clone();
        moved[i] += by;
        net.write(moved);
        var losses = net.gradient(x, targets);
        return losses.policy() + losses.value();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "16, 1", "64, 8", "1024, 1"})
    void fastAndPlainKernelsGiveTheSameProbabilitiesAndEveryRowIsItsOwn(int width, int depth) {
        var shape = new NetShape(50, 25, width, depth);
        int rows = 21;
        try (var plain = HostDevice.scalar(1);
                var fast = HostDevice.vector(1)) {
            var one = new PolicyValueNet(shape, plain, 32, 0);
            var two = new PolicyValueNet(shape, fast, 32, 0);
            var random = new Random(width);
            var state = random(random, one.stateSize());
            for (int i = 0; i < state.length; i++) {
                state[i] *= 0.3f / (float) Math.sqrt(width);
            }
            one.write(state);
            two.write(state);
            var x = random(random, 32 * 50);
            var a = new float[32 * 27];
            var b = new float[32 * 27];
            one.evaluate(x, rows, a);
            two.evaluate(x, rows, b);
            for (int row = 0; row < rows; row++) {
                float policy = 0;
                for (int i = 0; i < 27; i++) {
                    assertThat(b[row * 27 + i]).isEqualTo(a[row * 27 + i], within(1e-4f));
                    policy += i < 25 ? b[row * 27 + i] : 0;
                }
                assertThat(policy).isEqualTo(1, within(1e-5f));
                assertThat(b[row * 27 + 25] + b[row * 27 + 26]).isEqualTo(1, within(1e-5f));
            }
            var first = new float[32 * 27];
            two.evaluate(x, 1, first);
            for (int i = 0; i < 27; i++) {
                assertThat(first[i]).isEqualTo(b[i], within(1e-5f));
            }
        }
    }

    @Test
    void itLearnsAFunctionOfTheBoard() {
        var shape = new NetShape(6, 3, 32, 2);
        int batch = 64;
        try (var device = HostDevice.vector(1)) {
            var net = new PolicyValueNet(shape, device, batch, batch);
            net.initialize(1);
            var random = new Random(1);
            PolicyValueNet.Losses losses = null;
            for (int step = 1; step <= 600; step++) {
                var x = random(random, batch * 6);
                var targets = new float[batch * 5];
                for (int row = 0; row < batch; row++) {
                    int best = 0;
                    for (int i = 1; i < 3; i++) {
                        best = x[row * 6 + i] > x[row * 6 + best] ? i : best;
                    }
                    targets[row * 5 + best] = 1;
                    targets[row * 5 + (x[row * 6 + 3] > x[row * 6 + 4] ? 3 : 4)] = 1;
                }
                losses = net.learn(x, targets, 3e-3, 0, step);
            }
            assertThat(losses.policy()).isLessThan(0.3);
            assertThat(losses.value()).isLessThan(0.25);
        }
    }

    @Test
    void paramsAndFlopsAreThoseOfTheLayers() {
        // 32 inputs x 16 + 16, one layer 16 x 16 + 16, heads 16 x 18 + 18.
        var shape = new NetShape(32, 16, 16, 1);
        assertThat(shape.params()).isEqualTo(528 + 272 + 306);
        assertThat(shape.flops()).isEqualTo(2 * (512 + 256 + 288));
        assertThat(shape.learningFlops()).isEqualTo(3 * shape.flops() - 2 * 512);
        assertThatThrownBy(() -> new NetShape(32, 16, 0, 1)).hasMessageContaining("expected a width of 1 to 1024");
        assertThatThrownBy(() -> new NetShape(32, 16, 1025, 1)).hasMessageContaining("found a network of 1025x1");
        assertThatThrownBy(() -> new NetShape(32, 16, 16, 9)).hasMessageContaining("a depth of 1 to 8");
    }
}
