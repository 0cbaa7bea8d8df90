package loglog.engine.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import loglog.engine.AttentionShape;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.Layout;
import loglog.engine.Tensor;
import loglog.engine.cpu.HostDevice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each layer's backward is the derivative of its forward: central differences of a random linear function of the output. */
class LayerGradientTest {
    private static final int ROWS = 6;
    private static final int D = 8;

    static Stream<HostDevice> devices() {
        return Stream.of(HostDevice.scalar(1), HostDevice.vector(1));
    }

    /** Tensors under test, by random values; {@code seed} is the gradient of the output. */
    private static final class Bench {
        final Device device;
        final Kernels k;
        final Random random = new Random(5);

        Bench(Device device) {
            this.device = device;
            k = device.kernels(0);
        }

        Tensor zeros(int rows, int cols) {
            return new Layout().add("t", rows, cols).place(device).get("t");
        }

        Tensor normal(int rows, int cols) {
            var t = zeros(rows, cols);
            var values = new float[rows * cols];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            k.write(values, t);
            return t;
        }

        Parameter parameter(int rows, int cols) {
            return new Parameter(normal(rows, cols), zeros(rows, cols));
        }

        float[] values(Tensor t) {
            var values = new float[Math.toIntExact(t.size())];
            k.read(t, values);
            return values;
        }

        /** forward writes y; backward was run once with dy; {@code inputs} are (value, gradient) pairs. */
        void check(Runnable forward, Tensor y, Tensor dy, List<Parameter> inputs) {
            var weights = values(dy);
            for (var input : inputs) {
                var gradient = values(input.gradient());
                var value = values(input.value());
                double scale = 0;
                for (float g : gradient) {
                    scale = Math.max(scale, Math.abs(g));
                }
                assertThat(scale).isPositive();
                for (int i = 0; i < value.length; i++) {
                    double step = 2e-2;
                    double difference = at(forward, y, weights, input.value(), value, i, step)
                            - at(forward, y, weights, input.value(), value, i, -step);
                    assertThat(difference / (2 * step))
                            .as("element %d", i)
                            .isCloseTo(gradient[i], org.assertj.core.data.Offset.offset(3e-3 * scale));
                }
                k.write(value, input.value());
            }
        }

