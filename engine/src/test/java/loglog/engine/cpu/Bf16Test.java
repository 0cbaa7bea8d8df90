package loglog.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import loglog.engine.AttentionShape;
import loglog.engine.Kernels;
import loglog.engine.Precision;
import loglog.engine.Tensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class Bf16Test {
    /** Half the distance between 1 and the next number: bfloat16 has 8 bits of significand, the first of them implied. */
    private static final double UNIT_ROUNDOFF = 0x1p-8;

    /** float32's own, for the sums. */
    private static final double SUM_ROUNDOFF = 0x1p-24;

    private static void assumeBf16() {
        assumeTrue(
                HostDevice.supports(Precision.BFLOAT16),
                "skipped: this processor has no bfloat16 products to be tested");
    }

    /** By exact arithmetic: the nearer of the two neighbors that bfloat16 has, the even one of two as near. */
    private static float nearest(float value) {
        int bits = Float.floatToRawIntBits(value);
        float below = Float.intBitsToFloat(bits & 0xffff_0000);
        double above = (double) below + Math.copySign(Math.ulp(below) * 0x1p16, value);
        double toBelow = Math.abs((double) value - below);
        double toAbove = Math.abs(above - value);
        boolean belowIsEven = (bits >>> 16 & 1) == 0;
        return toBelow < toAbove || toBelow == toAbove && belowIsEven ? below : (float) above;
    }

    private static short[] rounded(float... values) {
        try (var arena = Arena.ofConfined()) {
            var from = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
            var to = arena.allocate(2L * values.length, 64);
            Bf16.round(from.address(), to.address(), values.length);
            return to.toArray(ValueLayout.JAVA_SHORT);
        }
    }

    private static float value(short bf16) {
        return Float.intBitsToFloat(bf16 << 16);
    }

    @Test
    void roundsToNearestTiesToEven() {
        var random = new Random(1);
        var values = new float[4099];
        for (int i = 0; i < values.length; i++) {
            // Every exponent, and a quarter of them ties.
            int bits = random.nextInt() & 0xff7f_ffff | random.nextInt(255) << 23 & 0x7f80_0000;
            bits = (bits & 0x7f80_0000) == 0x7f80_0000 ? bits ^ 0x0080_0000 : bits;
            values[i] = Float.intBitsToFloat(i % 4 == 0 ? bits & 0xffff_0000 | 0x8000 : bits);
        }
        var found = rounded(values);
        for (int i = 0; i < values.length; i++) {
            assertThat(value(found[i])).as("%s", values[i]).isEqualTo(nearest(values[i]));
        }
    }

    @Test
    void noNumberStaysNoNumberAndInfinityInfinity() {
        float quiet = Float.intBitsToFloat(0x7fff_ffff);
        float signaling = Float.intBitsToFloat(0xff80_0001);
        var values = new float[37]; // whole vectors and a rest
        for (int i = 0; i < values.length; i++) {
            values[i] = new float[] {quiet, signaling, Float.POSITIVE_INFINITY, -Float.MAX_VALUE, -0f}[i % 5];
        }
        var found = rounded(values);
        for (int i = 0; i < values.length; i++) {
            var expected = new float[] {Float.NaN, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0f};
            assertThat(Float.valueOf(value(found[i]))).as("%s", i).isEqualTo(Float.valueOf(expected[i % 5]));
        }
    }

    private static Tensor normal(HostDevice device, Random random, int rows, int cols, int gap) {
        var all = Tensor.of(device.allocate((long) rows * (cols + gap)), 0, rows, cols + gap);
        var values = new float[rows * (cols + gap)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        device.kernels(0).write(values, all);
        return all.columnsFrom(0, cols);
    }

    private static float[] values(Kernels k, Tensor t) {
        var values = new float[(int) t.size()];
        k.read(t, values);
        return values;
    }

    private static double at(float[] values, int cols, boolean transposed, int row, int col) {
        return transposed ? values[col * cols + row] : values[row * cols + col];
    }

    /**
     * With each operand within u of its value, a product of two is within 2 u + u^2 of theirs, and k sums in float32 add k
     * roundoffs: relative to the sum of absolute products (Higham, Accuracy and Stability of Numerical Algorithms, section
     * 3.5). Against float64, at shapes that do and do not fill vectors, with gaps between rows.
     */
    @Property(tries = 60)
    void productsAreWithinTheRoundingBoundOfFloat64(
            @ForAll @IntRange(min = 1, max = 150) int m,
            @ForAll @IntRange(min = 1, max = 150) int n,
            @ForAll @IntRange(min = 1, max = 150) int k,
            @ForAll boolean ta,
            @ForAll boolean tb,
            @ForAll boolean add) {
        assumeBf16();
        try (var device = HostDevice.vector(1, Precision.BFLOAT16)) {
            var random = new Random(m * 151L + n);
            var a = normal(device, random, ta ? k : m, ta ? m : k, 3);
            var b = normal(device, random, tb ? n : k, tb ? k : n, 5);
            var c = normal(device, random, m, n, 2);
            var kernels = device.kernels(0);
            var left = values(kernels, a);
            var right = values(kernels, b);
            var before = values(kernels, c);
            kernels.gemm(ta, a, tb, b, add ? 1 : 0, c);
            var found = values(kernels, c);
            double u = UNIT_ROUNDOFF;
            boolean moved = false;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = add ? before[i * n + j] : 0;
                    double size = Math.abs(sum);
                    double products = 0;
                    for (int l = 0; l < k; l++) {
                        double product = at(left, a.cols(), ta, i, l) * at(right, b.cols(), tb, l, j);
                        sum += product;
                        products += Math.abs(product);
                    }
                    double bound = (2 * u + u * u) * products + (k + 1) * SUM_ROUNDOFF * (products + size);
                    assertThat((double) found[i * n + j]).isCloseTo(sum, within(bound));
                    moved |= Math.abs(found[i * n + j] - sum) > 4 * SUM_ROUNDOFF * (products + size);
                }
            }
            // It rounded: otherwise this would be float32's product under another name.
            assertThat(moved || (long) m * n * k < 50).isTrue();
        }
    }

    /** Queries, keys and values, the output's gradient, and what attention makes of them in one precision. */
    private record Attended(float[] qkv, float[] out, float[] gradient) {
        static Attended of(AttentionShape s, Precision precision) {
            try (var device = HostDevice.vector(1, precision)) {
                var random = new Random(s.hashCode());
                var k = device.kernels(0);
                var qkv = normal(device, random, s.rows(), s.qkvWidth(), 1);
                var dout = normal(device, random, s.rows(), s.queryWidth(), 2);
                var out = Tensor.of(device.allocate((long) s.rows() * s.queryWidth()), 0, s.rows(), s.queryWidth());
                var dqkv = Tensor.of(device.allocate((long) s.rows() * s.qkvWidth()), 0, s.rows(), s.qkvWidth());
                int cells = Math.toIntExact(k.attentionSavedCells(s));
                var saved = Tensor.of(device.allocate(cells), 0, 1, cells);
                k.attention(s, qkv, null, out, saved);
                k.attentionGradient(s, qkv, null, saved, dout, dqkv);
                return new Attended(values(k, qkv), values(k, out), values(k, dqkv));
            }
        }
    }

    @Test
    void attentionStaysInFloat32() {
        assumeBf16();
        var s = new AttentionShape(2, 100, 4, 2, 24);
        assertThat(Attended.of(s, Precision.BFLOAT16))
                .usingRecursiveComparison()
                .isEqualTo(Attended.of(s, Precision.FLOAT32));
    }

    @Test
    void sameBitsTwiceAndOnAnyLane() {
        assumeBf16();
        try (var device = HostDevice.vector(2, Precision.BFLOAT16)) {
            var random = new Random(3);
            var a = normal(device, random, 512, 128, 0);
            var b = normal(device, random, 128, 384, 0);
            var c = new Tensor[] {normal(device, random, 512, 384, 0), normal(device, random, 512, 384, 0)};
            device.run((k, lane) -> k.gemm(false, a, false, b, 0, c[lane]));
            var first = values(device.kernels(0), c[0]);
            assertThat(values(device.kernels(0), c[1])).isEqualTo(first);
            device.kernels(0).gemm(false, a, false, b, 0, c[1]);
            assertThat(values(device.kernels(0), c[1])).isEqualTo(first);
        }
    }

    @Test
    void anOptimizersProductsStayInFloat32() {
        assumeBf16();
        try (var device = HostDevice.vector(1, Precision.BFLOAT16);
                var plain = HostDevice.vector(1)) {
            var results = new float[2][];
            for (int i = 0; i < 2; i++) {
                var on = i == 0 ? device : plain;
                var random = new Random(4);
                var a = normal(on, random, 40, 24, 0);
                var c = normal(on, random, 40, 40, 0);
                on.kernels(0).float32().gemm(false, a, true, a, 0, c);
                results[i] = values(on.kernels(0), c);
            }
            assertThat(results[0]).isEqualTo(results[1]);
        }
    }
}
