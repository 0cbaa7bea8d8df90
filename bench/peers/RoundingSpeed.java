import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import loglog.engine.ElementFormat;
import loglog.engine.KeyedRandom;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import loglog.models.training.TrainingStep;
import loglog.models.transformer.Model;
import loglog.models.transformer.QuantizedTraining;
import loglog.models.transformer.Sizes;

/**
 * What rounding costs, by processor time: of a value, in nanoseconds, and of a step of training of one thread, in milliseconds, with
 * steps of the different formats in turn (medians). Arguments: width, layers.
 *
 * <p>{@code java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -cp CLASSES:JARS
 * bench/peers/RoundingSpeed.java 64 2}
 */
public final class RoundingSpeed {
    private static final int ROUNDS = 25;
    private static final int BATCH = 32;
    private static final int CONTEXT = 128;

    private record Training(String name, TrainingStep step, int[] number) {
        void one(int[] tokens) {
            step.gradient(tokens, tokens);
            step.update(new Optimizer.Step(1e-3, 1e-4, Math.min(1, 1 / step.gradientNorm()), ++number[0]));
        }
    }

    public static void main(String[] args) {
        values();
        steps(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        System.exit(0); // lanes wait for work
    }

    private static void values() {
        var random = new Random(1);
        var values = new float[128 * 256];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        var clock = ManagementFactory.getThreadMXBean();
        for (var format : ElementFormat.values()) {
            var times = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                long spent = 0;
                for (int i = 0; i < 40; i++) {
                    var copy = values.clone();
                    long began = clock.getCurrentThreadCpuTime();
                    format.round(copy, 128, 256, false);
                    spent += clock.getCurrentThreadCpuTime() - began;
                }
                times[round] = spent / 40.0 / values.length;
            }
            Arrays.sort(times);
            System.out.printf(Locale.ROOT, "%-8s %.2f ns a value%n", format.word(), times[ROUNDS / 2]);
        }
    }

    private static void steps(int width, int layers) {
        var config = Sizes.shape("llama", width, layers, 256, CONTEXT);
        var trainings = List.of(
                training("float32", config, null, null),
                training("int4", config, ElementFormat.INT4, null),
                training("ternary", config, ElementFormat.TERNARY, null),
                training("int8 beside int8", config, ElementFormat.INT8, ElementFormat.INT8),
                training("int4 beside int4", config, ElementFormat.INT4, ElementFormat.INT4),
                training("fp8 beside fp8", config, ElementFormat.FP8, ElementFormat.FP8),
                training("fp4 beside fp4", config, ElementFormat.FP4, ElementFormat.FP4));
        var tokens = new int[BATCH * CONTEXT];
        var random = KeyedRandom.of(1, 0, "bench");
        Arrays.setAll(tokens, i -> (int) (random.bits(i) & 255));
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var times = new double[trainings.size()][ROUNDS];
        for (int round = -8; round < ROUNDS; round++) {
            for (int way = 0; way < trainings.size(); way++) {
                long began = system.getProcessCpuTime();
                for (int i = 0; i < 4; i++) {
                    trainings.get(way).one(tokens);
                }
                if (round >= 0) {
                    times[way][round] = (system.getProcessCpuTime() - began) / 4e6;
                }
            }
        }
        for (var of : times) {
            Arrays.sort(of);
        }
        for (int way = 0; way < times.length; way++) {
            double median = times[way][ROUNDS / 2];
            System.out.printf(
                    Locale.ROOT,
                    "%-18s %.1f ms a step, %.2f of float32's%n",
                    trainings.get(way).name(),
                    median,
                    median / times[0][ROUNDS / 2]);
        }
    }

    private static Training training(
            String name, loglog.models.weights.HfConfig config, ElementFormat weights, ElementFormat activations) {
        var model = new Model(Devices.open(Devices.CPU, 1, Precision.FLOAT32), config, 0);
        model.initialize(1);
        var quantized = new QuantizedTraining(Optional.ofNullable(weights), Optional.ofNullable(activations));
        var step = new TrainingStep(
                model,
                (d, m, gradients) -> new AdamW(
                        d, m.plan().layout(), m.parameters(), gradients, m.plan().trained(), AdamW.Settings.USUAL),
                BATCH,
                CONTEXT,
                quantized);
        return new Training(name, step, new int[1]);
    }
}
