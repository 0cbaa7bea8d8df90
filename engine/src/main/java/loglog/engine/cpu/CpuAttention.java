package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;

import java.lang.foreign.Arena;
import loglog.engine.AttentionShape;
import loglog.engine.Precision;
import loglog.engine.Tensor;

/**
 * Causal attention, one head at a time in blocks of queries: products by {@link Tiles}, softmax by {@link CausalSoftmax}. A
 * block's scores are [keys, queries], for the keys up to its own end only. Up to {@link #SAVE_UP_TO} tokens their
 * exponentials are kept for the gradient; above that, where they would take length^2 of memory, the gradient computes them
 * anew. In float32 whatever the device's precision: at heads of 32 that is faster than rounding for faster products.
 *
 * <p>A head is copied together with zeros up to whole blocks and vectors: a query of zeros changes no other's output, and its
 * gradient is zero.
 */
final class CpuAttention {
    /** Queries in a block: a tile's two vectors. The longer it is, the more is computed that is never read. */
    private static final int BLOCK = 2 * L;

    private static final long BLOCK_BYTES = BLOCK * BYTES;

    /**
     * A block's first queries, none of which sees as many of its last keys: what would be multiplied by zero is left out of
     * all products, a tenth of their arithmetic at 128 tokens. Where a vector is shorter than a tile, none.
     */
    private static final int HALF = L % Tiles.ROWS == 0 ? L : 0;

    private static final int SAVE_UP_TO = 1024;

    /** Queries are divided by it, so that exponentials are powers of two, and with them what they add to keys' gradients. */
    private static final float LN_2 = (float) Math.log(2);

    private final Arena arena;
    private final RowProducts rowProducts;

    private long scratchCells;
    private int scratchLength;
    private int scratchWidth;

    // One head, [whole blocks, whole vectors].
    private long q;
    private long k;
    private long v;
    private long dq;
    private long dk;
    private long dv;
    /** Bytes of a row of these. */
    private long row;
    /** Elements of a row. */
    private int columns;

    // One block: output or its gradient, [queries, width], and what is transposed, [width, queries].
    private long rows;
    private long transposed;

    /** Exponentials [keys, queries], then one over each query's sum. */
    private long weights;

    /** The scores' gradient, [keys, queries]. */
    private long ds;

    private long small;

    CpuAttention(Arena arena, RowProducts rowProducts) {
        this.rowProducts = rowProducts;
        this.arena = arena;
    }

    private static int wholeVectors(int n) {
        return (n + L - 1) / L * L;
    }

