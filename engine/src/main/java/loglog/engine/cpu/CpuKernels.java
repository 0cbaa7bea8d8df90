package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import loglog.engine.AdamWStep;
import loglog.engine.AttentionShape;
import loglog.engine.ColumnKernels;
import loglog.engine.Kernels;
import loglog.engine.Precision;
import loglog.engine.QuantizedMatrix;
import loglog.engine.ScoreLoss;
import loglog.engine.Tensor;

/**
 * The fast kernels of one lane: oneDNN for products, the Vector API for the rest, all on the calling thread. Here tensors
 * become addresses and rows; the arithmetic is in the classes named for it.
 */
final class CpuKernels implements Kernels {
    /** Rows up to here are few vectors wide: loops run down them. Wider ones' loops run along them. */
    private static final int MOST_DOWN_ROWS = 8 * Simd.L;

    private final CpuAttention attention;
    private final CpuColumns columns;
    private final long scratch;
    private final Bf16Product bf16;
    private final Kernels float32;
    private final RowProducts rows;
    private final QuantizedRows quantized;
    private final FloatRows floats;
    private final CpuNorms norms;
    private final CpuActivations activations;

    CpuKernels(Arena arena, Precision precision) {
        rows = new RowProducts(arena);
        attention = new CpuAttention(arena, rows);
        columns = new CpuColumns(arena);
        floats = new FloatRows(arena);
        norms = new CpuNorms(arena, floats);
        activations = new CpuActivations(floats);
        quantized = new QuantizedRows(arena);
        scratch = HostStorage.allocate(arena, Transpose.SCRATCH_CELLS).segment().address();
        boolean rounds = precision == Precision.BFLOAT16;
        bf16 = rounds ? new Bf16Product(arena) : null;
        float32 = rounds ? new CpuKernels(arena, Precision.FLOAT32) : this;
    }

    @Override
    public Kernels float32() {
        return float32;
    }

    @Override
    public ColumnKernels columns() {
        return columns;
    }

    static long row(Tensor t, int row) {
        return address(t) + (long) row * t.stride() * BYTES;
    }

    /** A contiguous tensor of float32 as one row: kernels without sums along rows need not stop at their ends. */
    static int runs(Tensor... tensors) {
        for (var t : tensors) {
            if (!t.contiguous() || t.size() > Integer.MAX_VALUE || t.precision() != Precision.FLOAT32) {
                return tensors[0].rows();
            }
        }
        return 1;
    }

    private static void sameShape(Tensor a, Tensor b) {
        if (a.rows() != b.rows() || a.cols() != b.cols()) {
            throw new IllegalArgumentException("expected one shape for both, found [%d, %d] and [%d, %d]"
                    .formatted(a.rows(), a.cols(), b.rows(), b.cols()));
        }
    }

    @Override
    public void write(float[] values, int from, Tensor to) {
        HostStorage.write(values, from, to, ValueLayout.JAVA_FLOAT);
    }

    @Override
    public void write(int[] values, int from, Tensor to) {
        HostStorage.write(values, from, to, ValueLayout.JAVA_INT);
    }

    @Override
    public void read(Tensor from, float[] values) {
        HostStorage.read(from, values);
    }

    @Override
    public void fill(Tensor t, float value) {
        int rows = runs(t);
        for (int r = 0; r < rows; r++) {
            Softmax.fill(row(t, r), 0, (int) (t.size() / rows), value);
        }
    }

    @Override
    public void copy(Tensor from, Tensor to) {
        sameShape(from, to);
        floats.copy(from, to);
    }

    @Override
    public void add(float scale, Tensor x, Tensor y) {
        scaleAdd(scale, x, 1, y);
    }

    @Override
    public void scaleAdd(float a, Tensor x, float b, Tensor y) {
        sameShape(x, y);
        int rows = runs(x, y);
        for (int r = 0; r < rows; r++) {
            Elementwise.scaleAdd(a, row(x, r), b, row(y, r), (int) (y.size() / rows));
        }
    }

