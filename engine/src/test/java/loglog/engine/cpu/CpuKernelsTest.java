package loglog.engine.cpu;

import loglog.engine.AdamWStep;
import loglog.engine.AttentionShape;
import loglog.engine.Pair;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast kernels compute what the plain ones do, at widths that do and do not fill vectors, and write nothing else. */
class CpuKernelsTest {
    private static final int TRIES = 40;

    @Property(tries = TRIES)
    void productsAgree(
            @ForAll @IntRange(min = 1, max = 70) int m,
            @ForAll @IntRange(min = 1, max = 70) int n,
            @ForAll @IntRange(min = 1, max = 70) int k,
            @ForAll boolean ta,
            @ForAll boolean tb,
            @ForAll boolean add) {
        try (var pair = new Pair(m * 71 + n)) {
            pair.normal(ta ? k : m, ta ? m : k, 3)
                    .normal(tb ? n : k, tb ? k : n, 5)
                    .normal(m, n, 2)
                    .agree(2e-5, (kernels, t) -> kernels.gemm(ta, t.get(0), tb, t.get(1), add ? 1 : 0, t.get(2)));
        }
    }

    @Property(tries = TRIES)
    void productsOfOneRowAgree(
            @ForAll @IntRange(min = 1, max = 150) int in, @ForAll @IntRange(min = 1, max = 150) int out) {
        try (var pair = new Pair(in * 71 + out)) {
            pair.normal(1, in)
                    .normal(out, in, 3)
                    .normal(in, out, 5)
                    .normal(1, out)
                    .normal(1, out)
                    .agree(2e-5, (k, t) -> {
                        k.row(true, t.get(0), t.get(1), t.get(3));
                        k.row(false, t.get(0), t.get(2), t.get(4));
                    });
        }
    }

    /** Rows that are longer than those of the property. */
    @ParameterizedTest
    @ValueSource(ints = {256, 320, 688, 1024})
    void productsOfOneLongRowAgree(int in) {
        try (var pair = new Pair(in)) {
            pair.normal(1, in)
                    .normal(70, in, 3)
                    .normal(1, 70)
                    .agree(2e-5, (k, t) -> k.row(true, t.get(0), t.get(1), t.get(2)));
        }
    }

    @Property(tries = TRIES)
    void sumsAgree(@ForAll @IntRange(min = 1, max = 90) int d, @ForAll @IntRange(min = 0, max = 3) int gap) {
        try (var pair = new Pair(d)) {
            pair.normal(7, d, gap).normal(7, d, gap).normal(1, 4, 0).agree(1e-5, (k, t) -> {
                k.add(0.3f, t.get(0), t.get(1));
                k.scaleAdd(-0.7f, t.get(0), 1.3f, t.get(1));
                k.write(new float[] {(float) k.sum(t.get(0)), (float) k.sumOfSquares(t.get(1)), 0, 0}, t.get(2));
            });
            pair.agree(1e-5, (k, t) -> k.fill(t.get(0), 0.5f));
            pair.agree(1e-5, (k, t) -> k.copy(t.get(1), t.get(0)));
        }
    }

    @Property(tries = TRIES)
    void biasesAgree(@ForAll @IntRange(min = 1, max = 90) int d) {
        try (var pair = new Pair(d)) {
            pair.normal(1, d).normal(9, d, 2).normal(1, d).agree(1e-5, (k, t) -> {
                k.addBias(t.get(0), t.get(1));
                k.biasGradient(t.get(1), t.get(2));
            });
        }
    }

    @Property(tries = TRIES)
    void embeddingsAgree(@ForAll @IntRange(min = 1, max = 50) int d, @ForAll boolean learnedPositions) {
        try (var pair = new Pair(d)) {
            pair.ints(12, 0, 9)
                    .normal(9, d)
                    .normal(6, d)
                    .normal(12, d)
                    .normal(9, d)
                    .normal(6, d)
                    .agree(1e-5, (k, t) -> {
                        k.embed(t.get(0), t.get(1), learnedPositions ? t.get(2) : null, 6, t.get(3));
                        k.embedGradient(t.get(0), t.get(3), 6, t.get(4), learnedPositions ? t.get(5) : null);
                    });
        }
    }

    @Property(tries = TRIES)
    void rmsNormsAgree(@ForAll @IntRange(min = 1, max = 90) int d, @ForAll boolean residual) {
        try (var pair = new Pair(d)) {
            pair.normal(5, d, 1)
                    .normal(5, d)
                    .normal(1, d)
                    .normal(5, d)
                    .normal(5, d)
                    .normal(1, 5);
            pair.agree(
                    1e-5,
                    (k, t) -> k.rmsNorm(
                            t.get(0), residual ? t.get(1) : null, t.get(2), 1e-5f, t.get(3), t.get(4), t.get(5)));
            pair.normal(5, d).normal(5, d).normal(1, d).agree(5e-5, (k, t) -> {
                var sum = residual ? t.get(3) : t.get(0);
                k.rmsNormGradient(t.get(6), sum, t.get(2), t.get(5), t.get(7), t.get(8));
            });
        }
    }

