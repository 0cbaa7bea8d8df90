package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.getInt;
import static loglog.engine.cpu.Simd.set;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import loglog.engine.AttentionShape;
import loglog.engine.ColumnKernels;
import loglog.engine.Tensor;

/**
 * Columns by the Vector API: a vector holds one element of as many sequences as it has lanes, so that no sum crosses lanes. A
 * product broadcasts the weight's element and multiplies whole vectors of sequences.
 */
final class CpuColumns implements ColumnKernels {
    /** Rows of a weight that are multiplied at once. */
    private static final int ROWS = Tiles.ROWS;

    private final Arena arena;
    private final long scratch;
    private long tail;
    private int tailColumns;

    CpuColumns(Arena arena) {
        this.arena = arena;
        scratch = HostStorage.allocate(arena, 3L * L).segment().address();
    }

    private static long row(Tensor t, int row) {
        return address(t) + (long) row * t.stride() * BYTES;
    }

    private static FloatVector at(long address) {
        return FloatVector.fromMemorySegment(S, ALL, address, ORDER);
    }

    @Override
    public int multiple() {
        return L;
    }

    @Override
    public long preparedCells(int out, int in) {
        return (long) (out + ROWS - 1) / ROWS * ROWS * in;
    }

    /** Blocks of eight rows, in each of them the eight elements of a column together; rows beyond the last are zero. */
    @Override
    public void prepare(boolean outFirst, Tensor w, Tensor prepared) {
        int in = outFirst ? w.cols() : w.rows();
        int out = outFirst ? w.rows() : w.cols();
        long to = address(prepared);
        for (int block = 0; block < out; block += ROWS) {
            for (int i = 0; i < in; i++) {
                for (int r = block; r < block + ROWS; r++, to += BYTES) {
                    float value = r >= out ? 0 : get(outFirst ? row(w, r) + i * BYTES : row(w, i) + r * BYTES);
                    set(to, value);
                }
            }
        }
    }

    @Override
    public void linear(Tensor prepared, Tensor bias, Tensor x, Tensor y) {
        int in = x.rows();
        int n = y.cols();
        long rowBytes = n * BYTES;
        for (int r = 0; r < y.rows(); r += ROWS) {
            int rows = Math.min(ROWS, y.rows() - r);
            long to = rows == ROWS ? row(y, r) : tail(n);
            long block = address(prepared) + (long) r * in * BYTES;
            Tiles.product(ROWS, n, in, block, BYTES, ROWS * BYTES, address(x), rowBytes, false, to, rowBytes);
            if (rows < ROWS) {
                Rope.scale(to, row(y, r), rows * n, 1);
            }
        }
        if (bias != null) {
            for (int r = 0; r < y.rows(); r++) {
                addToAll(get(address(bias) + r * BYTES), row(y, r), n);
            }
        }
    }

    /** Room for a whole block, of which a result has only some rows. */
    private long tail(int columns) {
        if (columns > tailColumns) {
            tail = HostStorage.allocate(arena, (long) ROWS * columns).segment().address();
            tailColumns = columns;
        }
        return tail;
    }

    private static void addToAll(float value, long x, int n) {
        for (int c = 0; c < n; c += L) {
            at(x + c * BYTES).add(value).intoMemorySegment(ALL, x + c * BYTES, ORDER);
        }
    }

    @Override
    public void gather(Tensor indices, Tensor table, Tensor positions, Tensor positionTable, Tensor x) {
        long step = x.stride() * BYTES;
        for (int c = 0; c < x.cols(); c++) {
            long from = row(table, index(indices, c, table));
            long to = address(x) + c * BYTES;
            if (positionTable == null) {
                for (int r = 0; r < x.rows(); r++) {
                    set(to + r * step, get(from + r * BYTES));
                }
            } else {
                long position = row(positionTable, index(positions, c, positionTable));
                for (int r = 0; r < x.rows(); r++) {
                    set(to + r * step, get(from + r * BYTES) + get(position + r * BYTES));
                }
            }
        }
    }

    private static int index(Tensor indices, int column, Tensor table) {
        int index = getInt(address(indices) + column * BYTES);
        if (index < 0 || index >= table.rows()) {
            throw new IllegalArgumentException(
                    "index " + index + " in column " + column + " of a table of " + table.rows() + " rows");
        }
        return index;
    }