    private static int wholeBlocks(int n) {
        return (n + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Elements kept for the blocks before the one that begins with query {@code from}: exponentials and factors. */
    private static long elementsBefore(int from) {
        long blocks = from / BLOCK;
        return BLOCK * BLOCK * blocks * (blocks + 1) / 2 + from;
    }

    private static long savedElements(AttentionShape s) {
        return elementsBefore(wholeBlocks(s.length()));
    }

    long savedCells(AttentionShape s) {
        return s.length() <= SAVE_UP_TO ? (long) s.sequences() * s.heads() * savedElements(s) : 1;
    }

    /** Where a block's exponentials are kept, or the scratch for them. */
    private long weights(AttentionShape s, Tensor saved, int sequence, int head, int from) {
        if (saved.cols() == 1) {
            return weights;
        }
        long heads = (long) sequence * s.heads() + head;
        return address(saved) + (heads * savedElements(s) + elementsBefore(from)) * BYTES;
    }

    /** Memory for one head, taken when a longer or wider head comes than any before; all zeros for a new size. */
    private void reserve(AttentionShape s) {
        if (s.length() == scratchLength && s.headWidth() == scratchWidth) {
            return;
        }
        int length = wholeBlocks(s.length());
        columns = wholeVectors(s.headWidth());
        row = columns * BYTES;
        long head = length * row;
        long block = BLOCK * row;
        long scores = (length + 1) * BLOCK_BYTES;
        long cells = (6 * head + 2 * block + 2 * scores) / BYTES + Transpose.SCRATCH_CELLS;
        if (cells > scratchCells) {
            scratchCells = cells;
            q = HostStorage.allocate(arena, cells).segment().address();
        }
        k = q + head;
        v = k + head;
        dq = v + head;
        dk = dq + head;
        dv = dk + head;
        rows = dv + head;
        transposed = rows + block;
        weights = transposed + block;
        ds = weights + scores;
        small = ds + scores;
        Softmax.fill(q, 0, Math.toIntExact(cells), 0);
        scratchLength = s.length();
        scratchWidth = s.headWidth();
    }

    /** Copies a head's rows, turned forwards or back, and scaled. */
    private static void copy(
            AttentionShape s, long from, long fromRow, long to, long toRow, Tensor rope, float direction, float scale) {
        int width = s.headWidth();
        if (rope == null) {
            Rope.scale(from, fromRow, to, toRow, s.length(), width, scale);
        } else {
            long angles = rope.stride() * BYTES;
            Rope.turn(from, fromRow, to, toRow, address(rope), angles, s.length(), width, direction, scale);
        }
    }

    private static boolean isRounded(Tensor t) {
        return t.precision() == Precision.BFLOAT16;
    }

    /** {@link #copy} of what may be in bfloat16. */
    private static void take(
            AttentionShape s, boolean rounded, long from, long fromRow, long to, long toRow, Tensor rope, float scale) {
        if (!rounded) {
            copy(s, from, fromRow, to, toRow, rope, 1, scale);
            return;
        }
        Bf16.expandRows(from, fromRow, to, toRow, s.length(), s.headWidth());
        if (rope != null || scale != 1) {
            copy(s, to, toRow, to, toRow, rope, 1, scale);
        }
    }

    /** A gradient from its scratch, turned back there first where it goes out in bfloat16. */
    private static void give(
            AttentionShape s, boolean rounded, long from, long fromRow, long to, long toRow, Tensor rope, float scale) {
        if (!rounded) {
            copy(s, from, fromRow, to, toRow, rope, -1, scale);
            return;
        }
        if (rope != null || scale != 1) {
            copy(s, from, fromRow, from, fromRow, rope, -1, scale);
        }
        Bf16.roundRows(from, fromRow, to, toRow, s.length(), s.headWidth());
    }

    /** Makes queries, keys and values of a head ready; keys and values of a group's first head serve them all. */
    private void read(AttentionShape s, Tensor qkv, long sequence, int head, Tensor rope) {
        boolean rounded = isRounded(qkv);
        long bytes = rounded ? Bf16.SHORT_BYTES : BYTES;
        long stride = qkv.stride() * BYTES;
        long at = address(qkv) + sequence * stride;
        int width = s.headWidth();
        int group = s.heads() / s.kvHeads();
        if (head % group == 0) {
            long keys = at + (s.queryWidth() + (long) head / group * width) * bytes;
            take(s, rounded, keys, stride, k, row, rope, 1);
            take(s, rounded, keys + s.keyWidth() * bytes, stride, v, row, null, 1);
        }
        take(s, rounded, at + (long) head * width * bytes, stride, q, row, rope, s.scale() * Simd.LOG2_E);
    }

    /** Exponentials of the scores of queries {@code from} on for all keys up to theirs, and one over their sums. */
    private void weigh(AttentionShape s, int from, long to) {
        int end = from + BLOCK;
        Transpose.transpose(q + from * row, row, BLOCK, columns, transposed, BLOCK_BYTES, small);
        scores(end, s.headWidth(), k, row, transposed, to);
        CausalSoftmax.forward(to, from, to + end * BLOCK_BYTES);
    }

    // A block's products.

    /** {@code to = keys queries'}, [end, BLOCK], with the queries transposed. */
    private static void scores(int end, int width, long keys, long row, long queries, long to) {
        int common = end - HALF;
        Tiles.product(common, BLOCK, width, keys, row, BYTES, queries, BLOCK_BYTES, false, to, BLOCK_BYTES);
        long lastKeys = keys + common * row;
        long lastQueries = queries + HALF * BYTES;
        long last = to + common * BLOCK_BYTES + HALF * BYTES;
        Tiles.product(HALF, HALF, width, lastKeys, row, BYTES, lastQueries, BLOCK_BYTES, false, last, BLOCK_BYTES);
    }

    /** {@code to = weights' values}, [BLOCK, columns]. */
    private static void sumOverKeys(int end, long weights, long values, long row, int columns, long to) {
        Tiles.product(HALF, columns, end - HALF, weights, BYTES, BLOCK_BYTES, values, row, false, to, row);
        long last = weights + HALF * BYTES;
        Tiles.product(BLOCK - HALF, columns, end, last, BYTES, BLOCK_BYTES, values, row, false, to + HALF * row, row);
    }

    /** {@code to = weights queries} or {@code to += weights queries}, [end, columns]. */
    private static void sumOverQueries(
            int end, long weights, long queries, long row, int columns, boolean add, long to) {
        int common = end - HALF;
        Tiles.product(common, columns, BLOCK, weights, BLOCK_BYTES, BYTES, queries, row, add, to, row);
        long last = weights + common * BLOCK_BYTES + HALF * BYTES;
        long lastQueries = queries + HALF * row;
        Tiles.product(HALF, columns, HALF, last, BLOCK_BYTES, BYTES, lastQueries, row, add, to + common * row, row);
    }

    void forward(AttentionShape s, Tensor qkv, Tensor rope, Tensor out, Tensor saved) {
        reserve(s);
        long outStride = out.stride() * BYTES;
        for (int b = 0; b < s.sequences(); b++) {
            long sequence = (long) b * s.length();
            for (int h = 0; h < s.heads(); h++) {
                read(s, qkv, sequence, h, rope);
                long bytes = isRounded(out) ? Bf16.SHORT_BYTES : BYTES;
                long to = address(out) + sequence * outStride + (long) h * s.headWidth() * bytes;
                for (int from = 0; from < s.length(); from += BLOCK) {
                    int end = from + BLOCK;
                    long weights = weights(s, saved, b, h, from);
                    weigh(s, from, weights);
                    sumOverKeys(end, weights, v, row, columns, rows);
                    int queries = Math.min(end, s.length()) - from;
                    long factors = weights + end * BLOCK_BYTES;
                    long at = to + from * outStride;
                    if (isRounded(out)) {
                        Elementwise.scaleRows(rows, row, factors, rows, row, queries, s.headWidth());
                        Bf16.roundRows(rows, row, at, outStride, queries, s.headWidth());
                    } else {
                        Elementwise.scaleRows(rows, row, factors, at, outStride, queries, s.headWidth());
                    }
                }
            }
        }
    }

    void gradient(AttentionShape s, Tensor qkv, Tensor rope, Tensor saved, Tensor dout, Tensor dqkv) {
        reserve(s);
        long width = s.headWidth() * BYTES;
        int group = s.heads() / s.kvHeads();
        long doutStride = dout.stride() * BYTES;
        long dqkvStride = dqkv.stride() * BYTES;
        boolean rounded = isRounded(dqkv);
        long bytes = rounded ? Bf16.SHORT_BYTES : BYTES;
        long out = s.headWidth() * bytes;
        for (int b = 0; b < s.sequences(); b++) {
            long sequence = (long) b * s.length();
            long to = address(dqkv) + sequence * dqkvStride;
            for (int h = 0; h < s.heads(); h++) {
                read(s, qkv, sequence, h, rope);
                headGradient(s, saved, b, h, address(dout) + sequence * doutStride + h * width, doutStride);
                give(s, rounded, dq, row, to + h * out, dqkvStride, rope, s.scale());
                if (h % group == group - 1) {
                    center(s);
                    long keys = to + (s.queryWidth() + (long) h / group * s.headWidth()) * bytes;
                    give(s, rounded, dk, row, keys, dqkvStride, rope, LN_2);
                    give(s, rounded, dv, row, keys + s.keyWidth() * bytes, dqkvStride, null, 1);
                }
            }
        }
    }

    /**
     * Takes the mean over all keys from dK. Moving every key alike moves every score of a query alike, which softmax does
     * not see, so the mean is zero but for rounding; the gradient of the keys' bias is that rounding, and Adam would make a
     * full step of it.
     */
    private void center(AttentionShape s) {
        int width = s.headWidth();
        Softmax.fill(rows, 0, width, 0);
        Elementwise.addColumnSums(dk, s.length(), columns, rows, width);
        Elementwise.addToRows(-1f / s.length(), rows, dk, row, s.length(), width);
    }

    /**
     * With E the exponentials of a block of queries, f one over their sums and G = f dO: dV += E' G, dS = E (V G' - f
     * colsum(E V G')), dQ = dS' K, dK += dS Q, where E and dS stand as [keys, queries]. The last block comes first: it
     * reaches every key, so it overwrites where the others add.
     */
    private void headGradient(AttentionShape s, Tensor saved, int sequence, int head, long dout, long doutStride) {
        boolean first = head % (s.heads() / s.kvHeads()) == 0;
        int last = wholeBlocks(s.length()) - BLOCK;
        for (int from = last; from >= 0; from -= BLOCK) {
            int end = from + BLOCK;
            boolean add = !first || from != last;
            long weights = weights(s, saved, sequence, head, from);
            if (saved.cols() == 1) {
                weigh(s, from, weights);
            }
            long factors = weights + end * BLOCK_BYTES;
            int queries = Math.min(end, s.length()) - from;
            Elementwise.scaleRows(dout + from * doutStride, doutStride, factors, rows, row, queries, s.headWidth());
            Softmax.fill(rows, queries * columns, BLOCK * columns, 0);
            Transpose.transpose(rows, row, BLOCK, columns, transposed, BLOCK_BYTES, small);
            scores(end, s.headWidth(), v, row, transposed, ds);
            CausalSoftmax.gradient(weights, ds, from, factors);
            // Only now, when a pass in their order has brought the exponentials into the cache.
            sumOverQueries(end, weights, rows, row, columns, add, dv);
            sumOverKeys(end, ds, k, row, columns, dq + from * row);
            sumOverQueries(end, ds, q + from * row, row, columns, add, dk);
        }
    }

    /**
     * One query per head over a cache; q [1, queryWidth], scores in the scratch of one block.
     *
     * @param blocks whether keys and values are in blocks, which {@link BlockRows} reads
     */
    void step(AttentionShape s, boolean blocks, Tensor query, Tensor keys, Tensor values, int position, Tensor out) {
        reserve(new AttentionShape(1, keys.rows(), s.heads(), s.kvHeads(), s.headWidth()));
        int width = s.headWidth();
        int group = s.heads() / s.kvHeads();
        int n = position + 1;
        for (int h = 0; h < s.heads(); h++) {
            int column = h / group * width;
            long at = blocks ? BlockRows.place(column) : column * BYTES;
            long head = (long) h * width * BYTES;
            Rope.scale(address(query) + head, q, width, s.scale());
            if (blocks) {
                BlockRows.outFirst(rowProducts, address(keys) + at, keys.stride() * BYTES, n, width, q, weights);
            } else {
                rowProducts.outFirst(address(keys) + at, keys.stride() * BYTES, n, width, q, weights);
            }
            // Whole vectors only: compiled code boxes the last part of a vector on every call. What is added weighs
            // 1e-38.
            Softmax.fill(weights, n, wholeVectors(n), Float.NEGATIVE_INFINITY);
            Softmax.softmax(weights, wholeVectors(n));
            if (blocks) {
                BlockRows.inFirst(
                        address(values) + at, values.stride() * BYTES, n, width, weights, address(out) + head);
            } else {
                RowProducts.inFirst(
                        address(values) + at, values.stride() * BYTES, n, width, weights, address(out) + head);
            }
        }
    }
}
