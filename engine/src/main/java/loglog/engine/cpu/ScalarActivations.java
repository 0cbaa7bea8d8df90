package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.get;
import static loglog.engine.cpu.HostStorage.set;

import loglog.engine.Kernels;
import loglog.engine.Tensor;

/** The activations' formulas, for {@link ScalarKernels}. */
interface ScalarActivations extends Kernels {
    double GELU_SCALE = Math.sqrt(2 / Math.PI);
    double GELU_CUBIC = 0.044715;

    static double logSumExp(Tensor t, int row) {
        double max = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < t.cols(); c++) {
            max = Math.max(max, get(t, row, c));
        }
        double sum = 0;
        for (int c = 0; c < t.cols(); c++) {
            sum += Math.exp(get(t, row, c) - max);
        }
        return max + Math.log(sum);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Override
    default void gelu(Tensor x, Tensor bias, Tensor y) {
        for (int r = 0; r < x.rows(); r++) {
            for (int c = 0; c < x.cols(); c++) {
                double v = get(x, r, c) + get(bias, 0, c);
                double tanh = Math.tanh(GELU_SCALE * (v + GELU_CUBIC * v * v * v));
                double inner = GELU_SCALE * (1 + 3 * GELU_CUBIC * v * v);
                set(x, r, c, (1 + tanh) / 2 + v / 2 * (1 - tanh * tanh) * inner);
                set(y, r, c, v / 2 * (1 + tanh));
            }
        }
    }

    @Override
    default void geluGradient(Tensor slope, Tensor dy, Tensor dx) {
        for (int r = 0; r < dx.rows(); r++) {
            for (int c = 0; c < dx.cols(); c++) {
                set(dx, r, c, (double) get(dy, r, c) * get(slope, r, c));
            }
        }
    }

    @Override
    default void swiGlu(Tensor gateUp, Tensor y) {
        int f = y.cols();
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < f; c++) {
                double gate = get(gateUp, r, c);
                set(y, r, c, gate * sigmoid(gate) * get(gateUp, r, f + c));
            }
        }
    }

    @Override
    default void swiGluGradient(Tensor gateUp, Tensor dy, Tensor dgateUp) {
        int f = dy.cols();
        for (int r = 0; r < dy.rows(); r++) {
            for (int c = 0; c < f; c++) {
                double gate = get(gateUp, r, c);
                double up = get(gateUp, r, f + c);
                double s = sigmoid(gate);
                double d = get(dy, r, c);
                set(dgateUp, r, c, d * up * (s + gate * s * (1 - s)));
                set(dgateUp, r, f + c, d * gate * s);
            }
        }
    }

    @Override
    default void relu(Tensor x, Tensor delta, Tensor bias, Tensor sum, Tensor y) {
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.cols(); c++) {
                double s = (x == null ? 0 : get(x, r, c)) + (double) get(delta, r, c) + get(bias, 0, c);
                set(sum, r, c, s);
                set(y, r, c, Math.max(s, 0));
            }
        }
    }

    @Override
    default void reluGradient(Tensor y, Tensor dy, Tensor dsum) {
        for (int r = 0; r < y.rows(); r++) {
            for (int c = 0; c < y.cols(); c++) {
                set(dsum, r, c, get(dsum, r, c) + (get(y, r, c) > 0 ? get(dy, r, c) : 0));
            }
        }
    }

    @Override
    default void softmax(Tensor t) {
        for (int r = 0; r < t.rows(); r++) {
            double normalizer = logSumExp(t, r);
            for (int c = 0; c < t.cols(); c++) {
                set(t, r, c, Math.exp(get(t, r, c) - normalizer));
            }
        }
    }
}
