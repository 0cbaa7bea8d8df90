package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.get;
import static loglog.engine.cpu.HostStorage.getInt;
import static loglog.engine.cpu.HostStorage.set;

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
 * Every kernel as its formula reads, one element at a time, sums in double precision. Slow, and kept so: it is what the
 * fast kernels are tested against.
 */
final class ScalarKernels implements Kernels, ScalarAttention, ScalarActivations {
    private final ColumnKernels columns = new ScalarColumns();

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
    public ColumnKernels columns() {
        return columns;
    }

    private interface Each {
        void at(int row, int col);
    }

    private static void each(Tensor t, Each each) {
        for (int r = 0; r < t.rows(); r++) {
            for (int c = 0; c < t.cols(); c++) {
                each.at(r, c);
            }
        }
    }

    private static void plus(Tensor t, int row, int col, double value) {
        set(t, row, col, get(t, row, col) + value);
    }

    @Override
    public void fill(Tensor t, float value) {
        each(t, (r, c) -> set(t, r, c, value));
    }

    @Override
    public void copy(Tensor from, Tensor to) {
        each(to, (r, c) -> set(to, r, c, get(from, r, c)));
    }

    @Override
    public void add(float scale, Tensor x, Tensor y) {
        scaleAdd(scale, x, 1, y);
    }

    @Override
    public void scaleAdd(float a, Tensor x, float b, Tensor y) {
        each(y, (r, c) -> set(y, r, c, a * get(x, r, c) + b * get(y, r, c)));
    }

    @Override
    public double sum(Tensor t) {
        var total = new double[1];
        each(t, (r, c) -> total[0] += get(t, r, c));
        return total[0];
    }

    @Override
    public double sumOfSquares(Tensor t) {
        var total = new double[1];
        each(t, (r, c) -> total[0] += (double) get(t, r, c) * get(t, r, c));
        return total[0];
    }

    @Override
    public void gemm(boolean transposeA, Tensor a, boolean transposeB, Tensor b, float beta, Tensor c) {
        int inner = transposeA ? a.rows() : a.cols();
        each(c, (i, j) -> {
            double sum = 0;
            for (int k = 0; k < inner; k++) {
                sum += (double) (transposeA ? get(a, k, i) : get(a, i, k)) * (transposeB ? get(b, j, k) : get(b, k, j));
            }
            set(c, i, j, beta == 0 ? sum : sum + beta * get(c, i, j));
        });
    }

    @Override
    public void row(boolean outFirst, Tensor x, Tensor w, Tensor y) {
        if (w.precision() == Precision.FLOAT32) {
            linear(outFirst, x, w, null, y);
            return;
        }
        try (var arena = Arena.ofConfined()) {
            var floats = Tensor.of(HostStorage.allocate(arena, w.size()), 0, w.rows(), w.cols());
            for (int r = 0; r < w.rows(); r++) {
                Bf16.expand(CpuKernels.row(w, r), CpuKernels.row(floats, r), w.cols());
            }
            linear(outFirst, x, floats, null, y);
        }
    }

    @Override
    public void row(QuantizedMatrix w, Tensor x, Tensor y) {
        ScalarBlocks.requireRow(w, x, y);
        ScalarBlocks.multiplyRow(w, x, y);
    }

    @Override
    public void quantize(Tensor x, Tensor blocks) {
        ScalarBlocks.quantize(x, blocks);
    }

    @Override
    public void attentionStepOfBlocks(
            AttentionShape shape, Tensor q, Tensor keys, Tensor values, int position, Tensor out) {
        ScalarBlocks.attentionStep(shape, q, keys, values, position, out);
    }

    @Override
    public void addBias(Tensor bias, Tensor y) {
        each(y, (r, c) -> plus(y, r, c, get(bias, 0, c)));
    }

    @Override
    public void biasGradient(Tensor dy, Tensor dbias) {
        for (int c = 0; c < dy.cols(); c++) {
            double sum = 0;
            for (int r = 0; r < dy.rows(); r++) {
                sum += get(dy, r, c);
            }
            plus(dbias, 0, c, sum);
        }
    }

