package loglog.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import loglog.engine.cpu.HostDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and values in blocks of 8 bits: the same bytes as ggml's, and attention over what they stand for. */
class CacheInBlocksTest {
    private static final int TOKENS = 69;

    private static float[] normal(Random random, int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Tensor tensor(Device device, int rows, int cols, float[] values) {
        var t = Tensor.of(device.allocate((long) rows * cols), 0, rows, cols);
        device.kernels(0).write(values, t);
        return t;
    }

    private static Tensor inBlocks(Device device, Tensor x) {
        int cells = BlockFormat.Q8_0.cells(x.cols());
        var blocks = Tensor.of(device.allocate((long) x.rows() * cells), 0, x.rows(), cells);
        device.kernels(0).quantize(x, blocks);
        return blocks;
    }

    private static byte[] bytes(Device device, Tensor blocks, int count) {
        var cells = new float[blocks.cols()];
        device.kernels(0).read(blocks, cells);
        var buffer = ByteBuffer.allocate(cells.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float cell : cells) {
            buffer.putInt(Float.floatToRawIntBits(cell));
        }
        return Arrays.copyOf(buffer.array(), count);
    }

    /** The values of the file that the package gguf made, with its ties, zeros and tiny numbers, are quantized in rows. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsBecomeTheBytesOfGgmlsBlocks(boolean fast) throws Exception {
        float[] values = new float[2048];
        try (var in = CacheInBlocksTest.class.getResourceAsStream("blocks.bin")) {
            ByteBuffer.wrap(in.readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
        }
        try (var device = fast ? HostDevice.vector(1) : HostDevice.scalar(1)) {
            int cols = 96; // an odd number of blocks: the last cell of a row is half full
            for (int from = 0; from + 2 * cols <= values.length; from += 2 * cols) {
                var x = tensor(device, 2, cols, Arrays.copyOfRange(values, from, from + 2 * cols));
                var blocks = inBlocks(device, x);
                for (int r = 0; r < 2; r++) {
                    var row = Arrays.copyOfRange(values, from + r * cols, from + (r + 1) * cols);
                    var expected = BlockFormat.Q8_0.quantize(row);
                    assertThat(bytes(device, blocks.rowsFrom(r, 1), expected.length))
                            .isEqualTo(expected);
                }
            }
        }
    }

    private record Found(float[] out, float[] dequantized, float[] floats) {}

    private static Found attend(boolean fast, int width, int position) {
        var shape = new AttentionShape(1, 1, 4, 2, width);
        var random = new Random(width * 100L + position);
        var q = normal(random, 4 * width);
        var keys = normal(random, TOKENS * 2 * width);
        var values = normal(random, TOKENS * 2 * width);
        try (var device = fast ? HostDevice.vector(1) : HostDevice.scalar(1)) {
            var k = device.kernels(0);
            var query = tensor(device, 1, 4 * width, q);
            var out = tensor(device, 1, 4 * width, new float[4 * width]);
            var result = new float[3][4 * width];
            var keyRows = tensor(device, TOKENS, 2 * width, keys);
            var valueRows = tensor(device, TOKENS, 2 * width, values);
            k.attentionStepOfBlocks(
                    shape, query, inBlocks(device, keyRows), inBlocks(device, valueRows), position, out);
            k.read(out, result[0]);
            var dequantizedKeys = tensor(device, TOKENS, 2 * width, BlockFormat.Q8_0.rounded(keys));
            var dequantizedValues = tensor(device, TOKENS, 2 * width, BlockFormat.Q8_0.rounded(values));
            k.attentionStep(shape, query, dequantizedKeys, dequantizedValues, position, out);
            k.read(out, result[1]);
            k.attentionStep(shape, query, keyRows, valueRows, position, out);
            k.read(out, result[2]);
            return new Found(result[0], result[1], result[2]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 96})
    void attentionOverBlocksIsThatOverTheValuesThatTheyStandFor(int width) {
        for (int position : new int[] {0, 1, 5, 63, 64, 68}) {
            for (boolean fast : new boolean[] {false, true}) {
                var found = attend(fast, width, position);
                for (int i = 0; i < found.out().length; i++) {
                    assertThat(found.out()[i]).isCloseTo(found.dequantized()[i], within(5e-6f));
                }
            }
        }
    }

    /**
     * A value moves by at most half a step, m / 254 for its block's greatest size m, and by float16's rounding of the step, m / 2048.
     * A score moves by at most e = scale |q|_1 max(m) (1/254 + 1/2048). Then no weight changes by more than a factor of exp(2 e), and
     * what comes out moves by at most a value's step and (exp(2 e) - 1) max(m).
     */
    @Test
    void roundingMovesAttentionNoMoreThanItsStepsAllow() {
        int width = 64;
        var random = new Random(width * 100L + 68);
        var q = normal(random, 4 * width);
        float most = 0;
        for (float x : normal(random, 2 * TOKENS * 2 * width)) {
            most = Math.max(most, Math.abs(x));
        }
        var found = attend(true, width, 68);
        double step = most * (1 / 254.0 + 1 / 2048.0);
        double difference = 0;
        for (int h = 0; h < 4; h++) {
            double sizes = 0;
            for (int c = 0; c < width; c++) {
                sizes += Math.abs(q[h * width + c]);
            }
            double score = sizes / Math.sqrt(width) * step;
            for (int c = 0; c < width; c++) {
                int i = h * width + c;
                double moved = Math.abs(found.out()[i] - found.floats()[i]);
                assertThat(moved).isLessThan(step + Math.expm1(2 * score) * most);
                difference = Math.max(difference, moved);
            }
        }
        assertThat(difference).isBetween(1e-4, 0.01);
    }
}