    @Override
    public double sum(Tensor t) {
        double total = 0;
        int rows = runs(t);
        for (int r = 0; r < rows; r++) {
            total += Elementwise.sum(row(t, r), (int) (t.size() / rows));
        }
        return total;
    }

    @Override
    public double sumOfSquares(Tensor t) {
        double total = 0;
        int rows = runs(t);
        for (int r = 0; r < rows; r++) {
            total += Elementwise.sumOfSquares(row(t, r), (int) (t.size() / rows));
        }
        return total;
    }

    @Override
    public void gemm(boolean transposeA, Tensor a, boolean transposeB, Tensor b, float beta, Tensor c) {
        int inner = inner(transposeA, a, transposeB, b, c);
        if (bf16 != null) {
            bf16.gemm(transposeA, a, transposeB, b, beta, c);
            return;
        }
        Blas.gemm(
                transposeA,
                transposeB,
                c.rows(),
                c.cols(),
                inner,
                address(a),
                a.stride(),
                address(b),
                b.stride(),
                beta,
                address(c),
                c.stride());
    }

    /** The length of a product's sums, of shapes that fit. */
    private static int inner(boolean transposeA, Tensor a, boolean transposeB, Tensor b, Tensor c) {
        int inner = transposeA ? a.rows() : a.cols();
        if (inner != (transposeB ? b.cols() : b.rows())
                || c.rows() != (transposeA ? a.cols() : a.rows())
                || c.cols() != (transposeB ? b.rows() : b.cols())) {
            throw new IllegalArgumentException("no product: [%d, %d]%s x [%d, %d]%s into [%d, %d]"
                    .formatted(
                            a.rows(),
                            a.cols(),
                            transposeA ? "'" : "",
                            b.rows(),
                            b.cols(),
                            transposeB ? "'" : "",
                            c.rows(),
                            c.cols()));
        }
        return inner;
    }

    /** The weight transposed: oneDNN's products are a tenth slower where they have to turn the second factor. */
    @Override
    public void prepare(Tensor w, Tensor prepared) {
        if (bf16 != null) {
            Bf16Product.round(w, address(prepared));
        } else {
            long row = w.rows() * BYTES;
            Transpose.transpose(row(w, 0), w.stride() * BYTES, w.rows(), w.cols(), address(prepared), row, scratch);
        }
    }

    /** {@code c = a b} with b transposed in {@code prepared}. */
    private static void turned(Tensor a, Tensor prepared, Tensor c) {
        Blas.gemm(
                false,
                false,
                c.rows(),
                c.cols(),
                a.cols(),
                address(a),
                a.stride(),
                address(prepared),
                c.cols(),
                0,
                address(c),
                c.stride());
    }

    @Override
    public void linear(boolean outFirst, Tensor x, Tensor w, Tensor prepared, Tensor y) {
        inner(false, x, outFirst, w, y);
        if (bf16 != null) {
            bf16.linear(outFirst, x, w, prepared, y);
        } else if (outFirst && prepared != null) {
            turned(x, prepared, y);
        } else {
            gemm(false, x, outFirst, w, 0, y);
        }
    }

    @Override
    public void row(boolean outFirst, Tensor x, Tensor w, Tensor y) {
        inner(false, x, outFirst, w, y);
        if (w.precision() == Precision.BFLOAT16) {
            if (!outFirst) {
                throw new IllegalArgumentException(
                        "a row meets a weight in bfloat16 only where that is stored [out, in]");
            }
            rows.outFirst(w, floats, address(x), address(y));
        } else if (outFirst) {
            rows.outFirst(address(w), w.stride() * BYTES, w.rows(), w.cols(), address(x), address(y));
        } else {
            RowProducts.inFirst(address(w), w.stride() * BYTES, w.rows(), w.cols(), address(x), address(y));
        }
    }

    @Override
    public void row(QuantizedMatrix w, Tensor x, Tensor y) {
        ScalarBlocks.requireRow(w, x, y);
        if (QuantizedRows.SUPPORTED) {
            quantized.multiply(w, x, y);
        } else {
            ScalarBlocks.multiplyRow(w, x, y);
        }
    }

