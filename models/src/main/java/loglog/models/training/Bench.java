package loglog.models.training;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Consumer;
import loglog.engine.KeyedRandom;
import loglog.engine.Precision;
import loglog.engine.cpu.Peak;
import loglog.engine.devices.Devices;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import loglog.models.transformer.Model;
import loglog.models.transformer.ParameterPlan;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.runs.Json;

/** How fast this machine trains: forward, backward and AdamW on random tokens, beside the machine's own peak. */
public final class Bench {
    /** {@code [seconds [architecture [width]]]}: prints the report as JSON, of all shapes or those of one width. */
    public static void main(String[] args) {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 4;
        var architecture = args.length > 1 ? args[1] : "gpt2";
        int width = args.length > 2 ? Integer.parseInt(args[2]) : 0;
        var shapes = SHAPES.stream()
                .filter(s -> width == 0 || s.width() == width)
                .map(s -> new Shape(architecture, s.width(), s.layers(), s.context(), s.batch()))
                .toList();
        int cores = Runtime.getRuntime().availableProcessors();
        System.out.println(report(cores, shapes, List.of(Precision.FLOAT32), seconds, _ -> {})
                .json());
    }

    /** The four shapes that Loglog's speed is stated for. */
    public static final List<Shape> SHAPES = List.of(
            new Shape("gpt2", 32, 2, 128, 32),
            new Shape("gpt2", 64, 4, 128, 32),
            new Shape("gpt2", 128, 4, 128, 32),
            new Shape("gpt2", 256, 6, 256, 16));

    private static final int VOCABULARY = 256;

    private Bench() {}

    /**
     * A model and a batch.
     *
     * @param architecture {@code gpt2} or {@code llama}
     */
    public record Shape(String architecture, int width, int layers, int context, int batch) {
        HfConfig config() {
            return Sizes.shape(architecture, width, layers, VOCABULARY, context);
        }

        /** Trained parameters. */
        public long params() {
            return ParameterPlan.params(config());
        }
    }

    /**
     * One measurement.
     *
     * @param precision of the model's products
     * @param runs training runs side by side
     * @param lanes of each; all cores are runs * lanes
     * @param tokensPerSecond of all runs together: the median of several stretches
     * @param tokensPerProcessorSecond per second of processor time, where the measured threads' own can be told (single
     *     lanes); a busy machine disturbs it less. 0 otherwise
     * @param gflops 1e9 FLOP per second, by {@link TrainingStep#flopsPerToken}
     * @param shareOfPeak of the measured peak of as many cores, float32's whatever the precision
     */
    public record Result(
            Shape shape,
            Precision precision,
            int runs,
            int lanes,
            double tokensPerSecond,
            double tokensPerProcessorSecond,
            double gflops,
            double shareOfPeak) {}

    /**
     * All that a machine is measured for.
     *
     * @param cores used
     * @param peakGflops of fused multiply-adds on all cores
     * @param productGflops of large matrix products, one on each core
     * @param results each shape, in each precision, as one run on all cores, then as one single-threaded run per core
     */
    public record Report(int cores, double peakGflops, double productGflops, List<Result> results) {
        /**
         * As one JSON object: {@code peak_gflops}, {@code blas_gflops}, {@code cores}, and {@code train}, a row for each
         * result; {@code runs} and {@code lanes} tell the two ways of using the cores apart.
         */
        public String json() {
            var json = Json.MAPPER.createObjectNode();
            json.put("cores", cores).put("peak_gflops", peakGflops).put("blas_gflops", productGflops);
            var rows = json.putArray("train");
            for (var r : results) {
                rows.addObject()
                        .put("architecture", r.shape().architecture())
                        .put("width", r.shape().width())
                        .put("layers", r.shape().layers())
                        .put("context", r.shape().context())
                        .put("batch", r.shape().batch())
                        .put("precision", r.precision().name())
                        .put("runs", r.runs())
                        .put("lanes", r.lanes())
                        .put("tokens_per_second", r.tokensPerSecond())
                        .put("tokens_per_processor_second", r.tokensPerProcessorSecond())
                        .put("gflops", r.gflops())
                        .put("share_of_peak", r.shareOfPeak());
            }
            return json.toString();
        }
    }

