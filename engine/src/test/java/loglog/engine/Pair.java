package loglog.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import loglog.engine.cpu.HostDevice;

/** The same tensors on the plain and on the fast device, to run one kernel on both and compare every tensor. */
public final class Pair implements AutoCloseable {
    public static final Device PLAIN = HostDevice.scalar(1);

    private final HostDevice fast = HostDevice.vector(1);
    private final List<Tensor> plainTensors = new ArrayList<>();
    private final List<Tensor> fastTensors = new ArrayList<>();
    private final Random random;

    public Pair(long seed) {
        random = new Random(seed);
    }

    /** What the device that asks for more asks for. */
    public int most(ToLongFunction<Kernels> cells) {
        return Math.toIntExact(Math.max(cells.applyAsLong(PLAIN.kernels(0)), cells.applyAsLong(fast.kernels(0))));
    }

    /** A call of a kernel on tensors in the order in which they were made. */
    public interface Call {
        void on(Kernels k, List<Tensor> t);
    }

    /** A tensor of normal values, with a gap of {@code gap} cells after each row; gaps hold values too. */
    public Pair normal(int rows, int cols, int gap) {
        var values = new float[rows * (cols + gap)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return add(rows, cols, gap, values, null);
    }

    public Pair normal(int rows, int cols) {
        return normal(rows, cols, 0);
    }

    /** A row of ints from {@code from} to {@code bound - 1}. */
    public Pair ints(int n, int from, int bound) {
        return add(1, n, 0, null, random.ints(n, from, bound).toArray());
    }

    private Pair add(int rows, int cols, int gap, float[] floats, int[] ints) {
        place(PLAIN, plainTensors, rows, cols, gap, floats, ints);
        place(fast, fastTensors, rows, cols, gap, floats, ints);
        return this;
    }

    private static void place(Device device, List<Tensor> to, int rows, int cols, int gap, float[] floats, int[] ints) {
        var all = Tensor.of(device.allocate((long) rows * (cols + gap)), 0, rows, cols + gap);
        if (ints == null) {
            device.kernels(0).write(floats, all);
        } else {
            device.kernels(0).write(ints, 0, all);
        }
        to.add(all.columnsFrom(0, cols));
    }

    /** Runs the kernel on both; then every cell of every tensor, gaps included, agrees to {@code tolerance}. */
    public void agree(double tolerance, Call call) {
        agree(tolerance, plainTensors.size(), call);
    }

    /** As above, for the first {@code compared} tensors: others are opaque. */
    public void agree(double tolerance, int compared, Call call) {
        call.on(PLAIN.kernels(0), plainTensors);
        call.on(fast.kernels(0), fastTensors);
        for (int i = 0; i < compared; i++) {
            var expected = values(PLAIN, plainTensors.get(i));
            var found = values(fast, fastTensors.get(i));
            for (int j = 0; j < expected.length; j++) {
                if (Float.floatToRawIntBits(found[j]) == Float.floatToRawIntBits(expected[j])) {
                    continue; // also ints that read as NaN
                }
                assertThat((double) found[j])
                        .as("tensor %d, cell %d", i, j)
                        .isCloseTo(
                                expected[j],
                                org.assertj.core.data.Offset.offset(tolerance * (1 + Math.abs(expected[j]))));
            }
        }
    }

    private static float[] values(Device device, Tensor t) {
        var all = new Tensor(t.storage(), 0, t.rows(), t.stride(), t.stride());
        var values = new float[Math.toIntExact(all.size())];
        device.kernels(0).read(all, values);
        return values;
    }

    @Override
    public void close() {
        fast.close();
    }
}
