package loglog.engine.cpu;

import static loglog.engine.cpu.CpuKernels.row;
import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;

import java.lang.foreign.Arena;
import loglog.engine.Precision;
import loglog.engine.Tensor;

/** Norms of tensors: which rows are computed how; the arithmetic is in {@link Norms} and {@link NormRows}. */
final class CpuNorms {
    private final FloatRows floats;
    private final NormRows rows;

    CpuNorms(Arena arena, FloatRows floats) {
        this.floats = floats;
        rows = new NormRows(arena);
    }

    void rms(Tensor x, Tensor delta, Tensor gain, float epsilon, Tensor sum, Tensor y, Tensor rms) {
        var s = delta == null ? x : sum;
        for (int r = 0; r < x.rows(); r++) {
            if (delta != null) {
                Elementwise.add(row(x, r), row(delta, r), row(sum, r), x.cols());
            }
            float inverse = Norms.rms(row(s, r), address(gain), floats.write(y, r, 0), x.cols(), epsilon);
            floats.written(y, r, 0);
            Simd.set(address(rms) + r * BYTES, inverse);
        }
    }

    void rmsGradient(Tensor dy, Tensor sum, Tensor gain, Tensor rms, Tensor dsum, Tensor dgain) {
        for (int r = 0; r < sum.rows(); r++) {
            float inverse = Simd.get(address(rms) + r * BYTES);
            long x = floats.read(sum, r, 0);
            Norms.rmsGradient(row(dy, r), x, address(gain), inverse, row(dsum, r), address(dgain), sum.cols());
        }
    }

    void layer(
            Tensor x, Tensor delta, Tensor gain, Tensor bias, float epsilon, Tensor sum, Tensor y, Tensor statistics) {
        var s = delta == null ? x : sum;
        boolean wholeVectors = x.cols() % Simd.L == 0;
        if (delta != null && wholeVectors && y.precision() == Precision.FLOAT32) {
            NormRows.layerOfSums(x, delta, gain, bias, epsilon, sum, y, statistics);
            return;
        }
        for (int r = 0; r < x.rows(); r++) {
            if (delta != null && wholeVectors) {
                Norms.layerOfSum(
                        row(x, r),
                        row(delta, r),
                        row(sum, r),
                        address(gain),
                        address(bias),
                        floats.write(y, r, 0),
                        row(statistics, r),
                        x.cols(),
                        epsilon);
                floats.written(y, r, 0);
                continue;
            }
            if (delta != null) {
                Elementwise.add(row(x, r), row(delta, r), row(sum, r), x.cols());
            }
            long to = floats.write(y, r, 0);
            Norms.layer(row(s, r), address(gain), address(bias), to, row(statistics, r), x.cols(), epsilon);
            floats.written(y, r, 0);
        }
    }

    void layerGradient(Tensor dy, Tensor sum, Tensor gain, Tensor statistics, Tensor dsum, Tensor dgain, Tensor dbias) {
        if (sum.cols() % Simd.L == 0 && sum.precision() == Precision.FLOAT32) {
            rows.layerGradient(dy, sum, gain, statistics, dsum, dgain, dbias);
            return;
        }
        for (int r = 0; r < sum.rows(); r++) {
            Norms.layerGradient(
                    row(dy, r),
                    floats.read(sum, r, 0),
                    address(gain),
                    row(statistics, r),
                    row(dsum, r),
                    address(dgain),
                    address(dbias),
                    sum.cols());
        }
    }
}
