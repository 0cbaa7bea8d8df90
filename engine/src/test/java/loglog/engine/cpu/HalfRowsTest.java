package loglog.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.engine.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of one row with a weight in bfloat16. */
class HalfRowsTest {
    private static float[] product(Device device, int rows, int cols, boolean halves) {
        var random = new Random(rows * 1000L + cols);
        int cells = Tensor.cells(cols, Precision.BFLOAT16);
        var floats = Tensor.of(device.allocate((long) rows * cols), 0, rows, cols);
        var storage = device.allocate((long) rows * cells);
        var k = device.kernels(0);
        for (int r = 0; r < rows; r++) {
            var bits = new int[2 * cells];
            var values = new float[cols];
            for (int c = 0; c < cols; c++) {
                bits[c] = Bf16.round((float) random.nextGaussian()) & 0xffff;
                values[c] = Float.intBitsToFloat(bits[c] << 16);
            }
            var row = new int[cells];
            for (int i = 0; i < cells; i++) {
                row[i] = bits[2 * i] | bits[2 * i + 1] << 16;
            }
            k.write(row, 0, Tensor.of(storage, (long) r * cells, 1, cells));
            k.write(values, floats.rowsFrom(r, 1));
        }
        var x = Tensor.of(device.allocate(cols), 0, 1, cols);
        var y = Tensor.of(device.allocate(rows), 0, 1, rows);
        var values = new float[cols];
        for (int c = 0; c < cols; c++) {
            values[c] = (float) random.nextGaussian();
        }
        k.write(values, x);
        k.row(true, x, halves ? Tensor.of(storage, 0, rows, cols, Precision.BFLOAT16) : floats, y);
        var result = new float[rows];
        k.read(y, result);
        return result;
    }

    @ParameterizedTest
    @CsvSource({"1, 32", "3, 16", "4, 48", "70, 64", "131, 32", "8, 33", "9, 64", "67, 512", "5, 7", "66, 1"})
    void theyAreThoseOfTheSameValuesInFloat32(int rows, int cols) {
        try (var fast = HostDevice.vector(1);
                var plain = HostDevice.scalar(1)) {
            var expected = product(fast, rows, cols, false);
            var found = product(fast, rows, cols, true);
            assertThat(product(plain, rows, cols, true)).isEqualTo(product(plain, rows, cols, false));
            for (int r = 0; r < rows; r++) {
                assertThat(found[r]).isCloseTo(expected[r], within(2e-6f * cols));
            }
        }
    }

    @Test
    void aWeightStoredTheOtherWayIsRefused() {
        try (var device = HostDevice.vector(1)) {
            var w = Tensor.of(device.allocate(16 * 8), 0, 16, 16, Precision.BFLOAT16);
            var x = Tensor.of(device.allocate(16), 0, 1, 16);
            assertThat(catchThrowable(() -> device.kernels(0).row(false, x, w, x)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bfloat16");
        }
    }
}
