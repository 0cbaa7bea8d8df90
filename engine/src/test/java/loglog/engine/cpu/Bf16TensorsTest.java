package loglog.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import loglog.engine.AttentionShape;
import loglog.engine.Kernels;
import loglog.engine.Layout;
import loglog.engine.Precision;
import loglog.engine.Tensor;
import loglog.engine.layers.RopeTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A kernel that reads a tensor in bfloat16 computes, to the bits, what it computes from the same values in float32; one that
 * writes one leaves what it leaves in float32, rounded. At widths that do and do not fill vectors, and odd ones.
 */
class Bf16TensorsTest {
    private static final int ROWS = 5;

    private final Random random = new Random(1);
    private HostDevice device;
    private Kernels k;

    @BeforeEach
    void open() {
        assumeTrue(
                HostDevice.supports(Precision.BFLOAT16),
                "skipped: this processor has no bfloat16 products to be tested");
        device = HostDevice.vector(1, Precision.BFLOAT16);
        k = device.kernels(0);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
    }

    private Tensor zeros(int rows, int cols) {
        return new Layout().add("t", rows, cols).place(device).get("t");
    }

    private Tensor rounded(int rows, int cols) {
        return new Layout()
                .add("t", rows, cols, Precision.BFLOAT16)
                .place(device)
                .get("t");
    }

    private Tensor normal(int rows, int cols) {
        var t = zeros(rows, cols);
        var values = new float[rows * cols];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        k.write(values, t);
        return t;
    }

    private Tensor round(Tensor t) {
        var to = rounded(t.rows(), t.cols());
        k.copy(t, to);
        return to;
    }

    private Tensor expand(Tensor t) {
        var to = zeros(t.rows(), t.cols());
        k.copy(t, to);
        return to;
    }

    private float[] values(Tensor t) {
        var values = new float[(int) t.size()];
        k.read(t.precision() == Precision.BFLOAT16 ? expand(t) : t, values);
        return values;
    }

    /** A tensor in bfloat16, and the same values in float32. */
    private record Both(Tensor rounded, Tensor expanded) {}

    private Both both(int rows, int cols) {
        var rounded = round(normal(rows, cols));
        return new Both(rounded, expand(rounded));
    }

