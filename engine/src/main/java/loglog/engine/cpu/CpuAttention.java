package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;

import java.lang.foreign.Arena;
import loglog.engine.AttentionShape;
import loglog.engine.Precision;
import loglog.engine.Tensor;

/**
 * Causal attention, one head at a time in blocks of queries: products by {@link Blas}, softmax by {@link CausalSoftmax}. A
 * block's scores are [keys, queries], for the keys up to its own end only. Up to {@link #SAVE_UP_TO} tokens the probabilities are kept
 * for the gradient; above that, where they would take length^2 of memory, the gradient computes them anew.
 *
 * <p>In bfloat16 what the products read is rounded where it is made (queries, keys, probabilities and their gradient) or
 * copied together first (values and the output's gradient); softmax and all sums stay in float32.
 */
final class CpuAttention {
    /** Queries in a block. */
    private static final int BLOCK = Integer.getInteger("loglog.attention.block", 64);

    private static final int SAVE_UP_TO = 1024;

    private final Arena arena;
    private final boolean rounds;
    /** Bytes of an element that products read. */
    private final long bytes;

    private long scratchCells;

    // One head, [length, headWidth]: what products read, queries or keys before rounding, and sums in float32.
    private long q;
    private long k;
    private long unrounded;
    private long roundedValues;
    private long roundedDout;
    // The head's values and the output's gradient as products read them: where the caller has them, or rounded.
    private long v;
    private int vStride;
    private long dout;
    private int doutStride;
    private long dq;
    private long dk;

    // One block, [keys, queries]: scores and their gradient, and both as products read them.
    private long scores;
    private long dScores;
    private long p;
    private long ds;
    private long softmax;

    CpuAttention(Arena arena, Precision precision) {
        this.arena = arena;
        rounds = precision == Precision.BFLOAT16;
        bytes = rounds ? Bf16.SHORT_BYTES : BYTES;
    }

    private static int wholeVectors(int n) {
        return (n + L - 1) / L * L;
    }

    /** Elements of the blocks before the one that begins with query {@code from}. */
    private static long elementsBefore(int from) {
        long blocks = from / BLOCK;
        return BLOCK * blocks * (blocks + 1) / 2 * wholeVectors(BLOCK);
    }

    /** Elements of one head's probabilities. */
    private static long savedElements(AttentionShape s) {
        int last = (s.length() - 1) / BLOCK * BLOCK;
        return elementsBefore(last) + (long) s.length() * wholeVectors(s.length() - last);
    }

    long savedCells(AttentionShape s) {
        return s.length() <= SAVE_UP_TO
                ? (s.sequences() * s.heads() * savedElements(s) * bytes + BYTES - 1) / BYTES
                : 1;
    }

    private long savedAt(AttentionShape s, Tensor saved, int sequence, int head, int from) {
        long heads = (long) sequence * s.heads() + head;
        return address(saved) + (heads * savedElements(s) + elementsBefore(from)) * bytes;
    }

    /** Memory for one head, taken when a longer or wider head comes than any before. */
    private void reserve(AttentionShape s) {
        long head = (long) wholeVectors(s.length()) * wholeVectors(s.headWidth());
        long block = (long) wholeVectors(s.length()) * wholeVectors(Math.min(BLOCK, s.length()));
        long cells = 7 * head + 4 * block + CausalSoftmax.SCRATCH_CELLS;
        if (cells <= scratchCells) {
            return;
        }
        scratchCells = cells;
        q = HostStorage.allocate(arena, cells).segment().address();
        k = q + head * BYTES;
        roundedValues = k + head * BYTES;
        roundedDout = roundedValues + head * BYTES;
        unrounded = roundedDout + head * BYTES;
        dq = unrounded + head * BYTES;
        dk = dq + head * BYTES;
        scores = dk + head * BYTES;
        dScores = scores + block * BYTES;
        p = dScores + block * BYTES;
        ds = p + block * BYTES;
        softmax = ds + block * BYTES;
    }

    /** Copies a head's rows together, turned and scaled, as products read them. */
    private void pack(AttentionShape s, long from, int stride, long to, Tensor rope, float scale) {
        int width = s.headWidth();
        long packed = rounds ? unrounded : to;
        copy(s, from, stride * BYTES, packed, width * BYTES, rope, 1, scale);
        if (rounds) {
            Bf16.round(packed, to, s.length() * width);
        }
    }

