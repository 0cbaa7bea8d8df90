import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import loglog.engine.KeyedRandom;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import loglog.models.training.Bench;
import loglog.models.training.TrainingStep;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;

/**
 * Trains when told to: each line of its input is a precision and seconds, and is answered by a line of JSON: tokens of the median
 * step, its seconds and its seconds of processor time. Arguments: architecture, width, layers, context, batch, threads, and the
 * seconds of each precision's start, in which the compiler learns. Greets with a line that has the machine's peak.
 */
public final class TrainSpeed {
    private static final int VOCABULARY = 256;

    private record Training(TrainingStep step, int[] tokens, int[] number) {
        void one() {
            step.gradient(tokens, tokens);
            step.update(new Optimizer.Step(1e-3, 1e-4, Math.min(1, 1 / step.gradientNorm()), ++number[0]));
        }
    }

    public static void main(String[] args) throws Exception {
        int context = Integer.parseInt(args[3]);
        int batch = Integer.parseInt(args[4]);
        int threads = Integer.parseInt(args[5]);
        var config = Sizes.shape(args[0], Integer.parseInt(args[1]), Integer.parseInt(args[2]), VOCABULARY, context);
        var trainings = new EnumMap<Precision, Training>(Precision.class);
        for (var precision : Precision.values()) {
            if (Devices.supports(Devices.CPU, precision)) {
                var model = new Model(Devices.open(Devices.CPU, threads, precision), config, 0);
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
                trainings.put(precision, new Training(step, tokens, new int[1]));
            }
        }
        for (var training : trainings.values()) {
            measure(training, Double.parseDouble(args[6]));
        }
        System.out.println("{\"peak_gflops\": %.1f, \"flops_per_token\": %.6g}"
                .formatted(Bench.peakGflops(threads), trainings.get(Precision.FLOAT32).step().flopsPerToken()));
        var lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = lines.readLine()) != null; ) {
            var words = line.split(" ");
            var median = measure(trainings.get(Precision.valueOf(words[0].toUpperCase(Locale.ROOT))), Double.parseDouble(words[1]));
            System.out.println("{\"tokens\": %d, \"seconds\": %.9f, \"processor_seconds\": %.9f}"
                    .formatted(batch * context, median[0], median[1]));
        }
        System.exit(0); // lanes wait for work
    }

    private static double[] measure(Training training, double seconds) {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var durations = new ArrayList<Double>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long processor = system.getProcessCpuTime();
        while (System.nanoTime() < end || durations.size() < 3) {
            long before = System.nanoTime();
            training.one();
            durations.add((System.nanoTime() - before) * 1e-9);
        }
        // The process's clock ticks too coarsely for a step.
        double each = (system.getProcessCpuTime() - processor) * 1e-9 / durations.size();
        return new double[] {median(durations), each};
    }

    private static double median(List<Double> values) {
        values.sort(null);
        return values.get(values.size() / 2);
    }
}