    /**
     * Measures the machine: its peak, its products, and each shape both ways.
     *
     * @param cores to use
     * @param precisions to train in
     * @param seconds for each training measurement, half of it to warm up
     * @param each is given every result as it comes
     */
    public static Report report(
            int cores, List<Shape> shapes, List<Precision> precisions, double seconds, Consumer<Result> each) {
        double peak = peakGflops(cores);
        double product = Peak.productGflops(cores, 512);
        var results = new ArrayList<Result>();
        for (var shape : shapes) {
            for (var precision : precisions) {
                results.add(train(shape, precision, 1, cores, seconds, peak));
                each.accept(results.getLast());
                if (cores > 1) {
                    results.add(train(shape, precision, cores, 1, seconds, peak));
                    each.accept(results.getLast());
                }
            }
        }
        return new Report(cores, peak, product, List.copyOf(results));
    }

    /** The peak of {@code cores} cores in GFLOP/s: fused multiply-adds in registers, for about a second. */
    public static double peakGflops(int cores) {
        return Peak.gflops(cores);
    }

    /**
     * Trains for about {@code seconds} and says how fast.
     *
     * @param precision of the model's products, which this processor has ({@link Devices#supports})
     * @param runs how many side by side, each on threads of its own
     * @param lanes of each run
     */
    public static Result train(
            Shape shape, Precision precision, int runs, int lanes, double seconds, double peakGflops) {
        var started = new CyclicBarrier(runs);
        var rates = new double[runs];
        var processor = new double[runs];
        var flops = new double[runs];
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < runs; i++) {
            int run = i;
            threads.add(Thread.ofPlatform().start(() -> {
                var measured = measure(shape, precision, lanes, seconds, started);
                rates[run] = measured.rate();
                processor[run] = measured.processorRate();
                flops[run] = measured.flopsPerToken();
            }));
        }
        for (var thread : threads) {
            join(thread);
        }
        double rate = 0;
        for (double r : rates) {
            rate += r;
        }
        double gflops = rate * flops[0] / 1e9;
        double perProcessorSecond = 0;
        for (double r : processor) {
            perProcessorSecond += lanes == 1 ? r / runs : 0;
        }
        return new Result(shape, precision, runs, lanes, rate, perProcessorSecond, gflops, gflops / peakGflops);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private record Measured(double rate, double processorRate, double flopsPerToken) {}

    private static Measured measure(
            Shape shape, Precision precision, int lanes, double seconds, CyclicBarrier started) {
        var clock = ManagementFactory.getThreadMXBean();
        try (var device = Devices.open(Devices.CPU, lanes, precision)) {
            var model = new Model(device, shape.config(), 0);
            model.initialize(1);
            var trainer = new TrainingStep(
                    model,
                    (d, m, gradients) -> new AdamW(
                            d,
                            m.plan().layout(),
                            m.parameters(),
                            gradients,
                            m.plan().trained(),
                            AdamW.Settings.USUAL),
                    shape.batch(),
                    shape.context());
            var tokens = new int[shape.batch() * shape.context()];
            var random = KeyedRandom.of(1, 0, "bench");
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = (int) (random.bits(i) & VOCABULARY - 1);
            }
            var durations = new ArrayList<Double>();
            var processor = new ArrayList<Double>();
            int step = 0;
            // The first half lets the compiler finish; the second is measured.
            long warm = System.nanoTime() + (long) (seconds / 2 * 1e9);
            while (System.nanoTime() < warm || step < 5) {
                step(trainer, tokens, ++step);
            }
            started.await();
            long end = System.nanoTime() + (long) (seconds / 2 * 1e9);
            while (System.nanoTime() < end || durations.size() < 5) {
                long before = System.nanoTime();
                long beforeProcessor = clock.getCurrentThreadCpuTime();
                step(trainer, tokens, ++step);
                durations.add((System.nanoTime() - before) * 1e-9);
                processor.add((clock.getCurrentThreadCpuTime() - beforeProcessor) * 1e-9);
            }
            double tokensOfStep = shape.batch() * shape.context();
            return new Measured(
                    tokensOfStep / median(durations), tokensOfStep / median(processor), trainer.flopsPerToken());
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private static double median(List<Double> values) {
        values.sort(null);
        return values.get(values.size() / 2);
    }

    private static void step(TrainingStep trainer, int[] tokens, int number) {
        trainer.gradient(tokens, tokens);
        double clip = Math.min(1, 1 / trainer.gradientNorm());
        trainer.update(new Optimizer.Step(1e-3, 1e-4, clip, number));
    }
}
