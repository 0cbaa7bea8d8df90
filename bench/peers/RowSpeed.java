import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import loglog.engine.BlockFormat;
import loglog.engine.QuantizedMatrix;
import loglog.engine.Tensor;
import loglog.engine.cpu.HostDevice;

/**
 * Products of one row with matrices of 256 by 256, by a thread's processor time: microseconds a product, median of rounds that take
 * turns. Argument: how many matrices there are, which are read in turn (1 stays in the second-level cache, 64 do not).
 *
 * <p>{@code java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp engine/target/classes:JAVACPP
 * bench/peers/RowSpeed.java 64}
 */
public final class RowSpeed {
    private static final int N = 256;
    private static final int ROUNDS = 15;
    private static final int PRODUCTS = 20_000;

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        try (var device = HostDevice.vector(1)) {
            var random = new Random(1);
            var values = new float[N * N];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            var k = device.kernels(0);
            var x = Tensor.of(device.allocate(N), 0, 1, N);
            var y = Tensor.of(device.allocate(N), 0, 1, N);
            k.write(Arrays.copyOf(values, N), x);
            var floats = new ArrayList<Tensor>();
            var blocks = new ArrayList<List<QuantizedMatrix>>();
            for (var _ : BlockFormat.values()) {
                blocks.add(new ArrayList<>());
            }
            for (int i = 0; i < count; i++) {
                var w = Tensor.of(device.allocate(N * N), 0, N, N);
                k.write(values, w);
                floats.add(w);
                for (var format : BlockFormat.values()) {
                    blocks.get(format.ordinal())
                            .add(QuantizedMatrix.on(device, format, N, N, format.quantize(values)));
                }
            }
            var clock = ManagementFactory.getThreadMXBean();
            int ways = 1 + BlockFormat.values().length;
            var times = new double[ways][ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                for (int way = 0; way < ways; way++) {
                    long began = clock.getCurrentThreadCpuTime();
                    for (int i = 0; i < PRODUCTS; i++) {
                        if (way == 0) {
                            k.row(true, x, floats.get(i % count), y);
                        } else {
                            k.row(blocks.get(way - 1).get(i % count), x, y);
                        }
                    }
                    times[way][round] = (clock.getCurrentThreadCpuTime() - began) / 1000.0 / PRODUCTS;
                }
            }
            for (int way = 0; way < ways; way++) {
                var learned = Arrays.copyOfRange(times[way], 4, ROUNDS);
                Arrays.sort(learned);
                System.out.printf(
                        "%-6s %.2f us (%.2f to %.2f)%n",
                        way == 0 ? "f32" : BlockFormat.values()[way - 1].name().toLowerCase(),
                        learned[learned.length / 2],
                        learned[0],
                        learned[learned.length - 1]);
            }
        }
    }
}
