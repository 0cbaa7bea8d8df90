package loglog.engine.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import loglog.engine.Device;
import loglog.engine.ElementFormat;
import loglog.engine.Tensor;
import loglog.engine.cpu.HostDevice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FakeQuantizationTest {
    private static final int N = 3;
    private static final int IN = 40;
    private static final int OUT = 5;

    private static Tensor tensor(Device device, int rows, int cols, float[] values) {
        var t = Tensor.of(device.allocate((long) rows * cols), 0, rows, cols);
        device.kernels(0).write(values, t);
        return t;
    }

    private static float[] random(int seed, int count) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] read(Device device, Tensor t) {
        var values = new float[(int) t.size()];
        device.kernels(0).read(t, values);
        return values;
    }

    /** y = Q(x) Q(W), dx = dy Q(W)', dW = Q(x)' dy: products of plain loops. */
    @ParameterizedTest
    @CsvSource({"INT8, INT8, true", "INT4, FP8, true", "TERNARY, INT8, false", "FP4, FP4, false", ", INT4, true"})
    void productsAndTheirGradientsReadWhatIsRounded(ElementFormat weights, ElementFormat inputs, boolean outFirst) {
        try (var device = HostDevice.vector(1)) {
            var x = random(1, N * IN);
            var w = random(2, IN * OUT); // [OUT, IN]
            var dy = random(3, N * OUT);
            var stored = new float[IN * OUT];
            for (int o = 0; o < OUT; o++) {
                for (int i = 0; i < IN; i++) {
                    stored[outFirst ? o * IN + i : i * OUT + o] = w[o * IN + i];
                }
            }
            int rows = outFirst ? OUT : IN;
            int cols = outFirst ? IN : OUT;
            var weight = tensor(device, rows, cols, stored);
            var gradient = tensor(device, rows, cols, new float[IN * OUT]);
            var linear = new Linear(new Parameter(weight, gradient), null, outFirst)
                    .with(new FakeQuantization(weights, tensor(device, rows, cols, new float[IN * OUT]), inputs));
            var k = device.kernels(0);
            linear.prepare(k);
            var xs = tensor(device, N, IN, x);
            var y = tensor(device, N, OUT, new float[N * OUT]);
            var dx = tensor(device, N, IN, new float[N * IN]);
            linear.forward(k, xs, y);
            linear.backward(k, xs, tensor(device, N, OUT, dy), dx);

            if (weights != null) {
                weights.round(w, OUT, IN, false);
            }
            inputs.round(x, N, IN, false);
            var expectedY = new float[N * OUT];
            var expectedDx = new float[N * IN];
            var expectedDw = new float[IN * OUT];
            for (int n = 0; n < N; n++) {
                for (int o = 0; o < OUT; o++) {
                    for (int i = 0; i < IN; i++) {
                        expectedY[n * OUT + o] += x[n * IN + i] * w[o * IN + i];
                        expectedDx[n * IN + i] += dy[n * OUT + o] * w[o * IN + i];
                        expectedDw[outFirst ? o * IN + i : i * OUT + o] += x[n * IN + i] * dy[n * OUT + o];
                    }
                }
            }
            var close = 1e-5f;
            assertThat(read(device, y)).usingComparatorWithPrecision(close).containsExactly(expectedY);
            assertThat(read(device, dx)).usingComparatorWithPrecision(close).containsExactly(expectedDx);
            assertThat(read(device, gradient))
                    .usingComparatorWithPrecision(close)
                    .containsExactly(expectedDw);
            assertThat(read(device, weight)).isEqualTo(stored);
        }
    }
}
