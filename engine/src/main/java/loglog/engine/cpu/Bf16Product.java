package loglog.engine.cpu;

import static loglog.engine.cpu.HostStorage.address;
import static loglog.engine.cpu.Simd.BYTES;

import java.lang.foreign.Arena;
import loglog.engine.Tensor;

/**
 * One lane's products in bfloat16: both operands are rounded into scratch of the lane, then multiplied by {@link
 * Blas#gemmBf16}. Weights are rounded for each product, not once a step: 0.1 ns an element, which beside 512 rows was 1% of
 * the product's time and 2% of a float32 product's (128 x 384 to 256 x 1024).
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

        /** The tensor's elements in bfloat16, without gaps between rows. */
        long rounded(Tensor t) {
            long wanted = (t.size() + 1) / 2;
            if (wanted > cells) {
                // At least double: what it outgrew is given back only with the device.
                cells = Math.max(wanted, 2 * cells);
                address = HostStorage.allocate(arena, cells).segment().address();
            }
            boolean oneRun = t.contiguous() && t.size() <= Integer.MAX_VALUE;
            int rows = oneRun ? 1 : t.rows();
            int cols = oneRun ? (int) t.size() : t.cols();
            for (int r = 0; r < rows; r++) {
                Bf16.round(
                        address(t) + (long) r * t.stride() * BYTES, address + (long) r * cols * Bf16.SHORT_BYTES, cols);
            }
            return address;
        }
    }

    void gemm(boolean transposeA, Tensor a, boolean transposeB, Tensor b, float beta, Tensor c) {
        product(transposeA, a, left.rounded(a), transposeB, b, right.rounded(b), beta, c);
    }

    /** {@link loglog.engine.Kernels#gemmGradients}, with dy rounded once. */
    void gemmGradients(boolean transposeW, Tensor x, Tensor w, Tensor dy, Tensor dx, Tensor dw) {
        long gradient = left.rounded(dy);
        product(false, dy, gradient, !transposeW, w, right.rounded(w), 0, dx);
        long input = right.rounded(x);
        if (transposeW) {
            product(true, dy, gradient, false, x, input, 1, dw);
        } else {
            product(true, x, input, false, dy, gradient, 1, dw);
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
                a.cols(),
                roundedB,
                b.cols(),
                beta,
                address(c),
                c.stride());
    }
}
