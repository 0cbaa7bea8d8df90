package loglog.engine.cpu;

import static loglog.engine.cpu.Simd.ALL;
import static loglog.engine.cpu.Simd.BYTES;
import static loglog.engine.cpu.Simd.L;
import static loglog.engine.cpu.Simd.ORDER;
import static loglog.engine.cpu.Simd.S;
import static loglog.engine.cpu.Simd.get;
import static loglog.engine.cpu.Simd.set;
import static loglog.engine.cpu.Simd.sum;
import static loglog.engine.cpu.Simd.sumInAll;

import java.lang.foreign.Arena;
import jdk.incubator.vector.FloatVector;
import loglog.engine.Tensor;

/**
 * Layer norm of many rows of whole vectors, to the bits of {@link Norms}, in two thirds of the time: blocks of rows stay in the
 * first-level cache. What a row sums is summed row by row; all else is done a vector wide down the rows, with gain, bias and their
 * gradients in registers.
 */
final class NormRows {
    private static final int BLOCK = 16;

    /** Of a row's statistics, and of what a gradient takes from it. */
    private static final long PAIR = 2 * BYTES;

    /** For each row of a block: the means of dy * gain, and of that times normalized. */
    private final long means;

    NormRows(Arena arena) {
        means = HostStorage.allocate(arena, 2L * BLOCK).segment().address();
    }

    private static long stride(Tensor t) {
        return t.stride() * BYTES;
    }

    /** As {@link loglog.engine.Kernels#layerNorm}, with a delta. */
    static void layerOfSums(
            Tensor x, Tensor delta, Tensor gain, Tensor bias, float epsilon, Tensor sum, Tensor y, Tensor statistics) {
        int d = x.cols();
        for (int from = 0; from < x.rows(); from += BLOCK) {
            int rows = Math.min(BLOCK, x.rows() - from);
            for (int r = from; r < from + rows; r++) {
                statistics(
                        CpuKernels.row(x, r),
                        CpuKernels.row(delta, r),
                        CpuKernels.row(sum, r),
                        CpuKernels.row(statistics, r),
                        d,
                        epsilon);
            }
            for (long at = 0; at < d * BYTES; at += L * BYTES) {
                normalize(
                        CpuKernels.row(sum, from) + at,
                        stride(sum),
                        HostStorage.address(gain) + at,
                        HostStorage.address(bias) + at,
                        CpuKernels.row(y, from) + at,
                        stride(y),
                        CpuKernels.row(statistics, from),
                        stride(statistics),
                        rows);
            }
        }
    }