    private void roundedAlike(Tensor found, Tensor float32) {
        assertThat(values(found)).isEqualTo(values(round(float32)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 31, 48, 70})
    void copiesRound(int cols) {
        var t = normal(ROWS, cols);
        var values = values(t);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(Bf16.round(values[i]) << 16);
        }
        assertThat(values(round(t))).isEqualTo(values);
        assertThat(round(t).stride()).isEqualTo((cols + 1) / 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 31, 48, 70})
    void products(int in) {
        int out = 24;
        for (boolean outFirst : new boolean[] {true, false}) {
            var x = both(ROWS, in);
            var w = outFirst ? normal(out, in) : normal(in, out);
            var y = zeros(ROWS, out);
            var expected = zeros(ROWS, out);
            k.linear(outFirst, x.rounded(), w, null, y);
            k.linear(outFirst, x.expanded(), w, null, expected);
            assertThat(values(y)).isEqualTo(values(expected));
            var dy = both(ROWS, out);
            var results = new float[2][];
            var weights = new float[2][];
            for (int i = 0; i < 2; i++) {
                var dx = zeros(ROWS, in);
                var dw = zeros(w.rows(), w.cols());
                // The float32 x was rounded in its own place by the product above.
                k.linearGradients(
                        outFirst,
                        i == 0 ? x.rounded() : x.expanded(),
                        w,
                        null,
                        i == 0 ? dy.rounded() : dy.expanded(),
                        dx,
                        dw);
                results[i] = values(dx);
                weights[i] = values(dw);
            }
            assertThat(results[0]).isEqualTo(results[1]);
            assertThat(weights[0]).isEqualTo(weights[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 31, 48, 70})
    void norms(int d) {
        var x = normal(ROWS, d);
        var delta = normal(ROWS, d);
        var gain = normal(1, d);
        var bias = normal(1, d);
        for (boolean layer : new boolean[] {true, false}) {
            var sum = zeros(ROWS, d);
            var y = zeros(ROWS, d);
            var found = rounded(ROWS, d);
            var statistics = layer ? zeros(ROWS, 2) : zeros(1, ROWS);
            for (var to : new Tensor[] {y, found}) {
                if (layer) {
                    k.layerNorm(x, delta, gain, bias, 1e-5f, sum, to, statistics);
                } else {
                    k.rmsNorm(x, delta, gain, 1e-5f, sum, to, statistics);
                }
            }
            roundedAlike(found, y);
            var kept = round(sum);
            var dy = normal(ROWS, d);
            var results = new float[2][];
            for (int i = 0; i < 2; i++) {
                var dsum = expand(delta);
                var dgain = zeros(1, d);
                var read = i == 0 ? kept : expand(kept);
                if (layer) {
                    k.layerNormGradient(dy, read, gain, statistics, dsum, dgain, zeros(1, d));
                } else {
                    k.rmsNormGradient(dy, read, gain, statistics, dsum, dgain);
                }
                results[i] = values(dsum);
            }
            assertThat(results[0]).isEqualTo(results[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 24, 32, 70})
    void attention(int headWidth) {
        var s = new AttentionShape(2, 37, 4, 2, headWidth);
        var rope = RopeTable.on(device, s.length(), headWidth, 1e4);
        for (var table : new Tensor[] {rope, null}) {
            var qkv = both(s.rows(), s.qkvWidth());
            var out = zeros(s.rows(), s.queryWidth());
            var found = rounded(s.rows(), s.queryWidth());
            var saved = zeros(1, Math.toIntExact(k.attentionSavedCells(s)));
            var none = zeros(1, 1);
            k.attention(s, qkv.expanded(), table, out, saved);
            k.attention(s, qkv.rounded(), table, found, none);
            roundedAlike(found, out);
            var dout = normal(s.rows(), s.queryWidth());
            var expected = zeros(s.rows(), s.qkvWidth());
            var gradient = zeros(s.rows(), s.qkvWidth());
            k.attentionGradient(s, qkv.expanded(), table, saved, dout, expected);
            k.attentionGradient(s, qkv.rounded(), table, none, dout, gradient);
            assertThat(values(gradient)).isEqualTo(values(expected));
            var small = rounded(s.rows(), s.qkvWidth());
            k.attentionGradient(s, qkv.rounded(), table, saved, dout, small);
            roundedAlike(small, expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 31, 48, 70})
    void activations(int f) {
        var x = normal(ROWS, f);
        var again = expand(x);
        var bias = normal(1, f);
        var y = zeros(ROWS, f);
        var found = rounded(ROWS, f);
        k.gelu(x, bias, y);
        k.gelu(again, bias, found);
        roundedAlike(found, y);
        var slope = round(x);
        var dy = normal(ROWS, f);
        var dx = zeros(ROWS, f);
        var expected = zeros(ROWS, f);
        k.geluGradient(slope, dy, dx);
        k.geluGradient(expand(slope), dy, expected);
        assertThat(values(dx)).isEqualTo(values(expected));

        var gateUp = both(ROWS, 2 * f);
        k.swiGlu(gateUp.expanded(), y);
        k.swiGlu(gateUp.rounded(), found);
        roundedAlike(found, y);
        var gradient = zeros(ROWS, 2 * f);
        var expectedGradient = zeros(ROWS, 2 * f);
        k.swiGluGradient(gateUp.rounded(), dy, gradient);
        k.swiGluGradient(gateUp.expanded(), dy, expectedGradient);
        assertThat(values(gradient)).isEqualTo(values(expectedGradient));
        var small = rounded(ROWS, 2 * f);
        k.swiGluGradient(gateUp.rounded(), dy, small);
        roundedAlike(small, expectedGradient);
    }
}
