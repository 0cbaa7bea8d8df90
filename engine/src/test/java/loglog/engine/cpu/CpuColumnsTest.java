package loglog.engine.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import loglog.engine.AttentionShape;
import loglog.engine.Layout;
import loglog.engine.Pair;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The fast kernels of columns agree with the plain ones, and a column has the same bits wherever it stands. */
class CpuColumnsTest {
    private static final int TRIES = 20;
    private static final int N = 2 * Simd.L;

    @Property(tries = TRIES)
    void productsAgree(@ForAll @IntRange(min = 1, max = 40) int out, @ForAll @IntRange(min = 1, max = 40) int in) {
        try (var pair = new Pair(out * 41L + in)) {
            pair.normal(out, in)
                    .normal(in, out)
                    .normal(1, out)
                    .normal(in, N)
                    .normal(out, N)
                    .normal(out, N);
            pair.normal(1, pair.most(k -> k.columns().preparedCells(out, in))).agree(1e-5, 6, (k, t) -> {
                k.columns().prepare(true, t.get(0), t.get(6));
                k.columns().linear(t.get(6), t.get(2), t.get(3), t.get(4));
                k.columns().prepare(false, t.get(1), t.get(6));
                k.columns().linear(t.get(6), null, t.get(3), t.get(5));
            });
        }
    }

    @Property(tries = TRIES)
    void normsGathersAndRotationsAgree(@ForAll @IntRange(min = 1, max = 20) int half) {
        int d = 4 * half;
        try (var pair = new Pair(half)) {
            pair.normal(d, N).normal(d, N).normal(1, d).normal(1, d).normal(d, N);
            pair.ints(N, 0, 9).ints(N, 0, 5).normal(9, d).normal(5, d).normal(2 * half, N);
            pair.agree(1e-5, (k, t) -> {
                k.columns().rmsNorm(t.get(0), null, t.get(2), 1e-5f, t.get(4));
                k.columns().rmsNorm(t.get(0), t.get(1), t.get(2), 1e-5f, t.get(4));
                k.columns().layerNorm(t.get(0), t.get(1), t.get(2), t.get(3), 1e-5f, t.get(4));
                k.columns().rope(t.get(4), t.get(9), 2 * half);
                k.columns().gather(t.get(5), t.get(7), null, null, t.get(0));
                k.columns().gather(t.get(5), t.get(7), t.get(6), t.get(8), t.get(1));
            });
        }
    }

    @Property(tries = TRIES)
    void attentionAgrees(
            @ForAll @IntRange(min = 1, max = 3) int kvHeads,
            @ForAll @IntRange(min = 1, max = 20) int width,
            @ForAll @IntRange(min = 24, max = 70) int slot) {
        var shape = new AttentionShape(1, 1, 2 * kvHeads, kvHeads, width);
        int slots = 32; // the ring turns
        try (var pair = new Pair(slot * 1000L + kvHeads * 100 + width)) {
            pair.normal(2 * kvHeads * width, N)
                    .normal(slots * kvHeads * width, N)
                    .normal(slots * kvHeads * width, N)
                    .normal(2 * kvHeads * width, N)
                    .ints(N, slot - 22, slot + 1)
                    .normal(slots, N)
                    .agree(
                            1e-5,
                            4,
                            (k, t) -> k.columns()
                                    .attention(
                                            shape, t.get(0), t.get(1), t.get(2), t.get(4), slot, t.get(5), t.get(3)));
        }
    }

    @Property(tries = TRIES)
    void activationsAgree(@ForAll @IntRange(min = 1, max = 30) int f) {
        try (var pair = new Pair(f)) {
            pair.normal(2 * f, N).normal(f, N).normal(2 * f, N).agree(1e-5, 2, (k, t) -> {
                k.columns().swiGlu(t.get(0), t.get(1));
                k.columns().gelu(t.get(0), t.get(2));
            });
        }
        try (var pair = new Pair(f)) {
            pair.normal(f, N).normal(f, N).agree(1e-5, (k, t) -> k.columns().gelu(t.get(0), t.get(1)));
        }
    }

    @Property(tries = TRIES)
    void probabilitiesAgree(@ForAll @IntRange(min = 1, max = 100) int vocabulary) {
        try (var pair = new Pair(vocabulary)) {
            pair.normal(vocabulary, N)
                    .ints(N, -1, vocabulary)
                    .normal(1, N)
                    .agree(1e-5, (k, t) -> k.columns().logProbabilities(t.get(0), t.get(1), t.get(2)));
        }
    }

    /** A token for each of 64 uniform numbers, by temperatures from 0 on. */
    @Example
    void choicesAgreeAndAreThoseOfTheDistribution() {
        for (float temperature : new float[] {0, 0.5f, 1, 2}) {
            try (var pair = new Pair(1)) {
                pair.normal(23, N).normal(1, N).ints(N, 0, 1).agree(1e-5, 0, (k, t) -> {
                    var uniforms = new float[N];
                    for (int i = 0; i < N; i++) {
                        uniforms[i] = (i * 7 % N + 0.31f) / N;
                    }
                    k.write(uniforms, t.get(1));
                    var logits = new float[23 * N];
                    k.read(t.get(0), logits);
                    k.columns().choose(t.get(0), temperature, t.get(1), t.get(2));
                    var chosen = new int[N];
                    k.columns().read(t.get(2), chosen);
                    for (int c = 0; c < N; c++) {
                        assertThat(chosen[c]).isEqualTo(expected(logits, c, temperature, uniforms[c]));
                    }
                });
            }
        }
    }

    private static int expected(float[] logits, int c, double temperature, double uniform) {
        int best = 0;
        for (int v = 1; v < 23; v++) {
            best = logits[v * N + c] > logits[best * N + c] ? v : best;
        }
        if (temperature == 0) {
            return best;
        }
        double total = 0;
        for (int v = 0; v < 23; v++) {
            total += Math.exp((logits[v * N + c] - logits[best * N + c]) / temperature);
        }
        double sum = 0;
        for (int v = 0; v < 23; v++) {
            sum += Math.exp((logits[v * N + c] - logits[best * N + c]) / temperature);
            if (sum > uniform * total) {
                return v;
            }
        }
        return best;
    }

    @Example
    void logitsThatAreNoNumbersChooseNothing() {
        try (var device = HostDevice.vector(1)) {
            var k = device.kernels(0);
            var t = new Layout()
                    .add("logits", 3, N)
                    .add("uniforms", 1, N)
                    .add("tokens", 1, N)
                    .place(device);
            for (float wrong : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
                var logits = new float[3 * N];
                logits[2 * N + 1] = wrong;
                k.write(logits, t.get("logits"));
                k.columns().choose(t.get("logits"), 1, t.get("uniforms"), t.get("tokens"));
                var chosen = new int[N];
                k.columns().read(t.get("tokens"), chosen);
                assertThat(chosen[1]).isEqualTo(-1);
                assertThat(chosen[0]).isZero();
            }
        }
    }
}
