package loglog.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import loglog.engine.cpu.HostDevice;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of one row with a weight in blocks. */
class QuantizedMatrixTest {
    private static float[] normal(int seed, int count) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] product(Device device, BlockFormat format, int rows, int cols, byte[] blocks, float[] x) {
        var w = QuantizedMatrix.on(device, format, rows, cols, blocks);
        var in = Tensor.of(device.allocate(cols), 0, 1, cols);
        var out = Tensor.of(device.allocate(rows), 0, 1, rows);
        device.kernels(0).write(x, in);
        device.kernels(0).row(w, in, out);
        var y = new float[rows];
        device.kernels(0).read(out, y);
        return y;
    }

    private static double exact(float[] weights, float[] x, int r) {
        double sum = 0;
        for (int c = 0; c < x.length; c++) {
            sum += (double) weights[r * x.length + c] * x[c];
        }
        return sum;
    }

    /** Also where a panel is not full. */
    @ParameterizedTest
    @EnumSource
    void fastProductsAgreeWithPlainOnes(BlockFormat format) {
        for (int rows : new int[] {1, 3, 31, 32, 33, 80}) {
            for (int cols : new int[] {format.length(), 3 * format.length()}) {
                var blocks = format.quantize(normal(rows, rows * cols));
                var x = normal(cols, cols);
                try (var plain = HostDevice.scalar(1);
                        var fast = HostDevice.vector(1)) {
                    var expected = product(plain, format, rows, cols, blocks, x);
                    var found = product(fast, format, rows, cols, blocks, x);
                    for (int r = 0; r < rows; r++) {
                        assertThat(found[r]).isCloseTo(expected[r], within(3e-6f * (float) Math.sqrt(cols)));
                    }
                }
            }
        }
    }

    /** A row of integers of which one in each block is 127 is not rounded: what is left is the float's rounding. */
    @ParameterizedTest
    @EnumSource
    void aRowThatIsWholeAlreadyMeetsTheDequantizedWeights(BlockFormat format) {
        int rows = 40;
        int cols = 2 * format.length();
        var random = new Random(2);
        var x = new float[cols];
        for (int i = 0; i < cols; i++) {
            x[i] = i % format.length() == 7 ? -127 : random.nextInt(-127, 128);
        }
        var blocks = format.quantize(normal(3, rows * cols));
        var weights = format.dequantize(blocks);
        for (boolean fast : new boolean[] {false, true}) {
            try (var device = fast ? HostDevice.vector(1) : HostDevice.scalar(1)) {
                var y = product(device, format, rows, cols, blocks, x);
                for (int r = 0; r < rows; r++) {
                    double sizes = 0;
                    for (int c = 0; c < cols; c++) {
                        sizes += Math.abs(weights[r * cols + c] * x[c]);
                    }
                    assertThat((double) y[r]).isCloseTo(exact(weights, x, r), within(1e-6 * sizes));
                }
            }
        }
    }

    /** The largest sums that a lane must hold: all integers at their greatest. */
    @ParameterizedTest
    @EnumSource
    void theGreatestIntegersDoNotOverflow(BlockFormat format) {
        int cols = format.length();
        for (float sign : new float[] {1, -1}) {
            var values = new float[cols];
            Arrays.fill(values, sign);
            var blocks = format.quantize(values);
            var x = new float[cols];
            Arrays.fill(x, 127);
            double expected = exact(format.dequantize(blocks), x, 0);
            try (var device = HostDevice.vector(1)) {
                assertThat((double) product(device, format, 1, cols, blocks, x)[0])
                        .isCloseTo(expected, within(1e-6 * Math.abs(expected)));
            }
        }
    }

    /** Each of the row's values is at most half of 1/127 of its block's greatest away from what is multiplied. */
    @ParameterizedTest
    @EnumSource
    void roundingTheRowCostsNoMoreThanHalfAStepOfEachValue(BlockFormat format) {
        int rows = 64;
        int cols = 4 * format.length();
        var blocks = format.quantize(normal(5, rows * cols));
        var weights = format.dequantize(blocks);
        var x = normal(6, cols);
        double squares = 0;
        double errors = 0;
        try (var device = HostDevice.vector(1)) {
            var y = product(device, format, rows, cols, blocks, x);
            for (int r = 0; r < rows; r++) {
                double bound = 0;
                for (int c = 0; c < cols; c++) {
                    float most = 0;
                    for (int i = 0; i < format.length(); i++) {
                        most = Math.max(most, Math.abs(x[c / format.length() * format.length() + i]));
                    }
                    bound += Math.abs(weights[r * cols + c]) * most / 254;
                }
                double exact = exact(weights, x, r);
                assertThat((double) y[r]).isCloseTo(exact, within(bound * 1.0001));
                squares += exact * exact;
                errors += Math.pow(y[r] - exact, 2);
            }
        }
        // It is rounded: the exact product would be a million times closer.
        assertThat(Math.sqrt(errors / squares)).isBetween(1e-4, 0.02);
    }

    @ParameterizedTest
    @EnumSource
    void zerosGiveZerosAndWhatIsNoNumberShows(BlockFormat format) {
        int cols = 2 * format.length();
        var blocks = format.quantize(normal(7, 3 * cols));
        for (boolean fast : new boolean[] {false, true}) {
            try (var device = fast ? HostDevice.vector(1) : HostDevice.scalar(1)) {
                var x = new float[cols];
                assertThat(product(device, format, 3, cols, blocks, x)).containsOnly(0);
                x[3] = 1e-36f;
                assertThat(product(device, format, 3, cols, blocks, x)).containsOnly(0);
                for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
                    x[cols - 2] = odd;
                    for (float y : product(device, format, 3, cols, blocks, x)) {
                        assertThat(Float.isFinite(y)).isFalse();
                    }
                }
            }
        }
    }
}