    @Override
    public void rmsNorm(Tensor x, Tensor delta, Tensor gain, float epsilon, Tensor y) {
        long step = x.stride() * BYTES;
        for (int c = 0; c < x.cols(); c += L) {
            long at = c * BYTES;
            long with = delta == null ? 0 : address(delta) + at;
            ColumnNorms.rms(address(x) + at, with, address(gain), address(y) + at, step, x.rows(), epsilon);
        }
    }

    @Override
    public void layerNorm(Tensor x, Tensor delta, Tensor gain, Tensor bias, float epsilon, Tensor y) {
        long step = x.stride() * BYTES;
        for (int c = 0; c < x.cols(); c += L) {
            long at = c * BYTES;
            long with = delta == null ? 0 : address(delta) + at;
            ColumnNorms.layer(
                    address(x) + at, with, address(gain), address(bias), address(y) + at, step, x.rows(), epsilon);
        }
    }

    @Override
    public void rope(Tensor x, Tensor angles, int headWidth) {
        long half = headWidth / 2 * (long) x.cols() * BYTES;
        for (int head = 0; head < x.rows(); head += headWidth) {
            turn(row(x, head), address(angles), half);
        }
    }

    /** A head of {@code 2 half} bytes: rows lie behind one another, and so do those of the angles. */
    private static void turn(long x, long angles, long half) {
        for (long at = 0; at < half; at += L * BYTES) {
            var a = at(x + at);
            var b = at(x + half + at);
            var cos = at(angles + at);
            var sin = at(angles + half + at);
            a.mul(cos).sub(b.mul(sin)).intoMemorySegment(ALL, x + at, ORDER);
            b.mul(cos).add(a.mul(sin)).intoMemorySegment(ALL, x + half + at, ORDER);
        }
    }

    @Override
    public void attention(
            AttentionShape shape,
            Tensor q,
            Tensor keys,
            Tensor values,
            Tensor starts,
            int slot,
            Tensor scores,
            Tensor out) {
        int n = q.cols();
        for (int c = 0; c < n; c += L) {
            long at = c * BYTES;
            ColumnAttention.attend(
                    shape,
                    address(q) + at,
                    address(keys) + at,
                    address(values) + at,
                    address(starts) + at,
                    slot,
                    scores.rows(),
                    address(scores) + at,
                    address(out) + at,
                    n * BYTES,
                    scratch);
        }
    }

    @Override
    public void swiGlu(Tensor gateUp, Tensor y) {
        int size = Math.toIntExact(y.size());
        Activations.swiGlu(address(gateUp), address(gateUp) + size * BYTES, address(y), size);
    }

    @Override
    public void gelu(Tensor x, Tensor y) {
        Activations.gelu(address(x), address(y), Math.toIntExact(y.size()));
    }

    @Override
    public void choose(Tensor logits, float temperature, Tensor uniforms, Tensor tokens) {
        long step = logits.stride() * BYTES;
        for (int c = 0; c < logits.cols(); c += L) {
            long at = c * BYTES;
            ColumnChoice.choose(
                    address(logits) + at,
                    step,
                    logits.rows(),
                    temperature,
                    address(uniforms) + at,
                    address(tokens) + at,
                    scratch);
        }
    }

    @Override
    public void logProbabilities(Tensor logits, Tensor tokens, Tensor result) {
        long step = logits.stride() * BYTES;
        for (int c = 0; c < logits.cols(); c += L) {
            long at = c * BYTES;
            ColumnChoice.logProbabilities(
                    address(logits) + at, step, logits.rows(), address(tokens) + at, address(result) + at, scratch);
        }
    }

    @Override
    public void readColumn(Tensor t, int column, int from, int count, float[] values, int at) {
        long address = row(t, from) + column * BYTES;
        long step = t.stride() * BYTES;
        for (int i = 0; i < count; i++) {
            values[at + i] = get(address + i * step);
        }
    }

    @Override
    public void writeColumn(float[] values, int at, int count, Tensor t, int column, int from) {
        long address = row(t, from) + column * BYTES;
        long step = t.stride() * BYTES;
        for (int i = 0; i < count; i++) {
            set(address + i * step, values[at + i]);
        }
    }

    @Override
    public void read(Tensor from, int[] values) {
        for (int i = 0; i < from.cols(); i++) {
            values[i] = getInt(address(from) + i * BYTES);
        }
    }
}