    @Override
    public void linearGradients(
            boolean outFirst, Tensor x, Tensor w, Tensor prepared, Tensor dy, Tensor dx, Tensor dw) {
        inner(false, dy, !outFirst, w, dx);
        if (bf16 != null) {
            inner(true, outFirst ? dy : x, false, outFirst ? x : dy, dw);
            bf16.linearGradients(outFirst, x, w, prepared, dy, dx, dw);
            return;
        }
        if (!outFirst && prepared != null) {
            turned(dy, prepared, dx);
        } else {
            gemm(false, dy, !outFirst, w, 0, dx);
        }
        weightGradient(outFirst, x, dy, dw);
    }

    @Override
    public void addBias(Tensor bias, Tensor y) {
        if (y.cols() <= MOST_DOWN_ROWS) {
            Elementwise.addToRows(1, address(bias), address(y), y.stride() * BYTES, y.rows(), y.cols());
            return;
        }
        for (int r = 0; r < y.rows(); r++) {
            Elementwise.add(address(bias), row(y, r), y.cols());
        }
    }

    @Override
    public void biasGradient(Tensor dy, Tensor dbias) {
        Elementwise.addColumnSums(address(dy), dy.rows(), dy.stride(), address(dbias), dy.cols());
    }

    @Override
    public void embed(Tensor tokens, Tensor table, Tensor positions, int length, Tensor x) {
        for (int r = 0; r < x.rows(); r++) {
            long embedding = row(table, token(tokens, r, table));
            if (positions == null) {
                Rope.scale(embedding, row(x, r), x.cols(), 1);
            } else {
                Elementwise.add(embedding, row(positions, r % length), row(x, r), x.cols());
            }
        }
    }

    private static int token(Tensor tokens, int r, Tensor table) {
        int token = Simd.getInt(address(tokens) + r * BYTES);
        if (token < 0 || token >= table.rows()) {
            throw new IllegalArgumentException(
                    "token " + token + " at place " + r + " is not in a vocabulary of " + table.rows());
        }
        return token;
    }

    @Override
    public void embedGradient(Tensor tokens, Tensor dx, int length, Tensor dtable, Tensor dpositions) {
        for (int r = 0; r < dx.rows(); r++) {
            Elementwise.add(row(dx, r), row(dtable, token(tokens, r, dtable)), dx.cols());
            if (dpositions != null) {
                Elementwise.add(row(dx, r), row(dpositions, r % length), dx.cols());
            }
        }
    }

    @Override
    public void rmsNorm(Tensor x, Tensor delta, Tensor gain, float epsilon, Tensor sum, Tensor y, Tensor rms) {
        norms.rms(x, delta, gain, epsilon, sum, y, rms);
    }

    @Override
    public void rmsNormGradient(Tensor dy, Tensor sum, Tensor gain, Tensor rms, Tensor dsum, Tensor dgain) {
        norms.rmsGradient(dy, sum, gain, rms, dsum, dgain);
    }

    @Override
    public void layerNorm(
            Tensor x, Tensor delta, Tensor gain, Tensor bias, float epsilon, Tensor sum, Tensor y, Tensor statistics) {
        norms.layer(x, delta, gain, bias, epsilon, sum, y, statistics);
    }

    @Override
    public void layerNormGradient(
            Tensor dy, Tensor sum, Tensor gain, Tensor statistics, Tensor dsum, Tensor dgain, Tensor dbias) {
        norms.layerGradient(dy, sum, gain, statistics, dsum, dgain, dbias);
    }

    @Override
    public void rope(Tensor x, Tensor table, int position, int headWidth) {
        long stride = x.stride() * BYTES;
        for (int head = 0; head < x.cols(); head += headWidth) {
            long at = address(x) + head * BYTES;
            long angles = row(table, position);
            Rope.turn(at, stride, at, stride, angles, table.stride() * BYTES, x.rows(), headWidth, 1, 1);
        }
    }

    @Override
    public long attentionSavedCells(AttentionShape shape) {
        return attention.savedCells(shape);
    }

    @Override
    public void attention(AttentionShape shape, Tensor qkv, Tensor rope, Tensor out, Tensor saved) {
        attention.forward(shape, qkv, rope, out, saved);
    }

