package loglog.tasks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.engine.optimizers.AdamW;
import loglog.engine.optimizers.Optimizer;
import loglog.models.generation.BatchSampler;
import loglog.models.generation.Prompt;
import loglog.models.generation.Sampling;
import loglog.models.training.TrainingStep;
import loglog.models.transformer.Model;
import loglog.models.weights.Gpt2;
import loglog.runs.RunLock;

/**
 * A model that learns a share of a {@link ModularTable} by heart and, much later, the rule (Power et al. 2022, arXiv 2201.02177): one
 * layer, all of the training side in every step, AdamW whose decay does the work. The test side is the rest of the table, all
 * of it, so that its accuracy has no sampling error.
 *
 * @param table what is learned, and which share of it
 * @param width of the model, a multiple of the heads
 * @param rate of learning, after ten steps of warm-up
 * @param weightDecay decoupled; weights shrink by it times the rate in each step
 * @param steps at most
 * @param every so many steps both accuracies are measured
 */
public record Grokking(ModularTable table, int width, double rate, double weightDecay, int steps, int every) {
    private static final int HEADS = 4;
    private static final int LENGTH = 4;
    private static final int WARM_UP = 10;

    /** Sequences are computed in chunks that divide the batch. */
    private static final int MULTIPLE = 64;

    private static final AdamW.Settings ADAM = new AdamW.Settings(0.9, 0.98, 1e-8);

    /** What is reached where it is said to be learned. */
    public static final double LEARNED = 0.99;

    /** The frequencies of the embedding that a grokked model lives by are so many at most. */
    public static final int FREQUENCIES = 6;

    /** Steps gone on with after the rule is learned, in which what is not needed of the embedding decays. */
    private static final int AFTERWARDS = 400;

    /** Steps between two states that are kept, of a run with a folder. */
    private static final int KEPT_EVERY = 200;

    /** One measurement. */
    public record Point(
            int step,
            double trainLoss,
            double testLoss,
            double trainAccuracy,
            double testAccuracy,
            double concentration) {}

    /**
     * What came of it.
     *
     * @param params of the model
     * @param points measured, the step 0 first
     * @param memorizedAt the first step at which {@link #LEARNED} of the training side is right; -1 for never
     * @param generalizedAt the same of the test side
     * @param spectrum of the embedding at the end, by frequency from 1, of sum 1
     * @param cosines R^2 of the logits over all pairs, explained by {@code cos(w (a + b - c))} of at most {@link #FREQUENCIES} w
     */
    public record Result(
            long seed,
            long params,
            List<Point> points,
            int memorizedAt,
            int generalizedAt,
            double[] spectrum,
            double cosines) {

        /** Steps from the one to the other; NaN where the rule was not learned. */
        public double delay() {
            return generalizedAt < 0 || memorizedAt < 0 ? Double.NaN : generalizedAt - memorizedAt;
        }

        /** The highest loss on the test side, nats. */
        public double peakTestLoss() {
            return points.stream().mapToDouble(Point::testLoss).max().orElse(Double.NaN);
        }

        /** The share of the embedding's energy in its {@link #FREQUENCIES} strongest frequencies: Nanda et al. 2023, arXiv 2301.05217. */
        public double concentration() {
            return strongest(spectrum);
        }
    }

    private static double strongest(double[] spectrum) {
        var sorted = spectrum.clone();
        Arrays.sort(sorted);
        return Arrays.stream(sorted)
                .skip(Math.max(0, sorted.length - FREQUENCIES))
                .sum();
    }

    /**
     * Trains.
     *
     * @param threads to compute with; the result depends on them in the last bits
     * @param seed of the first weights
     * @param progress told of each measurement
     */
    public Result run(int threads, long seed, Consumer<Point> progress) {
        return run(threads, seed, null, progress);
    }

    /**
     * Trains in a folder, or goes on there to the same bits, or gives the result that is there.
     *
     * @param folder of the run, which is made where it is not there; null for none
     * @throws loglog.runs.DataException where the folder holds another run
     */
    public Result run(int threads, long seed, Path folder, Consumer<Point> progress) {
        if (folder == null) {
            return train(threads, seed, null, progress);
        }
        try (var lock = RunLock.take(folder)) {
            var kept = GrokkingFolder.open(lock.folder(), this, threads, seed);
            var finished = kept.result(seed);
            return finished.isPresent() ? finished.get() : train(kept.threads(), seed, kept, progress);
        }
    }

