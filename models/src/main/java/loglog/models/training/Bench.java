package loglog.models.training;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CyclicBarrier;
import loglog.engine.KeyedRandom;
import loglog.engine.cpu.HostDevice;
import loglog.engine.cpu.Peak;
import loglog.engine.optimisers.AdamW;
import loglog.engine.optimisers.Optimiser;
import loglog.models.transformer.Model;
import loglog.models.weights.HfConfig;

/** How fast this machine trains: forward, backward and AdamW in float32 on random tokens, beside the machine's own peak. */
public final class Bench {
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
            int heads = Math.max(1, width / headWidth());
            return switch (architecture) {
                case "gpt2" ->
                    new HfConfig.Gpt2(
                            VOCABULARY, width, layers, heads, 4 * width, context, 1e-5, true, OptionalInt.empty());
                case "llama" ->
                    new HfConfig.Llama(
                            VOCABULARY,
                            width,
                            layers,
                            heads,
                            heads,
                            headWidth(),
                            (width * 8 / 3 + 15) / 16 * 16,
                            context,
                            1e-5,
                            10000,
                            true,
                            OptionalInt.empty());
                default -> throw new IllegalArgumentException("no architecture is called " + architecture);
            };
        }

        private int headWidth() {
            return width < 128 ? 16 : 32;
        }
    }

    /**
     * One measurement.
     *
     * @param runs training runs side by side
     * @param lanes of each; all cores are runs * lanes
     * @param tokensPerSecond of all runs together: the median of several stretches
     * @param gflops 1e9 FLOP per second, by {@link Trainer#flopsPerToken}
     * @param shareOfPeak of the measured peak of as many cores
     */
    public record Result(Shape shape, int runs, int lanes, double tokensPerSecond, double gflops, double shareOfPeak) {}

    /** The peak of {@code cores} cores in GFLOP/s: fused multiply-adds in registers, for about a second. */
    public static double peakGflops(int cores) {
        return Peak.gflops(cores);
    }

    /**
     * Trains for about {@code seconds} and says how fast.
     *
     * @param runs how many side by side, each on threads of its own
     * @param lanes of each run
     */
    public static Result train(Shape shape, int runs, int lanes, double seconds, double peakGflops) {
        var started = new CyclicBarrier(runs);
        var rates = new double[runs];
        var flops = new double[1];
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < runs; i++) {
            int run = i;
            threads.add(Thread.ofPlatform().start(() -> rates[run] = measure(shape, lanes, seconds, started, flops)));
        }
        for (var thread : threads) {
            join(thread);
        }
        double rate = 0;
        for (double r : rates) {
            rate += r;
        }
        double gflops = rate * flops[0] / 1e9;
        return new Result(shape, runs, lanes, rate, gflops, gflops / peakGflops);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private static double measure(Shape shape, int lanes, double seconds, CyclicBarrier started, double[] flops) {
        try (var device = HostDevice.vector(lanes)) {
            var model = new Model(device, shape.config(), 0);
            model.initialise(1);
            int chunk = Trainer.chunk(shape.batch(), shape.context(), lanes);
            var trainer = new Trainer(
                    model,
                    (d, m, gradients) -> new AdamW(
                            d,
                            m.plan().layout(),
                            m.parameters(),
                            gradients,
                            m.plan().trained(),
                            AdamW.Settings.USUAL),
                    shape.batch(),
                    shape.context(),
                    chunk);
            flops[0] = trainer.flopsPerToken();
            var tokens = new int[shape.batch() * shape.context()];
            var random = KeyedRandom.of(1, 0, "bench");
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = (int) (random.bits(i) & VOCABULARY - 1);
            }
            var durations = new ArrayList<Double>();
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
                step(trainer, tokens, ++step);
                durations.add((System.nanoTime() - before) * 1e-9);
            }
            durations.sort(null);
            return shape.batch() * shape.context() / durations.get(durations.size() / 2);
        } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new IllegalStateException("interrupted while measuring", e);
        }
    }

    private static void step(Trainer trainer, int[] tokens, int number) {
        trainer.gradient(tokens, tokens);
        double clip = Math.min(1, 1 / trainer.gradientNorm());
        trainer.update(new Optimiser.Step(1e-3, 1e-4, clip, number));
    }
}
