package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;

import java.lang.foreign.Arena;
import loglog.engine.AttentionShape;
import loglog.engine.Tensor;

/**
 * Causal attention, one head at a time in blocks of query rows: products by {@link Blas}, softmax by {@link Softmax}. A
 * block computes the keys up to its own end only. Up to {@link #SAVE_UP_TO} tokens the probabilities are kept for the
 * gradient; above that, where they would take length^2 of memory, the gradient computes them anew.
 */
final class CpuAttention {
    /** Queries in a block. */
    private static final int BLOCK = Integer.getInteger("loglog.attention.block", 64);

    private static final int SAVE_UP_TO = 1024;

    private final Arena arena;
    private long scratchCells;
    private long q;
    private long k;
    private long dq;
    private long dk;
    private long p;
    private long dp;

    CpuAttention(Arena arena) {
        this.arena = arena;
    }

    private static int stride(int length) {
        return (length + L - 1) / L * L;
    }

    static long savedCells(AttentionShape s) {
        return s.length() <= SAVE_UP_TO ? (long) s.sequences() * s.heads() * s.length() * stride(s.length()) : 1;
    }

    /** Memory for one head, taken when a longer or wider head comes than any before. */
    private void reserve(AttentionShape s) {
        long head = (long) (s.length() + L) * (s.headWidth() + L);
        long block = (long) Math.min(BLOCK, s.length()) * stride(s.length());
        long cells = 4 * head + 2 * block;
        if (cells <= scratchCells) {
            return;
        }
        scratchCells = cells;
        q = HostStorage.allocate(arena, cells + 8L * L).segment().address();
        k = q + head * BYTES;
        dq = k + head * BYTES;
        dk = dq + head * BYTES;
        p = dk + head * BYTES;
        dp = p + block * BYTES;
    }

    /** Copies a head's rows together, turned and scaled. */
    private static void pack(
            AttentionShape s, long from, long fromStride, long to, Tensor rope, float direction, float scale) {
        int width = s.headWidth();
        for (int i = 0; i < s.length(); i++) {
            if (rope == null) {
                Rope.scale(from + i * fromStride * BYTES, to + (long) i * width * BYTES, width, scale);
            } else {
                long angles = address(rope) + (long) i * rope.stride() * BYTES;
                Rope.turn(
                        from + i * fromStride * BYTES, to + (long) i * width * BYTES, angles, width, direction, scale);
            }
        }
    }

    /** The opposite of {@link #pack}. */
    private static void unpack(AttentionShape s, long from, long to, long toStride, Tensor rope, float scale) {
        int width = s.headWidth();
        for (int i = 0; i < s.length(); i++) {
            if (rope == null) {
                Rope.scale(from + (long) i * width * BYTES, to + i * toStride * BYTES, width, scale);
            } else {
                long angles = address(rope) + (long) i * rope.stride() * BYTES;
                Rope.turn(from + (long) i * width * BYTES, to + i * toStride * BYTES, angles, width, -1, scale);
            }
        }
    }

    /** Probabilities of queries {@code from} to {@code end - 1} for keys 0 to {@code end - 1}, into {@code to}. */
    private void probabilities(AttentionShape s, int from, int end, long to, int stride) {
        int width = s.headWidth();
        long rows = q + (long) from * width * BYTES;
        Blas.gemm(false, true, end - from, end, width, rows, width, k, width, 0, to, stride);
        for (int i = from; i < end; i++) {
            Softmax.causal(to + (long) (i - from) * stride * BYTES, i + 1, end);
        }
    }

    void forward(AttentionShape s, Tensor qkv, Tensor rope, Tensor out, Tensor saved) {
        reserve(s);
        int width = s.headWidth();
        int stride = stride(s.length());
        int group = s.heads() / s.kvHeads();
        boolean save = saved.cols() > 1;
        for (int b = 0; b < s.sequences(); b++) {
            long row = address(qkv) + (long) b * s.length() * qkv.stride() * BYTES;
            long outRow = address(out) + (long) b * s.length() * out.stride() * BYTES;
            for (int h = 0; h < s.heads(); h++) {
                long keys = row + (s.queryWidth() + (long) h / group * width) * BYTES;
                long values = keys + s.keyWidth() * BYTES;
                if (h % group == 0) {
                    pack(s, keys, qkv.stride(), k, rope, 1, 1);
                }
                pack(s, row + (long) h * width * BYTES, qkv.stride(), q, rope, 1, s.scale());
                for (int from = 0; from < s.length(); from += BLOCK) {
                    int end = Math.min(from + BLOCK, s.length());
                    long probabilities = save ? savedAt(s, saved, b, h, from) : p;
                    probabilities(s, from, end, probabilities, stride);
                    long to = outRow + ((long) from * out.stride() + (long) h * width) * BYTES;
                    Blas.gemm(
                            false,
                            false,
                            end - from,
                            width,
                            end,
                            probabilities,
                            stride,
                            values,
                            qkv.stride(),
                            0,
                            to,
                            out.stride());
                }
            }
        }
    }

