package loglog.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import loglog.engine.cpu.HostDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockFormatTest {
    private static final int VALUES = 2048;

    private static ByteBuffer golden() throws IOException {
        try (var in = BlockFormatTest.class.getResourceAsStream("blocks.bin")) {
            return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** The file was made by {@code make_blocks.py} beside it. */
    @Test
    void blocksAreThoseOfGgmlBitForBit() throws IOException {
        var file = golden();
        var values = new float[VALUES];
        file.asFloatBuffer().get(values);
        file.position(VALUES * Float.BYTES);
        for (var format : BlockFormat.values()) {
            var blocks = new byte[VALUES / format.length() * format.bytes()];
            file.get(blocks);
            assertThat(format.quantize(values)).as("%s", format).isEqualTo(blocks);
        }
        assertThat(file.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void dequantizedValuesQuantizeToTheSameIntegers(BlockFormat format) {
        var random = new Random(3);
        var values = new float[512];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        var blocks = format.quantize(values);
        var once = format.dequantize(blocks);
        assertThat(format.rounded(once)).isEqualTo(once);
        for (int b = 0; b < values.length / format.length(); b++) {
            var integers = format.integersOf(blocks, b);
            for (int i = 0; i < format.length(); i++) {
                float value = format.scaleOf(blocks, b) * format.integer(integers, i);
                assertThat(once[b * format.length() + i]).isEqualTo(value);
            }
        }
    }

    @Test
    void moreBitsLeaveASmallerError() {
        var random = new Random(4);
        var values = new float[4096];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        double ternary = error(BlockFormat.TQ2_0, values);
        double four = error(BlockFormat.Q4_0, values);
        double eight = error(BlockFormat.Q8_0, values);
        assertThat(eight).isLessThan(four / 10);
        assertThat(four).isLessThan(ternary / 4);
    }

    private static double error(BlockFormat format, float[] values) {
        var rounded = format.rounded(values);
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += Math.pow(values[i] - rounded[i], 2);
        }
        return Math.sqrt(sum / values.length);
    }

    @ParameterizedTest
    @EnumSource
    void rowsMultipliedInBlocksAgreeWithPlainSums(BlockFormat format) {
        for (int rows : new int[] {1, 3, 4, 7, 33}) {
            for (int cols : new int[] {format.length(), 3 * format.length()}) {
                var random = new Random(rows * 31L + cols);
                var weights = new float[rows * cols];
                var x = new float[cols];
                for (int i = 0; i < weights.length; i++) {
                    weights[i] = (float) random.nextGaussian();
                }
                for (int i = 0; i < cols; i++) {
                    x[i] = (float) random.nextGaussian();
                }
                var blocks = format.quantize(weights);
                try (var plain = HostDevice.scalar(1);
                        var fast = HostDevice.vector(1)) {
                    var expected = product(plain, format, rows, cols, blocks, x);
                    var found = product(fast, format, rows, cols, blocks, x);
                    for (int r = 0; r < rows; r++) {
                        float scale = (float) Math.sqrt(cols);
                        assertThat(found[r] / scale)
                                .isCloseTo(expected[r] / scale, org.assertj.core.data.Offset.offset(3e-6f));
                    }
                }
            }
        }
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

    @Test
    void aRowThatDoesNotFillItsBlocksIsRefused() {
        assertThatThrownBy(() -> BlockFormat.Q4_0.quantize(new float[48]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blocks of 32");
        assertThat(Arrays.stream(BlockFormat.values()).map(BlockFormat::bits)).containsExactly(8.5, 4.5, 2.0625);
    }
}