    private Result train(int threads, long seed, GrokkingFolder kept, Consumer<Point> progress) {
        long began = System.nanoTime();
        var words = table.vocabulary();
        try (var device = Devices.open(Devices.CPU, threads, Precision.FLOAT32)) {
            var model = new Model(
                    device,
                    new Gpt2(words.size(), width, 1, HEADS, 4 * width, LENGTH + 1, 1e-5, false, OptionalInt.empty()),
                    0);
            model.initialize(seed);
            var train = new Rows(table, HashSplit.Side.TRAINING);
            var test = new Rows(table, HashSplit.Side.TEST);
            int batch = (Math.max(train.size, test.size) + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
            train.pad(batch, words.pad());
            test.pad(batch, words.pad());
            var trainer = new TrainingStep(
                    model,
                    (d, m, gradients) -> new AdamW(
                            d,
                            m.plan().layout(),
                            m.parameters(),
                            gradients,
                            m.plan().trained(),
                            ADAM),
                    batch,
                    LENGTH);
            var sampler = new BatchSampler(model, table.modulus(), LENGTH + 1);
            var points = new ArrayList<Point>();
            int from = kept == null ? 0 : kept.resume(model, trainer.optimizer(), points);
            int memorized = first(points, Point::trainAccuracy);
            int generalized = first(points, Point::testAccuracy);
            int last = steps;
            for (int step = from; step <= steps; step++) {
                if (kept != null && step % KEPT_EVERY == 0 && step > from) {
                    kept.keep(step, model, trainer.optimizer());
                }
                if (step % every == 0 || step == steps) {
                    var point = new Point(
                            step,
                            trainer.evaluate(train.tokens, train.targets, train.weights) / train.size,
                            trainer.evaluate(test.tokens, test.targets, test.weights) / test.size,
                            train.accuracy(sampler),
                            test.accuracy(sampler),
                            strongest(spectrum(model)));
                    points.add(point);
                    if (kept != null) {
                        kept.add(point);
                    }
                    progress.accept(point);
                    memorized = first(points, Point::trainAccuracy);
                    generalized = first(points, Point::testAccuracy);
                }
                if (generalized >= 0 && step >= generalized + AFTERWARDS) {
                    last = step;
                    break;
                }
                trainer.gradient(train.tokens, train.targets, train.weights, train.size);
                double now = rate * Math.min(1, (step + 1.0) / WARM_UP);
                trainer.update(
                        new Optimizer.Step(now, now * weightDecay, Math.min(1, 1 / trainer.gradientNorm()), step + 1));
            }
            var result = new Result(
                    seed,
                    model.params(),
                    List.copyOf(points),
                    memorized,
                    generalized,
                    spectrum(model),
                    cosines(sampler, words));
            if (kept != null) {
                kept.keep(last + 1, model, trainer.optimizer());
                double tokens = (double) last * batch * LENGTH;
                kept.finish(result, test.size, (long) tokens, tokens * trainer.flopsPerToken(), began);
            }
            return result;
        }
    }

    /** The first step at which an accuracy is there; -1 for none. */
    private static int first(List<Point> points, ToDoubleFunction<Point> accuracy) {
        return points.stream()
                .filter(p -> accuracy.applyAsDouble(p) >= LEARNED)
                .mapToInt(Point::step)
                .findFirst()
                .orElse(-1);
    }

    /** What of the logits is cosines of few frequencies: all pairs and all answers, each pair's mean left out. */
    private double cosines(BatchSampler sampler, Vocabulary words) {
        int p = table.modulus();
        var prompts = new ArrayList<int[]>();
        var answers = new ArrayList<List<int[]>>();
        for (int a = 0; a < p; a++) {
            for (int b = 0; b < p; b++) {
                prompts.add(words.encode(table.read(a + table.sign() + b).prompt()));
                var each = new ArrayList<int[]>();
                for (int c = 0; c < p; c++) {
                    each.add(new int[] {c});
                }
                answers.add(each);
            }
        }
        var logs = sampler.logProbabilities(Prompt.numbered(prompts), answers);
        var logits = new double[p * p][p];
        for (int i = 0; i < logits.length; i++) {
            for (int c = 0; c < p; c++) {
                logits[i][c] = logs.get(i).get(c)[0];
            }
        }
        return cosines(logits, p);
    }

    /**
     * R^2 of {@code sum_w alpha_w cos(w (a + b - c))} over at most {@link #FREQUENCIES} frequencies, those that explain the most.
     *
     * @param logits [a * modulus + b, c], up to a constant for each pair
     */
    static double cosines(double[][] logits, int modulus) {
        double all = 0;
        var byDistance = new double[modulus];
        for (int i = 0; i < logits.length; i++) {
            double mean = Arrays.stream(logits[i]).average().orElseThrow();
            int sum = i / modulus + i % modulus;
            for (int c = 0; c < modulus; c++) {
                double centered = logits[i][c] - mean;
                all += centered * centered;
                byDistance[Math.floorMod(sum - c, modulus)] += centered;
            }
        }
        // The cosines are orthogonal over all (a, b, c), and each has half a square on average.
        double rows = (double) logits.length * modulus;
        var explained = new double[modulus / 2];
        for (int f = 1; f <= explained.length; f++) {
            double product = 0;
            for (int d = 0; d < modulus; d++) {
                product += byDistance[d] * Math.cos(2 * Math.PI * (f * d % modulus) / modulus);
            }
            explained[f - 1] = product * product / (rows / 2) / all;
        }
        return strongest(explained);
    }

    /** One side of the table as sequences: a, the operation, b, equals; the answer is the last one's target. */
    private static final class Rows {
        private final int size;
        private final List<int[]> prompts = new ArrayList<>();
        private final int[] answers;
        private int[] tokens;
        private int[] targets;
        private float[] weights;

        Rows(ModularTable table, HashSplit.Side side) {
            size = Math.toIntExact(table.count(side));
            answers = new int[size];
            var words = table.vocabulary();
            for (int i = 0; i < size; i++) {
                var problem = table.problem(0, i, side);
                prompts.add(words.encode(problem.prompt()));
                answers[i] = words.encode(problem.answer())[0];
            }
        }

        void pad(int batch, int filler) {
            tokens = new int[batch * LENGTH];
            targets = new int[batch * LENGTH];
            weights = new float[batch * LENGTH];
            Arrays.fill(tokens, filler);
            Arrays.fill(targets, -1);
            for (int i = 0; i < size; i++) {
                System.arraycopy(prompts.get(i), 0, tokens, i * LENGTH, LENGTH);
                targets[(i + 1) * LENGTH - 1] = answers[i];
                weights[(i + 1) * LENGTH - 1] = 1;
            }
        }

        double accuracy(BatchSampler sampler) {
            var written = sampler.sample(Prompt.numbered(prompts), 1, 1, new Sampling(0, 0, 1, 1));
            int right = 0;
            for (int i = 0; i < size; i++) {
                right += written.completions().get(i).getFirst().tokens()[0] == answers[i] ? 1 : 0;
            }
            return (double) right / size;
        }
    }

    /** The share of the numbers' embeddings that is at each frequency, over the numbers' circle and all dimensions, their mean left out. */
    private double[] spectrum(Model model) {
        var stored = model.stored().stream()
                .filter(tensor -> tensor.name().endsWith("wte.weight"))
                .findFirst()
                .orElseThrow();
        return spectrum(stored.floats(), table.modulus(), width);
    }

    /**
     * Energy by frequency.
     *
     * @param embedding at least [modulus, width]
     * @return of frequencies 1 to modulus / 2, of sum 1
     */
    static double[] spectrum(float[] embedding, int modulus, int width) {
        var energy = new double[modulus / 2];
        double all = 0;
        for (int f = 1; f <= energy.length; f++) {
            for (int d = 0; d < width; d++) {
                double cos = 0;
                double sin = 0;
                for (int n = 0; n < modulus; n++) {
                    double angle = 2 * Math.PI * (f * n % modulus) / modulus;
                    cos += embedding[n * width + d] * Math.cos(angle);
                    sin += embedding[n * width + d] * Math.sin(angle);
                }
                energy[f - 1] += cos * cos + sin * sin;
            }
            all += energy[f - 1];
        }
        for (int f = 0; f < energy.length; f++) {
            energy[f] /= all;
        }
        return energy;
    }
}