    @Property(tries = TRIES)
    void layerNormsAgree(@ForAll @IntRange(min = 3, max = 90) int d, @ForAll boolean residual) {
        try (var pair = new Pair(d)) {
            pair.normal(5, d, 1)
                    .normal(5, d)
                    .normal(1, d)
                    .normal(1, d)
                    .normal(5, d)
                    .normal(5, d)
                    .normal(5, 2);
            pair.agree(
                    1e-5,
                    (k, t) -> k.layerNorm(
                            t.get(0),
                            residual ? t.get(1) : null,
                            t.get(2),
                            t.get(3),
                            1e-5f,
                            t.get(4),
                            t.get(5),
                            t.get(6)));
            pair.normal(5, d).normal(5, d).normal(1, d).normal(1, d).agree(5e-5, (k, t) -> {
                var sum = residual ? t.get(4) : t.get(0);
                k.layerNormGradient(t.get(7), sum, t.get(2), t.get(6), t.get(8), t.get(9), t.get(10));
            });
        }
    }

    /** With the weight as it is, and as it was prepared; both ways of storing it. */
    @Property(tries = TRIES)
    void linearLayersAgree(
            @ForAll @IntRange(min = 1, max = 40) int n,
            @ForAll @IntRange(min = 1, max = 70) int in,
            @ForAll @IntRange(min = 1, max = 70) int out,
            @ForAll boolean outFirst,
            @ForAll boolean prepares) {
        int rows = outFirst ? out : in;
        int cols = outFirst ? in : out;
        try (var pair = new Pair(n + in)) {
            pair.normal(n, in, 1)
                    .normal(rows, cols)
                    .normal(n, out)
                    .normal(n, out, 2)
                    .normal(n, in)
                    .normal(rows, cols)
                    .normal(rows, cols)
                    .agree(2e-5, 6, (k, t) -> {
                        var prepared = prepares ? t.get(6) : null;
                        if (prepares) {
                            k.prepare(t.get(1), prepared);
                        }
                        k.linear(outFirst, t.get(0), t.get(1), prepared, t.get(2));
                        k.linearGradients(outFirst, t.get(0), t.get(1), prepared, t.get(3), t.get(4), t.get(5));
                    });
        }
    }

    @Property(tries = TRIES)
    void rectifiersAndSoftmaxAgree(@ForAll @IntRange(min = 1, max = 90) int d, @ForAll boolean residual) {
        try (var pair = new Pair(d)) {
            pair.normal(5, d, 1)
                    .normal(5, d)
                    .normal(1, d)
                    .normal(5, d)
                    .normal(5, d, 3)
                    .normal(5, d)
                    .normal(5, d, 2)
                    .agree(1e-5, (k, t) -> {
                        k.relu(residual ? t.get(0) : null, t.get(1), t.get(2), t.get(3), t.get(4));
                        k.reluGradient(t.get(4), t.get(5), t.get(6));
                        k.softmax(t.get(1));
                    });
        }
    }

    @Property(tries = TRIES)
    void attentionAgrees(
            @ForAll @IntRange(min = 1, max = 3) int sequences,
            @ForAll @IntRange(min = 1, max = 150) int length,
            @ForAll @IntRange(min = 1, max = 2) int kvHeads,
            @ForAll @IntRange(min = 1, max = 2) int group,
            @ForAll @IntRange(min = 1, max = 20) int halfWidth,
            @ForAll boolean rotary) {
        attentionAgrees(new AttentionShape(sequences, length, kvHeads * group, kvHeads, 2 * halfWidth), rotary);
    }

    @Example
    void attentionAgreesWhereProbabilitiesAreNotSaved() {
        attentionAgrees(new AttentionShape(1, 1100, 1, 1, 4), true);
    }

    @Example
    void attentionAgreesWhereAHeadIsOneVectorOrTwo() {
        attentionAgrees(new AttentionShape(2, 128, 4, 2, 16), true);
        attentionAgrees(new AttentionShape(1, 200, 2, 2, 32), true);
        attentionAgrees(new AttentionShape(1, 64, 1, 1, 64), true);
    }

