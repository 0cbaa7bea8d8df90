package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;

import java.lang.foreign.Arena;
import loglog.engine.Precision;
import loglog.engine.Tensor;

/**
 * One lane's products in bfloat16: both operands are rounded into scratch of the lane, then multiplied by {@link
 * Blas#gemmBf16}. Weights that were prepared are read as they were rounded then.
 */
final class Bf16Product {
    private final Arena arena;
    private final Scratch left = new Scratch();
    private final Scratch right = new Scratch();

    Bf16Product(Arena arena) {
        this.arena = arena;
    }

    /** Memory that grows with the largest operand so far: after a first step it is there. */
    private final class Scratch {
        private long cells;
        private long address;

        long rounded(Tensor t) {
            long wanted = (t.size() + 1) / 2;
            if (wanted > cells) {
                // At least double: what it outgrew is given back only with the device.
                cells = Math.max(wanted, 2 * cells);
                address = HostStorage.allocate(arena, cells).segment().address();
            }
            round(t, address);
            return address;
        }
    }

    /** The tensor's elements in bfloat16, without gaps between rows; {@code to} may be where they are. */
    static void round(Tensor t, long to) {
        boolean oneRun = t.contiguous() && t.size() <= Integer.MAX_VALUE;
        int rows = oneRun ? 1 : t.rows();
        int cols = oneRun ? (int) t.size() : t.cols();
        for (int r = 0; r < rows; r++) {
            Bf16.round(address(t) + (long) r * t.stride() * BYTES, to + (long) r * cols * Bf16.SHORT_BYTES, cols);
        }
    }

    void gemm(boolean transposeA, Tensor a, boolean transposeB, Tensor b, float beta, Tensor c) {
        product(transposeA, a, operand(a, left), transposeB, b, operand(b, right), beta, c);
    }

    private static boolean isRounded(Tensor t) {
        return t.precision() == Precision.BFLOAT16;
    }

    private static long operand(Tensor t, Scratch scratch) {
        return isRounded(t) ? address(t) : scratch.rounded(t);
    }

    private long weight(Tensor w, Tensor prepared) {
        return prepared == null ? right.rounded(w) : address(prepared);
    }

    /** {@link loglog.engine.Kernels#linear}; an x in float32 is rounded in its own place, where its gradient finds it. */
    void linear(boolean outFirst, Tensor x, Tensor w, Tensor prepared, Tensor y) {
        if (!isRounded(x)) {
            round(x, address(x));
        }
        product(false, x, address(x), outFirst, w, weight(w, prepared), 0, y);
    }

    /** {@link loglog.engine.Kernels#linearGradients}, with dy rounded once. */
    void linearGradients(boolean outFirst, Tensor x, Tensor w, Tensor prepared, Tensor dy, Tensor dx, Tensor dw) {
        long gradient = operand(dy, left);
        product(false, dy, gradient, !outFirst, w, weight(w, prepared), 0, dx);
        if (outFirst) {
            product(true, dy, gradient, false, x, address(x), 1, dw);
        } else {
            product(true, x, address(x), false, dy, gradient, 1, dw);
        }
    }

    /** Of tensors and their elements in bfloat16. */
    private static void product(
            boolean transposeA,
            Tensor a,
            long roundedA,
            boolean transposeB,
            Tensor b,
            long roundedB,
            float beta,
            Tensor c) {
        Blas.gemmBf16(
                transposeA,
                transposeB,
                c.rows(),
                c.cols(),
                transposeA ? a.rows() : a.cols(),
                roundedA,
                isRounded(a) ? a.elementStride() : a.cols(),
                roundedB,
                isRounded(b) ? b.elementStride() : b.cols(),
                beta,
                address(c),
                c.stride());
    }
}
