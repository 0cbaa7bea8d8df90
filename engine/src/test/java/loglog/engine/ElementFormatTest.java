package loglog.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ElementFormatTest {
    private static final int VALUES = 1024;

    private static float[] rounded(ElementFormat format, float... values) {
        var copy = values.clone();
        format.round(copy, 1, copy.length, false);
        return copy;
    }

    private static float[] random(int count) {
        var random = new Random(5);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** The file was made by {@code make_elements.py} beside it. */
    @Test
    void floatingPointElementsAreThoseOfTorchAndMlDtypes() throws IOException {
        var all = new float[3 * VALUES];
        try (var in = ElementFormatTest.class.getResourceAsStream("elements.bin")) {
            ByteBuffer.wrap(in.readAllBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(all);
        }
        var values = Arrays.copyOf(all, VALUES);
        assertThat(rounded(ElementFormat.FP8, values)).isEqualTo(Arrays.copyOfRange(all, VALUES, 2 * VALUES));
        assertThat(rounded(ElementFormat.FP4, values)).isEqualTo(Arrays.copyOfRange(all, 2 * VALUES, 3 * VALUES));
    }

    /** Beside 4, whose exponent is the format's greatest, the scale is 1. */
    @ParameterizedTest
    @CsvSource({
        "0.24, 0",
        "0.25, 0",
        "0.26, 0.5",
        "0.74, 0.5",
        "0.75, 1",
        "1.25, 1",
        "1.26, 1.5",
        "1.74, 1.5",
        "1.75, 2",
        "2.49, 2",
        "2.5, 2",
        "2.51, 3",
        "3.49, 3",
        "3.5, 4",
        "5, 4",
        "5.01, 6",
        "6, 6",
        "7.9, 6",
        "-0.75, -1",
        "-2.5, -2",
        "-7, -6"
    })
    void theTableOfE2m1(float value, float expected) {
        assertThat(rounded(ElementFormat.FP4, 4, value)[1]).isEqualTo(expected);
    }

    @Test
    void integersAreThoseOfTheFilesBlocks() {
        var values = random(2048);
        assertThat(rounded(ElementFormat.INT8, values)).isEqualTo(BlockFormat.Q8_0.rounded(values));
        assertThat(rounded(ElementFormat.INT4, values)).isEqualTo(BlockFormat.Q4_0.rounded(values));
    }

    @Test
    void aFileOfTernaryBlocksHoldsTernaryValues() {
        var values = rounded(ElementFormat.TERNARY, random(2048));
        assertThat(Arrays.equals(BlockFormat.TQ2_0.rounded(values), values)).isTrue();
        for (int b = 0; b < 8; b++) {
            var block = Arrays.copyOfRange(values, 256 * b, 256 * (b + 1));
            float scale = 0;
            for (float value : block) {
                scale = Math.max(scale, Math.abs(value));
            }
            assertThat(scale).isBetween(0.6f, 1f); // a normal's mean size is 0.8
            for (float value : block) {
                assertThat(Math.abs(value)).isIn(0f, scale);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRoundedOnceStays(ElementFormat format) {
        if (format != ElementFormat.TERNARY) { // whose scale is a mean that zeros make smaller
            var once = rounded(format, random(512));
            assertThat(rounded(format, once)).isEqualTo(once);
        }
    }

    @ParameterizedTest
    @EnumSource
    void blocksRunDownTheColumnsOfAMatrixThatIsStoredInFirst(ElementFormat format) {
        int rows = 40; // of which the last block has eight
        int cols = 3;
        var along = random(rows * cols);
        var down = new float[rows * cols];
        for (int r = 0; r < cols; r++) {
            for (int c = 0; c < rows; c++) {
                down[c * cols + r] = along[r * rows + c];
            }
        }
        format.round(along, cols, rows, false);
        format.round(down, rows, cols, true);
        for (int r = 0; r < cols; r++) {
            for (int c = 0; c < rows; c++) {
                assertThat(down[c * cols + r]).isEqualTo(along[r * rows + c]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aValueThatIsNoNumberStaysNone(ElementFormat format) {
        assertThat(rounded(format, 1, Float.NaN, 2)[1]).isNaN();
        for (float value : rounded(format, 0, 0, 0)) {
            assertThat(Math.abs(value)).isZero(); // of either sign
        }
    }

    /** Random blocks of all scales, ties, equal sizes of both signs, zeros, and what is no number. */
    @ParameterizedTest
    @EnumSource
    void vectorsRoundToTheBitsOfPlainLoops(ElementFormat format) {
        var random = new Random(11);
        int byVectors = 0;
        for (int trial = 0; trial < 6000; trial++) {
            int count = trial % 5 == 0 ? 1 + random.nextInt(format.length()) : format.length() / (1 + trial % 2);
            var block = block(random, trial, count);
            var expected = Arrays.copyOf(block, format.length());
            format.roundOneByOne(expected, count);
            var rows = new float[3 * count]; // the block stands in the middle of others
            System.arraycopy(block, 0, rows, count, count);
            byVectors += format.roundByVectors(rows.clone(), count, count) ? 1 : 0;
            format.round(rows, 3, count, false);
            assertThat(bits(Arrays.copyOfRange(rows, count, 2 * count)))
                    .as("trial %d", trial)
                    .isEqualTo(bits(Arrays.copyOf(expected, count)));
        }
        assertThat(byVectors).isGreaterThan(2500);
    }

    private static float[] block(Random random, int trial, int count) {
        var block = new float[count];
        int scale = trial % 4 == 0 ? random.nextInt(250) - 125 : random.nextInt(20) - 10;
        for (int i = 0; i < count; i++) {
            block[i] = switch (trial % 7) {
                case 0 -> random.nextInt(17) - 8; // ties, and sizes that several values share
                case 1 -> (random.nextInt(511) - 255) / 2f;
                case 2 -> random.nextInt(4) == 0 ? (float) random.nextGaussian() : -0f;
                case 3 -> Math.scalb((float) random.nextGaussian(), -random.nextInt(40));
                default -> (float) random.nextGaussian();
            };
            block[i] = Math.scalb(block[i], scale);
        }
        if (trial % 101 == 0) {
            block[random.nextInt(count)] = Float.NaN;
        }
        if (trial % 103 == 0) {
            block[random.nextInt(count)] = Float.NEGATIVE_INFINITY;
        }
        return block;
    }

    private static int[] bits(float[] values) {
        return java.util.stream.IntStream.range(0, values.length)
                .map(i -> Float.floatToIntBits(values[i]))
                .toArray();
    }
}