    private static void attentionAgrees(AttentionShape s, boolean rotary) {
        try (var pair = new Pair(s.hashCode())) {
            int saved = pair.most(k -> k.attentionSavedCells(s));
            pair.normal(s.rows(), s.qkvWidth(), 1)
                    .normal(s.length(), s.headWidth())
                    .normal(s.rows(), s.queryWidth())
                    .normal(s.rows(), s.queryWidth())
                    .normal(s.rows(), s.qkvWidth())
                    .normal(1, saved)
                    .agree(5e-5, 5, (k, t) -> {
                        var rope = rotary ? t.get(1) : null;
                        var cells = t.get(5).columnsFrom(0, Math.toIntExact(k.attentionSavedCells(s)));
                        k.attention(s, t.get(0), rope, t.get(2), cells);
                        k.attentionGradient(s, t.get(0), rope, cells, t.get(3), t.get(4));
                    });
        }
    }

    @Property(tries = TRIES)
    void attentionStepsAgree(
            @ForAll @IntRange(min = 0, max = 69) int position, @ForAll @IntRange(min = 1, max = 20) int halfWidth) {
        int width = 2 * halfWidth;
        var shape = new AttentionShape(1, 1, 4, 2, width);
        try (var pair = new Pair(position)) {
            pair.normal(1, 4 * width)
                    .normal(70, 2 * width)
                    .normal(70, 2 * width)
                    .normal(1, 4 * width)
                    .normal(70, width)
                    .agree(2e-5, (k, t) -> {
                        k.rope(t.get(0), t.get(4), position, width);
                        k.attentionStep(shape, t.get(0), t.get(1), t.get(2), position, t.get(3));
                    });
        }
    }

    @Property(tries = TRIES)
    void activationsAgree(@ForAll @IntRange(min = 1, max = 90) int f) {
        try (var pair = new Pair(f)) {
            pair.normal(6, f, 1).normal(1, f).normal(6, f).normal(6, f).agree(1e-5, (k, t) -> {
                k.gelu(t.get(0), t.get(1), t.get(2));
                k.geluGradient(t.get(0), t.get(2), t.get(3));
            });
        }
        try (var pair = new Pair(f)) {
            pair.normal(6, 2 * f, 1).normal(6, f).normal(6, 2 * f).agree(1e-5, (k, t) -> {
                k.swiGlu(t.get(0), t.get(1));
                k.swiGluGradient(t.get(0), t.get(1), t.get(2));
            });
        }
    }

    @Example
    void activationsAgreeFarFromZero() {
        try (var pair = new Pair(1)) {
            pair.normal(1, 64).normal(1, 64).normal(1, 64).normal(1, 64).agree(1e-5, (k, t) -> {
                k.scaleAdd(0, t.get(0), 60, t.get(0));
                k.gelu(t.get(0), t.get(1), t.get(2));
                k.geluGradient(t.get(0), t.get(2), t.get(3));
            });
        }
    }

    @Property(tries = TRIES)
    void lossesAgree(@ForAll @IntRange(min = 2, max = 300) int vocabulary) {
        try (var pair = new Pair(vocabulary)) {
            pair.normal(10, vocabulary, 1)
                    .ints(10, -1, vocabulary)
                    .normal(1, 10)
                    .normal(1, 10);
            pair.agree(1e-5, (k, t) -> {
                k.crossEntropy(t.get(0), t.get(1), t.get(2));
                k.softmaxCrossEntropy(t.get(0), t.get(1), 0.25f, t.get(3));
            });
        }
    }

    @Property(tries = TRIES)
    void weightedLossesAgree(@ForAll @IntRange(min = 2, max = 300) int vocabulary) {
        try (var pair = new Pair(vocabulary)) {
            pair.normal(10, vocabulary, 1)
                    .ints(10, -1, vocabulary)
                    .normal(1, 10)
                    .normal(1, 10)
                    .normal(1, 10);
            pair.agree(1e-5, (k, t) -> {
                k.fill(t.get(2).columnsFrom(3, 2), 0);
                k.weightedCrossEntropy(t.get(0), t.get(1), t.get(2), t.get(3));
                k.weightedSoftmaxCrossEntropy(t.get(0), t.get(1), t.get(2), 0.25f, t.get(4));
            });
        }
    }

    @Property(tries = TRIES)
    void optimizerStepsAgree(@ForAll @IntRange(min = 1, max = 90) int n) {
        var step = new AdamWStep(0.01f, 0.001f, 0.9f, 0.95f, 1e-8f, 3);
        try (var pair = new Pair(n)) {
            pair.normal(1, n).normal(1, n).normal(1, n).normal(1, n).agree(1e-5, (k, t) -> {
                k.nesterov(0.95f, 0.5f, t.get(0), t.get(1), t.get(2));
                // A second moment as of a run under way: with zero, a small gradient's step is a quotient of two small
                // numbers, and p the difference of two large ones.
                k.fill(t.get(3), 0.5f);
                k.adamW(step, 0.5f, t.get(0), t.get(1), t.get(2), t.get(3));
            });
        }
    }
}
