import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import loglog.engine.Device;
import loglog.engine.KeyedRandom;
import loglog.engine.Kernels;
import loglog.engine.Precision;
import loglog.engine.Storage;
import loglog.engine.Tensor;
import loglog.engine.devices.Devices;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import loglog.models.training.TrainingStep;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;

/**
 * Where the time of a training step goes, one thread: of each call of a kernel the least time over many steps, summed by kernel, so
 * that other work on the machine disturbs it little. Arguments: architecture, width, layers, context, batch, precision, steps to
 * warm up, steps to measure.
 */
public final class KernelTimes {
    private static final int VOCABULARY = 256;

    private record Call(String kernel, long[] least) {}

    /** Another device, on whose lane other kernels compute. */
    private record Timed(Device device, Kernels timed) implements Device {
        @Override
        public Storage allocate(long cells) {
            return device.allocate(cells);
        }

        @Override
        public long allocatedBytes() {
            return device.allocatedBytes();
        }

        @Override
        public int lanes() {
            return device.lanes();
        }

        @Override
        public int chunkTokens() {
            return device.chunkTokens();
        }

        @Override
        public Precision precision() {
            return device.precision();
        }

        @Override
        public boolean preparesWeights() {
            return device.preparesWeights();
        }

        @Override
        public Kernels kernels(int lane) {
            return device.kernels(lane);
        }

        @Override
        public void run(Work work) {
            device.run((k, lane) -> work.on(timed, lane));
        }

        @Override
        public void close() {
            device.close();
        }
    }

    private final List<Call> calls = new ArrayList<>();
    private int at;
    private boolean measures;

    public static void main(String[] args) {
        new KernelTimes().run(args);
    }

    private void took(String kernel, Object[] arguments, long nanos) {
        if (!measures) {
            return;
        }
        if (at == calls.size()) {
            // Products by their shape: x and y of linear, x and dy of its gradients.
            var shape = kernel.startsWith("linear")
                    ? " %d to %d".formatted(((Tensor) arguments[1]).cols(), ((Tensor) arguments[4]).cols())
                    : "";
            calls.add(new Call(kernel + shape, new long[] {Long.MAX_VALUE}));
        }
        var least = calls.get(at++).least();
        least[0] = Math.min(least[0], nanos);
    }

    private void run(String[] args) {
        int context = Integer.parseInt(args[3]);
        int batch = Integer.parseInt(args[4]);
        var config = Sizes.shape(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]), VOCABULARY, context);
        var processor = Devices.open(Devices.CPU, 1, Precision.valueOf(args[5].toUpperCase(Locale.ROOT)));
        var kernels = processor.kernels(0);
        var timed = (Kernels) Proxy.newProxyInstance(
                KernelTimes.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    long before = System.nanoTime();
                    try {
                        return method.invoke(kernels, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        took(method.getName(), arguments, System.nanoTime() - before);
                    }
                });
        var model = new Model(new Timed(processor, timed), config, 0);
        model.initialize(1);
        var step = new TrainingStep(
                model,
                (d, m, gradients) -> new AdamW(
                        d, m.plan().layout(), m.parameters(), gradients, m.plan().trained(), AdamW.Settings.USUAL),
                batch,
                context);
        var tokens = new int[batch * context];
        var random = KeyedRandom.of(1, 0, "bench");
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = (int) (random.bits(i) & VOCABULARY - 1);
        }
        int warm = Integer.parseInt(args[6]);
        int steps = warm + Integer.parseInt(args[7]);
        for (int i = 1; i <= steps; i++) {
            measures = i > warm;
            at = 0;
            step.gradient(tokens, tokens);
            step.update(new Optimizer.Step(1e-3, 1e-4, Math.min(1, 1 / step.gradientNorm()), i));
        }
        print(batch * context, step.flopsPerToken());
        System.exit(0);
    }

    private void print(int tokens, double flopsPerToken) {
        double total = 0;
        var sums = new TreeMap<String, long[]>();
        for (var call : calls) {
            total += call.least()[0];
            var sum = sums.computeIfAbsent(call.kernel(), _ -> new long[2]);
            sum[0] += call.least()[0];
            sum[1]++;
        }
        System.out.printf(
                "%.2f ms a step, %.0f tokens/s, %.1f GFLOP/s%n",
                total / 1e6, tokens / (total * 1e-9), flopsPerToken * tokens / total);
        double all = total;
        sums.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue()[0], a.getValue()[0]))
                .forEach(e -> System.out.printf(
                        "  %-28s %5.1f%%  %5d calls of %.2f us%n",
                        e.getKey(),
                        100 * e.getValue()[0] / all,
                        e.getValue()[1],
                        e.getValue()[0] / 1e3 / e.getValue()[1]));
    }
}