    private static long savedAt(AttentionShape s, Tensor saved, int sequence, int head, int row) {
        long rows = ((long) sequence * s.heads() + head) * s.length() + row;
        return address(saved) + rows * stride(s.length()) * BYTES;
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
                boolean firstOfGroup = h % group == 0;
                if (firstOfGroup) {
                    pack(s, row + keyColumn, qkv.stride(), k, rope, 1, 1);
                }
                pack(s, row + headColumn, qkv.stride(), q, rope, 1, s.scale());
                headGradient(
                        s,
                        saved,
                        b,
                        h,
                        row + valueColumn,
                        qkv.stride(),
                        doutRow + headColumn,
                        dout.stride(),
                        dRow + valueColumn,
                        dqkv.stride(),
                        firstOfGroup);
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
        for (int i = 0; i < s.length(); i++) {
            Elementwise.scaleAdd(-1f / s.length(), dq, 1, dk + (long) i * width * BYTES, width);
        }
    }

    /**
     * With P the probabilities of a block of queries: dV += P' dO, dP = dO V', dS = P (dP - rowsum(P dP)), dQ = dS K, dK +=
     * dS' Q. The last block comes first: it reaches every key, so it overwrites where the others add.
     */
    private void headGradient(
            AttentionShape s,
            Tensor saved,
            int sequence,
            int head,
            long values,
            long valueStride,
            long dout,
            long doutStride,
            long dvalues,
            long dvalueStride,
            boolean overwrite) {
        int width = s.headWidth();
        int stride = stride(s.length());
        boolean save = saved.cols() > 1;
        int last = (s.length() - 1) / BLOCK * BLOCK;
        for (int from = last; from >= 0; from -= BLOCK) {
            int end = Math.min(from + BLOCK, s.length());
            int rows = end - from;
            float beta = overwrite && from == last ? 0 : 1;
            long probabilities = save ? savedAt(s, saved, sequence, head, from) : p;
            if (!save) {
                probabilities(s, from, end, p, stride);
            }
            long d = dout + from * doutStride * BYTES;
            long queries = q + (long) from * width * BYTES;
            Blas.gemm(true, false, end, width, rows, probabilities, stride, d, doutStride, beta, dvalues, dvalueStride);
            Blas.gemm(false, true, rows, end, width, d, doutStride, values, valueStride, 0, dp, stride);
            for (int i = 0; i < rows; i++) {
                long at = (long) i * stride * BYTES;
                Softmax.gradient(probabilities + at, dp + at, dp + at, end);
            }
            long dQueries = dq + (long) from * width * BYTES;
            Blas.gemm(false, false, rows, width, end, dp, stride, k, width, 0, dQueries, width);
            Blas.gemm(true, false, end, width, rows, dp, stride, queries, width, beta, dk, width);
        }
    }

    /** One query per head over a cache; q [1, queryWidth], scores in the scratch of one row. */
    void step(AttentionShape s, Tensor query, Tensor keys, Tensor values, int position, Tensor out) {
        reserve(new AttentionShape(1, keys.rows(), s.heads(), s.kvHeads(), s.headWidth()));
        int width = s.headWidth();
        int group = s.heads() / s.kvHeads();
        int n = position + 1;
        for (int h = 0; h < s.heads(); h++) {
            long column = (long) (h / group) * width * BYTES;
            long head = (long) h * width * BYTES;
            Rope.scale(address(query) + head, q, width, s.scale());
            Blas.gemm(false, true, 1, n, width, q, width, address(keys) + column, keys.stride(), 0, p, n);
            // Whole vectors only: compiled code boxes the last part of a vector on every call. What is added weighs
            // 1e-38.
            Softmax.fill(p, n, stride(n), Float.NEGATIVE_INFINITY);
            Softmax.causal(p, stride(n), stride(n));
            Blas.gemm(
                    false,
                    false,
                    1,
                    width,
                    n,
                    p,
                    n,
                    address(values) + column,
                    values.stride(),
                    0,
                    address(out) + head,
                    width);
        }
    }
}
