package loglog.engine.layers;

import loglog.engine.Kernels;
import loglog.engine.Tensor;

/** The block's second half, the same for each token by itself. */
public sealed interface FeedForward {
    /**
     * What forward computes on the way: inner, before the activation, and active [n, f], after it.
     *
     * @param computed where products leave inner, in float32: inner itself, or room apart where inner is in bfloat16
     */
    record Saved(Tensor inner, Tensor active, Tensor computed) {
        public Saved(Tensor inner, Tensor active) {
            this(inner, active, inner);
        }

        private void keep(Kernels k) {
            if (computed != inner) {
                k.copy(computed, inner);
            }
        }
    }

    /** Columns of {@code inner}. */
    int innerWidth();

    /** From the layer's input. */
    Linear first();

    /** To the layer's output. */
    Linear down();

    void forward(Kernels k, Tensor x, Saved saved, Tensor y);

    /** @param scratch room for the gradients of what was saved */
    void backward(Kernels k, Tensor x, Saved saved, Tensor dy, Saved scratch, Tensor dx);

    /** FLOP of forward for one token. */
    long flopsPerRow();

    /**
     * {@code down(silu(gate(x)) * up(x))} (arXiv 2002.05202, equation 6).
     *
     * @param gateUp both projections stacked: one product
     */
    record SwiGlu(Linear gateUp, Linear down) implements FeedForward {
        @Override
        public Linear first() {
            return gateUp;
        }

        @Override
        public int innerWidth() {
            return gateUp.weight().value().rows();
        }

        @Override
        public void forward(Kernels k, Tensor x, Saved saved, Tensor y) {
            gateUp.forward(k, x, saved.computed());
            saved.keep(k);
            k.swiGlu(saved.inner(), saved.active());
            down.forward(k, saved.active(), y);
        }

        @Override
        public void backward(Kernels k, Tensor x, Saved saved, Tensor dy, Saved scratch, Tensor dx) {
            down.backward(k, saved.active(), dy, scratch.active());
            k.swiGluGradient(saved.inner(), scratch.active(), scratch.inner());
            gateUp.backward(k, x, scratch.inner(), dx);
        }

        @Override
        public long flopsPerRow() {
            return gateUp.flopsPerRow() + down.flopsPerRow();
        }
    }

    /** {@code down(gelu(up(x) + bias)) + bias}. */
    record Gelu(Linear up, Linear down) implements FeedForward {
        @Override
        public Linear first() {
            return up;
        }

        @Override
        public int innerWidth() {
            return up.weight().value().cols();
        }

        @Override
        public void forward(Kernels k, Tensor x, Saved saved, Tensor y) {
            up.product(k, x, saved.computed());
            k.gelu(saved.computed(), up.bias().value(), saved.active());
            saved.keep(k);
            down.forward(k, saved.active(), y);
        }

        @Override
        public void backward(Kernels k, Tensor x, Saved saved, Tensor dy, Saved scratch, Tensor dx) {
            down.backward(k, saved.active(), dy, scratch.active());
            k.geluGradient(saved.inner(), scratch.active(), scratch.active());
            up.backward(k, x, scratch.active(), dx);
        }

        @Override
        public long flopsPerRow() {
            return up.flopsPerRow() + down.flopsPerRow();
        }
    }
}
