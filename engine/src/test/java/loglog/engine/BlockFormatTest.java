package loglog.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
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
            for (int i = 0; i < format.length(); i++) {
                float value = format.scaleOf(blocks, b) * format.integer(blocks, b, i);
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

    @Test
    void aRowThatDoesNotFillItsBlocksIsRefused() {
        assertThatThrownBy(() -> BlockFormat.Q4_0.quantize(new float[48]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blocks of 32");
        assertThat(Arrays.stream(BlockFormat.values()).map(BlockFormat::bits)).containsExactly(8.5, 4.5, 2.0625);
    }
}