        private double at(
                Runnable forward, Tensor y, float[] weights, Tensor input, float[] value, int i, double step) {
            var moved = value.clone();
            moved[i] += (float) step;
            k.write(moved, input);
            forward.run();
            var out = values(y);
            double total = 0;
            for (int j = 0; j < out.length; j++) {
                total += (double) out[j] * weights[j];
            }
            return total;
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void linear(HostDevice device) {
        try (device) {
            var b = new Bench(device);
            for (boolean outFirst : new boolean[] {true, false}) {
                var weight = outFirst ? b.parameter(5, D) : b.parameter(D, 5);
                var layer = new Linear(weight, b.parameter(1, 5), outFirst);
                var x = b.parameter(ROWS, D);
                var y = b.zeros(ROWS, 5);
                var dy = b.normal(ROWS, 5);
                layer.backward(b.k, x.value(), dy, x.gradient());
                b.check(() -> layer.forward(b.k, x.value(), y), y, dy, List.of(x, weight, layer.bias()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void norms(HostDevice device) {
        try (device) {
            var b = new Bench(device);
            var gain = b.parameter(1, D);
            var bias = b.parameter(1, D);
            for (var layer : List.of(new Norm.Rms(gain, 1e-5f), new Norm.Layer(gain, bias, 1e-5f))) {
                b.k.fill(gain.gradient(), 0);
                var x = b.parameter(ROWS, D);
                var delta = b.normal(ROWS, D);
                var sum = b.zeros(ROWS, D);
                var y = b.zeros(ROWS, D);
                var dy = b.normal(ROWS, D);
                var statistics = b.zeros(ROWS, 2).columnsFrom(0, layer.statistics());
                var stats = layer.statistics() == 1 ? b.zeros(1, ROWS) : statistics;
                Runnable forward = () -> layer.forward(b.k, x.value(), delta, sum, y, stats);
                forward.run();
                layer.backward(b.k, dy, sum, stats, x.gradient());
                var inputs = layer instanceof Norm.Layer ? List.of(x, gain, bias) : List.of(x, gain);
                b.check(forward, y, dy, inputs);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void attention(HostDevice device) {
        try (device) {
            var b = new Bench(device);
            var shape = new AttentionShape(2, 3, 4, 2, 2);
            var rope = RopeTable.on(device, 3, 2, 100);
            var layer = new SelfAttention(
                    shape,
                    new Linear(b.parameter(shape.qkvWidth(), D), null, true),
                    new Linear(b.parameter(shape.queryWidth(), D), b.parameter(1, D), false),
                    rope);
            var cells = b.zeros(1, Math.toIntExact(b.k.attentionSavedCells(shape)));
            var saved =
                    new SelfAttention.Saved(b.zeros(ROWS, shape.qkvWidth()), b.zeros(ROWS, shape.queryWidth()), cells);
            var scratch =
                    new SelfAttention.Saved(b.zeros(ROWS, shape.qkvWidth()), b.zeros(ROWS, shape.queryWidth()), null);
            var x = b.parameter(ROWS, D);
            var y = b.zeros(ROWS, D);
            var dy = b.normal(ROWS, D);
            // Small scores, so that third derivatives do not blur the differences.
            b.k.scaleAdd(0, x.value(), 0.3f, x.value());
            Runnable forward = () -> layer.forward(b.k, x.value(), saved, y);
            forward.run();
            layer.backward(b.k, x.value(), saved, dy, scratch, x.gradient());
            b.check(
                    forward,
                    y,
                    dy,
                    List.of(
                            layer.qkv().weight(),
                            layer.out().weight(),
                            layer.out().bias(),
                            x));
        }
    }

    @ParameterizedTest
    @MethodSource("devices")
    void feedForward(HostDevice device) {
        try (device) {
            var b = new Bench(device);
            var gelu = new FeedForward.Gelu(
                    new Linear(b.parameter(D, 10), b.parameter(1, 10), false),
                    new Linear(b.parameter(10, D), b.parameter(1, D), false));
            var swiGlu = new FeedForward.SwiGlu(
                    new Linear(b.parameter(20, D), null, true), new Linear(b.parameter(D, 10), null, true));
            check(
                    b,
                    gelu,
                    List.of(gelu.up().weight(), gelu.up().bias(), gelu.down().weight()));
            check(b, swiGlu, List.of(swiGlu.gateUp().weight(), swiGlu.down().weight()));
        }
    }

    private static void check(Bench b, FeedForward layer, List<Parameter> parameters) {
        var x = b.parameter(ROWS, D);
        b.k.scaleAdd(0, x.value(), 0.3f, x.value());
        var y = b.zeros(ROWS, D);
        var dy = b.normal(ROWS, D);
        var saved = new FeedForward.Saved(b.zeros(ROWS, layer.innerWidth()), b.zeros(ROWS, 10));
        var scratch = new FeedForward.Saved(b.zeros(ROWS, layer.innerWidth()), b.zeros(ROWS, 10));
        Runnable forward = () -> layer.forward(b.k, x.value(), saved, y);
        forward.run();
        layer.backward(b.k, x.value(), saved, dy, scratch, x.gradient());
        b.check(forward, y, dy, Stream.concat(parameters.stream(), Stream.of(x)).toList());
    }

    @ParameterizedTest
    @MethodSource("devices")
    void embeddingAndLoss(HostDevice device) {
        try (device) {
            var b = new Bench(device);
            var tokens = b.zeros(1, ROWS);
            b.k.write(new int[] {3, 1, 4, 1, 0, 2}, 0, tokens);
            var targets = b.zeros(1, ROWS);
            b.k.write(new int[] {1, 4, 1, -1, 2, 0}, 0, targets);
            var layer = new Embedding(b.parameter(5, 5), b.parameter(3, 5));
            var logits = b.zeros(ROWS, 5);
            var losses = b.zeros(1, ROWS);
            layer.forward(b.k, tokens, 3, logits);
            b.k.softmaxCrossEntropy(logits, targets, 1, losses);
            layer.backward(b.k, tokens, 3, logits);
            var ones = b.zeros(1, ROWS);
            b.k.fill(ones, 1);
            Runnable forward = () -> {
                layer.forward(b.k, tokens, 3, logits);
                b.k.crossEntropy(logits, targets, losses);
            };
            b.check(forward, losses, ones, List.of(layer.table(), layer.positions()));
        }
    }
}
