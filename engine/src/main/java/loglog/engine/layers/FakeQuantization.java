package loglog.engine.layers;

import loglog.engine.ElementFormat;
import loglog.engine.Kernels;
import loglog.engine.Tensor;

/**
 * How a linear layer's products see its weight and its input: rounded, though both are trained as floats. Their gradients are those of
 * the rounded values, passed on as if rounding had changed nothing (the straight-through estimator, arXiv 1308.3432).
 */
public final class FakeQuantization {
    private final ElementFormat weights;
    private final Tensor rounded;
    private final ElementFormat activations;
    private float[] room = {};

    /**
     * @param weights the weight's format, or null
     * @param rounded room for the rounded weight, of its shape; null where it is not rounded
     * @param activations the input's format, or null
     */
    public FakeQuantization(ElementFormat weights, Tensor rounded, ElementFormat activations) {
        this.weights = weights;
        this.rounded = rounded;
        this.activations = activations;
    }

    /** What products read in a weight's place. */
    Tensor seen(Tensor weight) {
        return weights == null ? weight : rounded;
    }

    /** Rounds the weight as it is now, in blocks along its inputs. */
    void roundWeight(Kernels k, Tensor weight, boolean outFirst) {
        if (weights != null) {
            read(k, weight);
            weights.round(room, weight.rows(), weight.cols(), !outFirst);
            k.write(room, rounded);
        }
    }

    /** Rounds an input where it stands, in blocks along its rows: backward reads it as forward did. */
    void roundInput(Kernels k, Tensor x) {
        if (activations != null) {
            read(k, x);
            activations.round(room, x.rows(), x.cols(), false);
            k.write(room, x);
        }
    }

    private void read(Kernels k, Tensor t) {
        if (room.length < t.size()) {
            room = new float[Math.toIntExact(t.size())];
        }
        k.read(t, room);
    }
}
