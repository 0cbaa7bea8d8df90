package loglog.engine.optimizers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import loglog.engine.Device;
import loglog.engine.Kernels;
import loglog.engine.Layout;
import loglog.engine.Tensor;
import loglog.engine.Tensors;

/**
 * Muon: momentum, made orthogonal by a Newton-Schulz iteration, for hidden matrices; AdamW for embeddings, head and
 * vectors (Jordan et al. 2024, kellerjordan.github.io/posts/muon; at scale arXiv 2502.16982). The update is multiplied by
 * sqrt(max(1, out / in)), which keeps its effect on activations the same across widths, so muP's factors for hidden
 * matrices are not applied to it.
 */
public final class Muon implements Optimizer {
    /**
     * Settings.
     *
     * @param momentum decay of the momentum
     * @param iterations of Newton-Schulz
     * @param adamRate learning rate of the AdamW part, as a share of Muon's
     */
    public record Settings(double momentum, int iterations, double adamRate, AdamW.Settings adam) {
        public static final Settings USUAL = new Settings(0.95, 5, 0.15, AdamW.Settings.USUAL);
    }

    /** The quintic's coefficients, tuned by Jordan et al. for the fastest approach to singular values near 1. */
    private static final float A = 3.4445f;

    private static final float B = -4.7750f;
    private static final float C = 2.0315f;

    private record Matrix(Tensor p, Tensor g, Tensor m, double scale) {}

    /** One lane's room: x [s, l], its successor, and two [s, s], s the smaller side. */
    private record Room(Tensor x, Tensor next, Tensor gram, Tensor square) {}

    private final Settings settings;
    private final AdamW rest;
    private final Tensors momentum;
    private final List<List<Matrix>> byLane = new ArrayList<>();
    private final List<Map<Long, Room>> rooms = new ArrayList<>();

    /** @param trained tensors of the layout, in its order */
    public Muon(
            Device device,
            Layout layout,
            Tensors parameters,
            Tensors gradients,
            List<Trained> trained,
            Settings settings) {
        this.settings = settings;
        rest = new AdamW(
                device,
                layout,
                parameters,
                gradients,
                trained.stream().filter(t -> !t.hiddenMatrix()).toList(),
                settings.adam());
        momentum = layout.place(device);
        var work = new long[device.lanes()];
        for (int lane = 0; lane < device.lanes(); lane++) {
            byLane.add(new ArrayList<>());
            rooms.add(new LinkedHashMap<>());
        }
        // The largest first, each to the lane with the least work: the same shares each time.
        var matrices = trained.stream()
                .filter(Trained::hiddenMatrix)
                .sorted(Comparator.comparingLong(t -> -parameters.get(t.name()).size()))
                .toList();
        for (var t : matrices) {
            int lane = least(work);
            var p = parameters.get(t.name());
            double out = t.outFirst() ? p.rows() : p.cols();
            double in = t.outFirst() ? p.cols() : p.rows();
            double scale = Math.sqrt(Math.max(1, out / in));
            byLane.get(lane).add(new Matrix(p, gradients.get(t.name()), momentum.get(t.name()), scale));
            work[lane] += p.size() * Math.min(p.rows(), p.cols());
            rooms.get(lane).computeIfAbsent(key(p), key -> room(device, p));
        }
    }

    private static int least(long[] work) {
        int least = 0;
        for (int i = 1; i < work.length; i++) {
            least = work[i] < work[least] ? i : least;
        }
        return least;
    }

    private static long key(Tensor p) {
        return (long) p.rows() << 32 | p.cols();
    }

    private static Room room(Device device, Tensor p) {
        int s = Math.min(p.rows(), p.cols());
        var layout = new Layout()
                .add("x", p.rows(), p.cols())
                .add("next", p.rows(), p.cols())
                .add("gram", s, s)
                .add("square", s, s);
        var t = layout.place(device);
        return new Room(t.get("x"), t.get("next"), t.get("gram"), t.get("square"));
    }

    @Override
    public void step(Kernels kernels, int lane, Step step) {
        var k = kernels.float32();
        rest.step(
                k,
                lane,
                new Step(step.rate() * settings.adamRate(), step.decay(), step.gradientScale(), step.number()));
        for (var matrix : byLane.get(lane)) {
            var room = rooms.get(lane).get(key(matrix.p()));
            k.nesterov((float) settings.momentum(), (float) step.gradientScale(), matrix.g(), matrix.m(), room.x());
            var orthogonal = orthogonalise(k, room);
            k.scaleAdd((float) (-step.rate() * matrix.scale()), orthogonal, (float) (1 - step.decay()), matrix.p());
        }
    }

    /** Singular values to about 1: X = a X + (b G + c G^2) X with G = X X', on the side where G is small. */
    private Tensor orthogonalise(Kernels k, Room room) {
        var x = room.x();
        var next = room.next();
        boolean wide = x.rows() <= x.cols();
        double norm = Math.sqrt(k.sumOfSquares(x)) + 1e-7;
        k.scaleAdd(0, x, (float) (1 / norm), x);
        for (int i = 0; i < settings.iterations(); i++) {
            if (wide) {
                k.gemm(false, x, true, x, 0, room.gram());
            } else {
                k.gemm(true, x, false, x, 0, room.gram());
            }
            k.gemm(false, room.gram(), false, room.gram(), 0, room.square());
            k.scaleAdd(B, room.gram(), C, room.square());
            if (wide) {
                k.gemm(false, room.square(), false, x, 0, next);
            } else {
                k.gemm(false, x, false, room.square(), 0, next);
            }
            k.scaleAdd(A, x, 1, next);
            var swap = x;
            x = next;
            next = swap;
        }
        return x;
    }

    @Override
    public Map<String, Tensor> state() {
        var state = new LinkedHashMap<>(rest.state());
        state.put(
                "muon.momentum",
                momentum.range(0, Math.toIntExact(momentum.storage().cells())));
        return state;
    }
}
