package loglog.engine.optimizers;

import java.util.Map;
import loglog.engine.Kernels;
import loglog.engine.Tensor;

/** An update rule with its state. */
public sealed interface Optimizer permits AdamW, Muon {
    /**
     * One step's numbers.
     *
     * @param rate learning rate
     * @param decay what decaying weights shrink by: learning rate times weight decay. Tensors whose rate muP scales decay
     *     unscaled, so that the decay per step does not depend on width (arXiv 2405.13698)
     * @param gradientScale multiplies gradients: clipping
     * @param number of the step, from 1
     */
    record Step(double rate, double decay, double gradientScale, long number) {}

    /** The part of one lane. When each lane has done its part, the parameters have moved. */
    void step(Kernels kernels, int lane, Step step);

    /** All state by name, to be saved and loaded. */
    Map<String, Tensor> state();
}