    @Override
    public void embed(Tensor tokens, Tensor table, Tensor positions, int length, Tensor x) {
        each(x, (r, c) -> {
            var position = positions == null ? 0 : get(positions, r % length, c);
            set(x, r, c, get(table, getInt(tokens, 0, r), c) + position);
        });
    }

    @Override
    public void embedGradient(Tensor tokens, Tensor dx, int length, Tensor dtable, Tensor dpositions) {
        each(dx, (r, c) -> {
            plus(dtable, getInt(tokens, 0, r), c, get(dx, r, c));
            if (dpositions != null) {
                plus(dpositions, r % length, c, get(dx, r, c));
            }
        });
    }

    @Override
    public void rmsNorm(Tensor x, Tensor delta, Tensor gain, float epsilon, Tensor sum, Tensor y, Tensor rms) {
        var s = residual(x, delta, sum);
        for (int r = 0; r < s.rows(); r++) {
            double squares = 0;
            for (int c = 0; c < s.cols(); c++) {
                squares += (double) get(s, r, c) * get(s, r, c);
            }
            double inverse = 1 / Math.sqrt(squares / s.cols() + epsilon);
            set(rms, 0, r, inverse);
            for (int c = 0; c < s.cols(); c++) {
                set(y, r, c, get(s, r, c) * inverse * get(gain, 0, c));
            }
        }
    }

    private Tensor residual(Tensor x, Tensor delta, Tensor sum) {
        if (delta == null) {
            return x;
        }
        each(sum, (r, c) -> set(sum, r, c, get(x, r, c) + get(delta, r, c)));
        return sum;
    }

    @Override
    public void rmsNormGradient(Tensor dy, Tensor sum, Tensor gain, Tensor rms, Tensor dsum, Tensor dgain) {
        int d = sum.cols();
        for (int r = 0; r < sum.rows(); r++) {
            double inverse = get(rms, 0, r);
            double mean = 0; // of dy * gain * normalized
            for (int c = 0; c < d; c++) {
                double normalized = get(sum, r, c) * inverse;
                mean += get(dy, r, c) * get(gain, 0, c) * normalized / d;
                plus(dgain, 0, c, get(dy, r, c) * normalized);
            }
            for (int c = 0; c < d; c++) {
                double normalized = get(sum, r, c) * inverse;
                plus(dsum, r, c, inverse * (get(dy, r, c) * get(gain, 0, c) - normalized * mean));
            }
        }
    }

    @Override
    public void layerNorm(
            Tensor x, Tensor delta, Tensor gain, Tensor bias, float epsilon, Tensor sum, Tensor y, Tensor statistics) {
        var s = residual(x, delta, sum);
        int d = s.cols();
        for (int r = 0; r < s.rows(); r++) {
            double mean = 0;
            for (int c = 0; c < d; c++) {
                mean += get(s, r, c) / (double) d;
            }
            double variance = 0;
            for (int c = 0; c < d; c++) {
                variance += (get(s, r, c) - mean) * (get(s, r, c) - mean) / d;
            }
            double inverse = 1 / Math.sqrt(variance + epsilon);
            set(statistics, r, 0, mean);
            set(statistics, r, 1, inverse);
            for (int c = 0; c < d; c++) {
                set(y, r, c, (get(s, r, c) - mean) * inverse * get(gain, 0, c) + get(bias, 0, c));
            }
        }
    }

    @Override
    public void layerNormGradient(
            Tensor dy, Tensor sum, Tensor gain, Tensor statistics, Tensor dsum, Tensor dgain, Tensor dbias) {
        int d = sum.cols();
        for (int r = 0; r < sum.rows(); r++) {
            double mean = get(statistics, r, 0);
            double inverse = get(statistics, r, 1);
            double meanOfDy = 0; // of dy * gain
            double meanOfProduct = 0; // of dy * gain * normalized
            for (int c = 0; c < d; c++) {
                double normalized = (get(sum, r, c) - mean) * inverse;
                double g = get(dy, r, c) * (double) get(gain, 0, c);
                meanOfDy += g / d;
                meanOfProduct += g * normalized / d;
                plus(dgain, 0, c, get(dy, r, c) * normalized);
                plus(dbias, 0, c, get(dy, r, c));
            }
            for (int c = 0; c < d; c++) {
                double normalized = (get(sum, r, c) - mean) * inverse;
                double g = get(dy, r, c) * (double) get(gain, 0, c);
                plus(dsum, r, c, inverse * (g - meanOfDy - normalized * meanOfProduct));
            }
        }
    }