    @Override
    public void attentionGradient(
            AttentionShape shape, Tensor qkv, Tensor rope, Tensor saved, Tensor dout, Tensor dqkv) {
        attention.gradient(shape, qkv, rope, saved, dout, dqkv);
    }

    @Override
    public void attentionStep(AttentionShape shape, Tensor q, Tensor keys, Tensor values, int position, Tensor out) {
        attention.step(shape, false, q, keys, values, position, out);
    }

    @Override
    public void quantize(Tensor x, Tensor blocks) {
        if (BlockRows.SUPPORTED) {
            BlockRows.quantize(x, blocks);
        } else {
            ScalarBlocks.quantize(x, blocks);
        }
    }

    @Override
    public void attentionStepOfBlocks(
            AttentionShape shape, Tensor q, Tensor keys, Tensor values, int position, Tensor out) {
        if (BlockRows.SUPPORTED) {
            attention.step(shape, true, q, keys, values, position, out);
        } else {
            ScalarBlocks.attentionStep(shape, q, keys, values, position, out);
        }
    }

    @Override
    public void gelu(Tensor x, Tensor bias, Tensor y) {
        activations.gelu(x, bias, y);
    }

    @Override
    public void geluGradient(Tensor slope, Tensor dy, Tensor dx) {
        activations.geluGradient(slope, dy, dx);
    }

    @Override
    public void swiGlu(Tensor gateUp, Tensor y) {
        activations.swiGlu(gateUp, y);
    }

    @Override
    public void swiGluGradient(Tensor gateUp, Tensor dy, Tensor dgateUp) {
        activations.swiGluGradient(gateUp, dy, dgateUp);
    }

    @Override
    public void relu(Tensor x, Tensor delta, Tensor bias, Tensor sum, Tensor y) {
        CpuActivations.relu(x, delta, bias, sum, y);
    }

    @Override
    public void reluGradient(Tensor y, Tensor dy, Tensor dsum) {
        CpuActivations.reluGradient(y, dy, dsum);
    }

    @Override
    public void softmax(Tensor t) {
        Softmax.softmax(address(t), t.stride() * BYTES, t.rows(), t.cols());
    }

    @Override
    public void softmaxCrossEntropy(Tensor logits, Tensor targets, float scale, Tensor losses) {
        CrossEntropies.withGradient(logits, targets, scale, losses);
    }

    @Override
    public void crossEntropy(Tensor logits, Tensor targets, Tensor losses) {
        CrossEntropies.of(logits, targets, losses);
    }

    @Override
    public void weightedSoftmaxCrossEntropy(Tensor logits, Tensor targets, Tensor weights, float scale, Tensor losses) {
        CrossEntropies.weightedWithGradient(logits, targets, weights, scale, losses);
    }

    @Override
    public void weightedCrossEntropy(Tensor logits, Tensor targets, Tensor weights, Tensor losses) {
        CrossEntropies.weighted(logits, targets, weights, losses);
    }

    @Override
    public void scoreLoss(ScoreLoss loss, Tensor scores, Tensor targets, Tensor weights, float scale, Tensor losses) {
        ScoreLosses.of(loss, scores, targets, weights, scale, losses);
    }

    @Override
    public void adamW(AdamWStep step, float gradientScale, Tensor p, Tensor g, Tensor m, Tensor v) {
        if (m.precision() == Precision.BFLOAT16) {
            RoundedMoments.adamW(
                    step,
                    gradientScale,
                    address(p.flat()),
                    address(g.flat()),
                    address(m.flat()),
                    address(v.flat()),
                    HostStorage.place(m),
                    p.flat().cols());
            return;
        }
        Elementwise.adamW(
                step,
                gradientScale,
                address(p.flat()),
                address(g.flat()),
                address(m.flat()),
                address(v.flat()),
                p.flat().cols());
    }

    @Override
    public void nesterov(float momentum, float gradientScale, Tensor g, Tensor m, Tensor out) {
        Elementwise.nesterov(
                momentum,
                gradientScale,
                address(g.flat()),
                address(m.flat()),
                address(out.flat()),
                g.flat().cols());
    }
}