    /** {@code sum = x + delta}, its mean and 1 / deviation; the square root is taken of one number, not of a vector of the same. */
    private static void statistics(long x, long delta, long sum, long statistics, int d, float epsilon) {
        var total = FloatVector.zero(S);
        for (int i = 0; i < d; i += L) {
            var v = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER)
                    .add(FloatVector.fromMemorySegment(S, ALL, delta + i * BYTES, ORDER));
            v.intoMemorySegment(ALL, sum + i * BYTES, ORDER);
            total = total.add(v);
        }
        // By a power of two, the product with its reciprocal is the same number, sooner.
        var mean =
                (d & d - 1) == 0 ? sumInAll(total).mul(1f / d) : sumInAll(total).div(d);
        var squares = FloatVector.zero(S);
        for (int i = 0; i < d; i += L) {
            var v = FloatVector.fromMemorySegment(S, ALL, sum + i * BYTES, ORDER)
                    .sub(mean);
            squares = v.fma(v, squares);
        }
        set(statistics, mean.lane(0));
        set(statistics + BYTES, 1 / (float) Math.sqrt(sum(squares) / d + epsilon));
    }

    private static void normalize(
            long x, long xRow, long gain, long bias, long y, long yRow, long statistics, long statisticsRow, int rows) {
        var g = FloatVector.fromMemorySegment(S, ALL, gain, ORDER);
        var b = FloatVector.fromMemorySegment(S, ALL, bias, ORDER);
        for (int r = 0; r < rows; r++) {
            FloatVector.fromMemorySegment(S, ALL, x + r * xRow, ORDER)
                    .sub(get(statistics + r * statisticsRow))
                    .mul(get(statistics + r * statisticsRow + BYTES))
                    .fma(g, b)
                    .intoMemorySegment(ALL, y + r * yRow, ORDER);
        }
    }

    /** As {@link loglog.engine.Kernels#layerNormGradient}. */
    void layerGradient(Tensor dy, Tensor sum, Tensor gain, Tensor statistics, Tensor dsum, Tensor dgain, Tensor dbias) {
        int d = sum.cols();
        for (int from = 0; from < sum.rows(); from += BLOCK) {
            int rows = Math.min(BLOCK, sum.rows() - from);
            for (int r = 0; r < rows; r++) {
                means(
                        CpuKernels.row(dy, from + r),
                        CpuKernels.row(sum, from + r),
                        HostStorage.address(gain),
                        CpuKernels.row(statistics, from + r),
                        means + r * PAIR,
                        d);
            }
            for (long at = 0; at < d * BYTES; at += L * BYTES) {
                gradient(
                        CpuKernels.row(dy, from) + at,
                        stride(dy),
                        CpuKernels.row(sum, from) + at,
                        stride(sum),
                        HostStorage.address(gain) + at,
                        CpuKernels.row(statistics, from),
                        stride(statistics),
                        means,
                        CpuKernels.row(dsum, from) + at,
                        stride(dsum),
                        HostStorage.address(dgain) + at,
                        HostStorage.address(dbias) + at,
                        rows);
            }
        }
    }

    private static void means(long dy, long x, long gain, long statistics, long to, int d) {
        float mean = get(statistics);
        float inverse = get(statistics + BYTES);
        var totals = FloatVector.zero(S);
        var products = FloatVector.zero(S);
        for (int i = 0; i < d; i += L) {
            var g = FloatVector.fromMemorySegment(S, ALL, dy + i * BYTES, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, ALL, gain + i * BYTES, ORDER));
            var normalized = FloatVector.fromMemorySegment(S, ALL, x + i * BYTES, ORDER)
                    .sub(mean)
                    .mul(inverse);
            totals = totals.add(g);
            products = g.fma(normalized, products);
        }
        set(to, sum(totals) / d);
        set(to + BYTES, sum(products) / d);
    }

    private static void gradient(
            long dy,
            long dyRow,
            long x,
            long xRow,
            long gain,
            long statistics,
            long statisticsRow,
            long means,
            long dx,
            long dxRow,
            long dgain,
            long dbias,
            int rows) {
        var scale = FloatVector.fromMemorySegment(S, ALL, gain, ORDER);
        var gains = FloatVector.fromMemorySegment(S, ALL, dgain, ORDER);
        var biases = FloatVector.fromMemorySegment(S, ALL, dbias, ORDER);
        for (int r = 0; r < rows; r++) {
            float inverse = get(statistics + r * statisticsRow + BYTES);
            var v = FloatVector.fromMemorySegment(S, ALL, dy + r * dyRow, ORDER);
            var normalized = FloatVector.fromMemorySegment(S, ALL, x + r * xRow, ORDER)
                    .sub(get(statistics + r * statisticsRow))
                    .mul(inverse);
            gains = v.fma(normalized, gains);
            biases = v.add(biases);
            v.mul(scale)
                    .sub(get(means + r * PAIR))
                    .sub(normalized.mul(get(means + r * PAIR + BYTES)))
                    .fma(
                            FloatVector.broadcast(S, inverse),
                            FloatVector.fromMemorySegment(S, ALL, dx + r * dxRow, ORDER))
                    .intoMemorySegment(ALL, dx + r * dxRow, ORDER);
        }
        gains.intoMemorySegment(ALL, dgain, ORDER);
        biases.intoMemorySegment(ALL, dbias, ORDER);
    }
}
