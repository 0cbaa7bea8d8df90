package loglog.engine.cpu;

import static loglog.engine.cpu.CpuKernels.row;
import static loglog.engine.cpu.CpuKernels.runs;
import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;

import loglog.engine.Tensor;

/** Activations of tensors: which rows are computed where; the arithmetic is in {@link Activations}. */
final class CpuActivations {
    private final FloatRows floats;

    CpuActivations(FloatRows floats) {
        this.floats = floats;
    }

    void gelu(Tensor x, Tensor bias, Tensor y) {
        for (int r = 0; r < x.rows(); r++) {
            Activations.gelu(row(x, r), address(bias), floats.write(y, r, 0), x.cols());
            floats.written(y, r, 0);
        }
    }

    void geluGradient(Tensor slope, Tensor dy, Tensor dx) {
        int rows = runs(slope, dy, dx);
        for (int r = 0; r < rows; r++) {
            Elementwise.multiply(floats.read(slope, r, 0), row(dy, r), row(dx, r), (int) (dx.size() / rows));
        }
    }

    void swiGlu(Tensor gateUp, Tensor y) {
        long up = y.cols() * BYTES;
        for (int r = 0; r < y.rows(); r++) {
            long gate = floats.read(gateUp, r, 0);
            Activations.swiGlu(gate, gate + up, floats.write(y, r, 1), y.cols());
            floats.written(y, r, 1);
        }
    }

    void swiGluGradient(Tensor gateUp, Tensor dy, Tensor dgateUp) {
        long up = dy.cols() * BYTES;
        for (int r = 0; r < dy.rows(); r++) {
            long gate = floats.read(gateUp, r, 0);
            long dgate = floats.write(dgateUp, r, 1);
            Activations.swiGluGradient(gate, gate + up, row(dy, r), dgate, dgate + up, dy.cols());
            floats.written(dgateUp, r, 1);
        }
    }

    static void relu(Tensor x, Tensor delta, Tensor bias, Tensor sum, Tensor y) {
        for (int r = 0; r < y.rows(); r++) {
            long first = x == null ? 0 : row(x, r);
            Activations.relu(first, row(delta, r), address(bias), row(sum, r), row(y, r), y.cols());
        }
    }

    static void reluGradient(Tensor y, Tensor dy, Tensor dsum) {
        int rows = runs(y, dy, dsum);
        for (int r = 0; r < rows; r++) {
            Activations.reluGradient(row(y, r), row(dy, r), row(dsum, r), (int) (y.size() / rows));
        }
    }
}
