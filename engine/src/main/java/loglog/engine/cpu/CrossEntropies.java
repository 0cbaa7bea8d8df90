package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;

import loglog.engine.Tensor;

/** Cross-entropy of rows of logits, with its gradient in their place or without; a target below 0 counts for nothing. */
final class CrossEntropies {
    private CrossEntropies() {}

    /** As {@link loglog.engine.Kernels#softmaxCrossEntropy}. */
    static void withGradient(Tensor logits, Tensor targets, float scale, Tensor losses) {
        for (int r = 0; r < logits.rows(); r++) {
            int target = Simd.getInt(address(targets) + r * BYTES);
            float loss = 0;
            if (target < 0) {
                Softmax.fill(CpuKernels.row(logits, r), 0, logits.cols(), 0);
            } else {
                loss = Softmax.lossAndGradient(CpuKernels.row(logits, r), logits.cols(), target(target, logits), scale);
            }
            Simd.set(address(losses) + r * BYTES, loss);
        }
    }

    /** As {@link loglog.engine.Kernels#crossEntropy}. */
    static void of(Tensor logits, Tensor targets, Tensor losses) {
        for (int r = 0; r < logits.rows(); r++) {
            int target = Simd.getInt(address(targets) + r * BYTES);
            float loss =
                    target < 0 ? 0 : Softmax.loss(CpuKernels.row(logits, r), logits.cols(), target(target, logits));
            Simd.set(address(losses) + r * BYTES, loss);
        }
    }

    /** As {@link loglog.engine.Kernels#weightedSoftmaxCrossEntropy}. */
    static void weightedWithGradient(Tensor logits, Tensor targets, Tensor weights, float scale, Tensor losses) {
        for (int r = 0; r < logits.rows(); r++) {
            int target = Simd.getInt(address(targets) + r * BYTES);
            float weight = Simd.get(address(weights) + r * BYTES);
            float loss = 0;
            if (target < 0 || weight == 0) {
                Softmax.fill(CpuKernels.row(logits, r), 0, logits.cols(), 0);
            } else {
                int column = target(target, logits);
                loss = weight
                        * Softmax.lossAndGradient(CpuKernels.row(logits, r), logits.cols(), column, scale * weight);
            }
            Simd.set(address(losses) + r * BYTES, loss);
        }
    }

    /** As {@link loglog.engine.Kernels#weightedCrossEntropy}. */
    static void weighted(Tensor logits, Tensor targets, Tensor weights, Tensor losses) {
        for (int r = 0; r < logits.rows(); r++) {
            int target = Simd.getInt(address(targets) + r * BYTES);
            float weight = Simd.get(address(weights) + r * BYTES);
            float loss = 0;
            if (target >= 0 && weight != 0) {
                loss = weight * Softmax.loss(CpuKernels.row(logits, r), logits.cols(), target(target, logits));
            }
            Simd.set(address(losses) + r * BYTES, loss);
        }
    }

    private static int target(int target, Tensor logits) {
        if (target >= logits.cols()) {
            throw new IllegalArgumentException("target " + target + " is not in a vocabulary of " + logits.cols());
        }
        return target;
    }
}