    /** The opposite of {@link #pack}, of a sum in float32. */
    private static void unpack(AttentionShape s, long from, long to, int stride, Tensor rope, float scale) {
        copy(s, from, s.headWidth() * BYTES, to, stride * BYTES, rope, -1, scale);
    }

    private static void copy(
            AttentionShape s,
            long from,
            long fromStride,
            long to,
            long toStride,
            Tensor rope,
            float direction,
            float scale) {
        int width = s.headWidth();
        if (rope == null) {
            Rope.scale(from, fromStride, to, toStride, s.length(), width, scale);
        } else {
            long angles = rope.stride() * BYTES;
            Rope.turn(from, fromStride, to, toStride, address(rope), angles, s.length(), width, direction, scale);
        }
    }

    private static void round(AttentionShape s, long from, int stride, long to) {
        int width = s.headWidth();
        Bf16.round(from, stride * BYTES, to, width * Bf16.SHORT_BYTES, s.length(), width);
    }

    /** Makes queries, keys and values of a head ready; keys and values of a group's first head serve them all. */
    private void read(AttentionShape s, long row, int stride, int head, Tensor rope) {
        int width = s.headWidth();
        int group = s.heads() / s.kvHeads();
        if (head % group == 0) {
            long keys = row + (s.queryWidth() + (long) head / group * width) * BYTES;
            long values = keys + s.keyWidth() * BYTES;
            pack(s, keys, stride, k, rope, 1);
            if (rounds) {
                vStride = width;
                round(s, values, stride, roundedValues);
                v = roundedValues;
            } else {
                vStride = stride;
                v = values;
            }
        }
        pack(s, row + (long) head * width * BYTES, stride, q, rope, s.scale());
    }

    private void readGradient(AttentionShape s, long from, int stride) {
        if (rounds) {
            doutStride = s.headWidth();
            round(s, from, stride, roundedDout);
            dout = roundedDout;
        } else {
            doutStride = stride;
            dout = from;
        }
    }

    private void product(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int inner,
            long a,
            int lda,
            long b,
            int ldb,
            float beta,
            long c,
            int ldc) {
        if (rounds) {
            Blas.gemmBf16(transposeA, transposeB, m, n, inner, a, lda, b, ldb, beta, c, ldc);
        } else {
            Blas.gemm(transposeA, transposeB, m, n, inner, a, lda, b, ldb, beta, c, ldc);
        }
    }

    /** Probabilities of queries {@code from} to {@code end - 1} for keys 0 to {@code end - 1}, into {@code to} in float32. */
    private void probabilities(AttentionShape s, int from, int end, long to) {
        int width = s.headWidth();
        int stride = wholeVectors(end - from);
        long queries = q + from * width * bytes;
        product(false, true, end, end - from, width, k, width, queries, width, 0, to, stride);
        CausalSoftmax.forward(to, stride, from, end - from, end, softmax);
    }

    void forward(AttentionShape s, Tensor qkv, Tensor rope, Tensor out, Tensor saved) {
        reserve(s);
        int width = s.headWidth();
        boolean save = saved.cols() > 1;
        for (int b = 0; b < s.sequences(); b++) {
            long row = address(qkv) + (long) b * s.length() * qkv.stride() * BYTES;
            long outRow = address(out) + (long) b * s.length() * out.stride() * BYTES;
            for (int h = 0; h < s.heads(); h++) {
                read(s, row, qkv.stride(), h, rope);
                for (int from = 0; from < s.length(); from += BLOCK) {
                    int end = Math.min(from + BLOCK, s.length());
                    int stride = wholeVectors(end - from);
                    long read = save ? savedAt(s, saved, b, h, from) : p;
                    probabilities(s, from, end, rounds ? scores : read);
                    if (rounds) {
                        Bf16.round(scores, read, end * stride);
                    }
                    long to = outRow + ((long) from * out.stride() + (long) h * width) * BYTES;
                    product(true, false, end - from, width, end, read, stride, v, vStride, 0, to, out.stride());
                }
            }
        }
    }

