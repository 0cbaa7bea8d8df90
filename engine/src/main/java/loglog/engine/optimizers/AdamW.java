package loglog.engine.optimizers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.engine.AdamWStep;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.Layout;
import loglog.engine.Precision;
import loglog.engine.Tensor;
import loglog.engine.Tensors;

/**
 * Adam with decoupled weight decay (arXiv 1711.05101, algorithm 2). Neighboring tensors that are trained alike are one
 * run of memory and one pass; each lane takes a share of each run.
 */
public final class AdamW implements Optimizer {
    /**
     * Settings, with the values that language models commonly use.
     *
     * @param moments what both are kept in
     */
    public record Settings(double beta1, double beta2, double epsilon, Precision moments) {
        /** With moments in float32. */
        public Settings(double beta1, double beta2, double epsilon) {
            this(beta1, beta2, epsilon, Precision.FLOAT32);
        }

        public static final Settings USUAL = new Settings(0.9, 0.95, 1e-8);
    }

    private record Run(Tensor p, Tensor g, Tensor m, Tensor v, double rate, boolean decays) {}

    private final Settings settings;
    private final Tensor first;
    private final Tensor second;
    private final List<List<Run>> byLane = new ArrayList<>();

    /** @param trained tensors of the layout, in its order */
    public AdamW(
            Device device,
            Layout layout,
            Tensors parameters,
            Tensors gradients,
            List<Trained> trained,
            Settings settings) {
        this.settings = settings;
        first = layout.placeVector(device, settings.moments());
        second = layout.placeVector(device, settings.moments());
        for (int lane = 0; lane < device.lanes(); lane++) {
            byLane.add(new ArrayList<>());
        }
        int i = 0;
        while (i < trained.size()) {
            var head = trained.get(i);
            long from = layout.offset(head.name());
            long to = from;
            for (; i < trained.size() && alike(head, trained.get(i)); i++) {
                var t = trained.get(i);
                // A tensor left out in between (one that Muon takes) ends the run.
                if (to != from && layout.offset(t.name()) - to >= CELLS_OF_A_LINE) {
                    break;
                }
                to = layout.offset(t.name()) + parameters.get(t.name()).size();
            }
            share(parameters, gradients, head, from, to, device.lanes());
        }
    }

    private static final int CELLS_OF_A_LINE = 16;

    private static boolean alike(Trained a, Trained b) {
        return a.rate() == b.rate() && a.decays() == b.decays();
    }

    private void share(Tensors parameters, Tensors gradients, Trained like, long from, long to, int lanes) {
        long lines = (to - from + CELLS_OF_A_LINE - 1) / CELLS_OF_A_LINE;
        for (int lane = 0; lane < lanes; lane++) {
            long start = from + lines * lane / lanes * CELLS_OF_A_LINE;
            long end = Math.min(to, from + lines * (lane + 1) / lanes * CELLS_OF_A_LINE);
            if (end > start) {
                int cells = Math.toIntExact(end - start);
                byLane.get(lane)
                        .add(new Run(
                                parameters.range(start, cells),
                                gradients.range(start, cells),
                                part(first, start, cells),
                                part(second, start, cells),
                                like.rate(),
                                like.decays()));
            }
        }
    }

    /** Elements from an even one on: lanes begin at multiples of {@link #CELLS_OF_A_LINE} from a tensor's beginning. */
    private static Tensor part(Tensor moments, long start, int elements) {
        if (moments.precision() == Precision.FLOAT32) {
            return Tensor.of(moments.storage(), start, 1, elements);
        }
        if (start % 2 != 0) {
            throw new IllegalStateException(
                    "moments in bfloat16 begin at element " + start + ", in the middle of a cell");
        }
        return Tensor.of(moments.storage(), start / 2, 1, elements, Precision.BFLOAT16);
    }

    @Override
    public void step(Kernels kernels, int lane, Step step) {
        for (var run : byLane.get(lane)) {
            var numbers = new AdamWStep(
                    (float) (step.rate() * run.rate()),
                    (float) (run.decays() ? step.decay() : 0),
                    (float) settings.beta1(),
                    (float) settings.beta2(),
                    (float) settings.epsilon(),
                    step.number());
            kernels.adamW(numbers, (float) step.gradientScale(), run.p(), run.g(), run.m(), run.v());
        }
    }

    @Override
    public Map<String, Tensor> state() {
        var state = new LinkedHashMap<String, Tensor>();
        state.put("adamw.first", first);
        state.put("adamw.second", second);
        return state;
    }
}