    @Override
    public void softmaxCrossEntropy(Tensor logits, Tensor targets, float scale, Tensor losses) {
        crossEntropy(logits, targets, losses);
        for (int r = 0; r < logits.rows(); r++) {
            int target = getInt(targets, 0, r);
            double normalizer = ScalarActivations.logSumExp(logits, r);
            for (int c = 0; c < logits.cols(); c++) {
                double p = Math.exp(get(logits, r, c) - normalizer);
                set(logits, r, c, target < 0 ? 0 : scale * (p - (c == target ? 1 : 0)));
            }
        }
    }

    @Override
    public void crossEntropy(Tensor logits, Tensor targets, Tensor losses) {
        for (int r = 0; r < logits.rows(); r++) {
            int target = getInt(targets, 0, r);
            set(losses, 0, r, target < 0 ? 0 : ScalarActivations.logSumExp(logits, r) - get(logits, r, target));
        }
    }

    @Override
    public void weightedSoftmaxCrossEntropy(Tensor logits, Tensor targets, Tensor weights, float scale, Tensor losses) {
        weightedCrossEntropy(logits, targets, weights, losses);
        for (int r = 0; r < logits.rows(); r++) {
            int target = getInt(targets, 0, r);
            double factor = target < 0 ? 0 : (double) scale * get(weights, 0, r);
            double normalizer = ScalarActivations.logSumExp(logits, r);
            for (int c = 0; c < logits.cols(); c++) {
                double p = Math.exp(get(logits, r, c) - normalizer);
                set(logits, r, c, factor == 0 ? 0 : factor * (p - (c == target ? 1 : 0)));
            }
        }
    }

    @Override
    public void weightedCrossEntropy(Tensor logits, Tensor targets, Tensor weights, Tensor losses) {
        crossEntropy(logits, targets, losses);
        for (int r = 0; r < logits.rows(); r++) {
            double weight = get(weights, 0, r);
            set(losses, 0, r, weight == 0 ? 0 : weight * get(losses, 0, r));
        }
    }

    @Override
    public void scoreLoss(ScoreLoss loss, Tensor scores, Tensor targets, Tensor weights, float scale, Tensor losses) {
        ScoreLosses.of(loss, scores, targets, weights, scale, losses);
    }

    @Override
    public void adamW(AdamWStep step, float gradientScale, Tensor p, Tensor g, Tensor m, Tensor v) {
        boolean rounds = m.precision() == Precision.BFLOAT16;
        each(p, (r, c) -> {
            double gradient = gradientScale * get(g, r, c);
            float newM = (float) (step.beta1() * moment(m, r, c) + (1 - step.beta1()) * gradient);
            float newV = (float) (step.beta2() * moment(v, r, c) + (1 - step.beta2()) * gradient * gradient);
            if (rounds) {
                int chance = RoundedMoments.chance(step.step(), HostStorage.place(m) + c);
                HostStorage.setHalf(m, c, RoundedMoments.round(newM, chance));
                HostStorage.setHalf(v, c, RoundedMoments.round(newV, chance >>> 16));
            } else {
                set(m, r, c, newM);
                set(v, r, c, newV);
            }
            double first = newM / step.correction1();
            double second = newV / step.correction2();
            double kept = get(p, r, c) * (1 - step.decay());
            set(p, r, c, kept - step.rate() * first / (Math.sqrt(second) + step.epsilon()));
        });
    }

    private static float moment(Tensor t, int row, int col) {
        return t.precision() == Precision.BFLOAT16 ? HostStorage.half(t, col) : get(t, row, col);
    }

    @Override
    public void nesterov(float momentum, float gradientScale, Tensor g, Tensor m, Tensor out) {
        each(g, (r, c) -> {
            double gradient = gradientScale * get(g, r, c);
            set(m, r, c, momentum * get(m, r, c) + gradient);
            set(out, r, c, gradient + momentum * get(m, r, c));
        });
    }
}