    void gradient(AttentionShape s, Tensor qkv, Tensor rope, Tensor saved, Tensor dout, Tensor dqkv) {
        reserve(s);
        int width = s.headWidth();
        int group = s.heads() / s.kvHeads();
        for (int b = 0; b < s.sequences(); b++) {
            long row = address(qkv) + (long) b * s.length() * qkv.stride() * BYTES;
            long dRow = address(dqkv) + (long) b * s.length() * dqkv.stride() * BYTES;
            long doutRow = address(dout) + (long) b * s.length() * dout.stride() * BYTES;
            for (int h = 0; h < s.heads(); h++) {
                long keyColumn = (s.queryWidth() + (long) h / group * width) * BYTES;
                long valueColumn = keyColumn + s.keyWidth() * BYTES;
                long headColumn = (long) h * width * BYTES;
                read(s, row, qkv.stride(), h, rope);
                readGradient(s, doutRow + headColumn, dout.stride());
                headGradient(s, saved, b, h, dRow + valueColumn, dqkv.stride(), h % group == 0);
                unpack(s, dq, dRow + headColumn, dqkv.stride(), rope, s.scale());
                if (h % group == group - 1) {
                    centre(s);
                    unpack(s, dk, dRow + keyColumn, dqkv.stride(), rope, 1);
                }
            }
        }
    }

    /**
     * Takes the mean over all keys from dK. Moving every key alike moves every score of a query alike, which softmax does
     * not see, so the mean is zero but for rounding; the gradient of the keys' bias is that rounding, and Adam would make a
     * full step of it.
     */
    private void centre(AttentionShape s) {
        int width = s.headWidth();
        Softmax.fill(dq, 0, width, 0);
        Elementwise.addColumnSums(dk, s.length(), width, dq, width);
        Elementwise.addToRows(-1f / s.length(), dq, dk, width * BYTES, s.length(), width);
    }

    /**
     * With P the probabilities of a block of queries: dV += P' dO, dP = dO V', dS = P (dP - rowsum(P dP)), dQ = dS K, dK +=
     * dS' Q; P, dP and dS are stored transposed. The last block comes first: it reaches every key, so it overwrites where
     * the others add.
     */
    private void headGradient(
            AttentionShape s, Tensor saved, int sequence, int head, long dvalues, int dvalueStride, boolean overwrite) {
        int width = s.headWidth();
        boolean save = saved.cols() > 1;
        int last = (s.length() - 1) / BLOCK * BLOCK;
        for (int from = last; from >= 0; from -= BLOCK) {
            int end = Math.min(from + BLOCK, s.length());
            int rows = end - from;
            int stride = wholeVectors(rows);
            float beta = overwrite && from == last ? 0 : 1;
            long read = save ? savedAt(s, saved, sequence, head, from) : p;
            long exact = rounds ? scores : read;
            if (!save) {
                probabilities(s, from, end, exact);
                if (rounds) {
                    Bf16.round(exact, read, end * stride);
                }
            } else if (rounds) {
                Bf16.widen(read, exact, end * stride);
            }
            long d = dout + from * doutStride * bytes;
            product(false, false, end, width, rows, read, stride, d, doutStride, beta, dvalues, dvalueStride);
            product(false, true, end, rows, width, v, vStride, d, doutStride, 0, dScores, stride);
            CausalSoftmax.gradient(exact, dScores, dScores, stride, from, rows, end);
            long readGradient = dScores;
            if (rounds) {
                Bf16.round(dScores, ds, end * stride);
                readGradient = ds;
            }
            long dQueries = dq + (long) from * width * BYTES;
            product(true, false, rows, width, end, readGradient, stride, k, width, 0, dQueries, width);
            long queries = q + from * width * bytes;
            product(false, false, end, width, rows, readGradient, stride, queries, width, beta, dk, width);
        }
    }

    /** One query per head over a cache; q [1, queryWidth], scores in the scratch of one row. In float32 always. */
    void step(AttentionShape s, Tensor query, Tensor keys, Tensor values, int position, Tensor out) {
        reserve(new AttentionShape(1, keys.rows(), s.heads(), s.kvHeads(), s.headWidth()));
        int width = s.headWidth();
        int group = s.heads() / s.kvHeads();
        int n = position + 1;
        for (int h = 0; h < s.heads(); h++) {
            long column = (long) (h / group) * width * BYTES;
            long head = (long) h * width * BYTES;
            Rope.scale(address(query) + head, q, width, s.scale());
            Blas.gemm(false, true, 1, n, width, q, width, address(keys) + column, keys.stride(), 0, scores, n);
            // Whole vectors only: compiled code boxes the last part of a vector on every call. What is added weighs
            // 1e-38.
            Softmax.fill(scores, n, wholeVectors(n), Float.NEGATIVE_INFINITY);
            Softmax.softmax(scores, wholeVectors(n));
            Blas.gemm(
                    false,
                    false,
                    1,
                    width,
                    n,
                    scores,
                    n,
                    address(values) + column,
                    values.stride(),
                    0,
                    address(out) + head,
                    width);
        }
    }
}
