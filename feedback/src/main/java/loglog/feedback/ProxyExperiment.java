package loglog.feedback;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import loglog.engine.Device;
import loglog.engine.Precision;
import loglog.laws.rates.BestOfN;
import loglog.models.training.Recipe;
import loglog.models.training.Schedule;
import loglog.models.transformer.Model;
import loglog.models.transformer.Sizes;
import loglog.models.weights.HfConfig;
import loglog.models.weights.Llama;
import loglog.models.weights.ShardedSafetensors;

/**
 * Over-optimization measured from nothing (Gao, Schulman and Hilton 2022, arXiv 2210.10760, with everything small): the gold score
 * is what a fixed random transformer gives a text of 12 letters, the first policy draws letters from a fixed Markov chain, and a proxy is a
 * reward model that learned from comparisons by the gold score. The best of n by the proxy is then worth this much gold, in
 * standard deviations of one sample's.
 */
public final class ProxyExperiment {
    static final int LETTERS = 16;
    static final int START = LETTERS;
    static final int LENGTH = 12;
    private static final int WIDTH_STEP = 16;
    private static final int NARROW_STEP = 4;
    private static final int WIDEST = 1024;
    private static final int DEEPEST = 16;
    private static final int GOLD_WIDTH = 32;
    private static final int GOLD_LAYERS = 2;
    static final int HELD_OUT = 2000;

    /** Preferences are a lot with the odds {@code exp(difference / temperature)}, the difference in standard deviations. */
    private static final double TEMPERATURE = 1.5;

    private static final int PAIRS_OF_AN_UPDATE = 32;
    private static final double RATE = 3e-3;
    private static final int EVERY = 10;
    private static final int PATIENCE = 10;
    private static final int MOST_UPDATES = 3000;

    private final Device device;
    private final RewardModel gold;
    private final double[][] chain;
    private final double mean;
    private final double deviation;

    /**
     * A proxy.
     *
     * @param width of its layers
     * @param layers how many
     * @param pairs comparisons that it learns from; a tenth of them decide when it stops
     * @param seed of its weights, its comparisons and the samples that it is tried on
     */
    public record Proxy(int width, int layers, int pairs, long seed) {}

    /**
     * The best of n.
     *
     * @param proxy the proxy's score of it, in its own standard deviations above the mean
     * @param gold the gold score of it, likewise
     */
    public record Point(long n, double kl, double proxy, double gold) {}

    /**
     * What a proxy led to.
     *
     * @param accuracy on comparisons that it has not seen
     * @param updates behind its weights, which are those of the least loss on its held-out comparisons
     */
    public record Scores(Proxy of, long params, double accuracy, long updates, List<Point> points) {}

    /**
     * Makes the gold score and the first policy.
     *
     * @param seed of both
     */
    public ProxyExperiment(Device device, long seed) {
        this.device = device;
        gold = model(GOLD_WIDTH, GOLD_LAYERS, seed);
        var random = new SplittableRandom(seed);
        chain = new double[LETTERS + 1][LETTERS];
        for (var row : chain) {
            double sum = 0;
            for (int i = 0; i < LETTERS; i++) {
                row[i] = Math.exp(random.nextGaussian());
                sum += row[i];
            }
            for (int i = 0; i < LETTERS; i++) {
                row[i] = row[i] / sum + (i == 0 ? 0 : row[i - 1]); // cumulative
            }
        }
        var scores = gold.scores(texts(4 * HELD_OUT, random));
        mean = Arrays.stream(scores).average().orElseThrow();
        deviation = Math.sqrt(Arrays.stream(scores)
                .map(s -> (s - mean) * (s - mean))
                .average()
                .orElseThrow());
    }

    private RewardModel model(int width, int layers, long seed) {
        var model = proxyModel(width, layers);
        model.initialize(seed);
        return new RewardModel(model, LENGTH + 1);
    }

    /** Draws of the first policy: {@link #LENGTH} letters after {@link #START}. */
    List<Response> texts(int count, SplittableRandom random) {
        var texts = new ArrayList<Response>(count);
        for (int t = 0; t < count; t++) {
            var letters = new int[LENGTH];
            int last = START;
            for (int i = 0; i < LENGTH; i++) {
                double u = random.nextDouble();
                int letter = 0;
                while (letter < LETTERS - 1 && chain[last][letter] < u) {
                    letter++;
                }
                letters[i] = letter;
                last = letter;
            }
            texts.add(new Response(new int[] {START}, letters));
        }
        return texts;
    }

    /** Gold scores, in standard deviations above the mean of the first policy. */
    double[] gold(List<Response> texts) {
        return Arrays.stream(gold.scores(texts))
                .map(s -> (s - mean) / deviation)
                .toArray();
    }

    private List<PreferencePair> pairs(int count, SplittableRandom random) {
        var texts = texts(2 * count, random);
        var scores = gold(texts);
        var pairs = new ArrayList<PreferencePair>(count);
        for (int i = 0; i < count; i++) {
            var one = texts.get(2 * i);
            var other = texts.get(2 * i + 1);
            double odds = Math.exp((scores[2 * i] - scores[2 * i + 1]) / TEMPERATURE);
            boolean first = random.nextDouble() < odds / (1 + odds);
            pairs.add(first ? new PreferencePair(one, other) : new PreferencePair(other, one));
        }
        return pairs;
    }

    /**
     * A trained proxy.
     *
     * @param accuracy on comparisons that it has not seen
     * @param updates behind its weights, which are those of the least loss on its held-out comparisons
     * @param random the draws that come after its training's
     */
    record Trained(RewardTraining training, double accuracy, long updates, SplittableRandom random) {
        RewardModel proxy() {
            return training.model();
        }

        /** FLOP of all updates that were made. */
        double flops() {
            var trainer = training.trainer();
            return trainer.updates() * (double) trainer.rows() * (LENGTH + 1) * trainer.flopsPerToken() * 4 / 3;
        }
    }

    /**
     * Trains a proxy, and takes the best of 1, 2, 4, ... samples by it.
     *
     * @param samples of which the best are taken, without bias; the greatest n is an eighth of them
     */
    public Scores measure(Proxy of, int samples) {
        var trained = train(of);
        var proxy = trained.proxy();
        var points = best(proxy, samples, trained.random);
        return new Scores(of, proxy.model().params(), trained.accuracy, trained.updates, points);
    }

    /** Trains a proxy to its best. */
    Trained train(Proxy of) {
        var random = new SplittableRandom(of.seed * 0x9E3779B97F4A7C15L + 31L * of.pairs + of.width);
        var model = proxyModel(of.width, of.layers);
        model.initialize(random.nextLong());
        var pairs = pairs(of.pairs, random);
        int kept = Math.max(1, of.pairs / 10);
        var recipe = recipe(RATE, 2 * Math.min(PAIRS_OF_AN_UPDATE, of.pairs - kept), LENGTH + 1);
        var training = new RewardTraining(
                model, pairs.subList(kept, pairs.size()), pairs.subList(0, kept), recipe, MOST_UPDATES, of.seed);
        long updates = training.trainToBest(EVERY, PATIENCE, MOST_UPDATES);
        return new Trained(training, training.model().accuracy(pairs(HELD_OUT, random)), updates, random);
    }

    private Model proxyModel(int width, int layers) {
        return new Model(device, shape(width, layers), 0, 1);
    }

    /**
     * Of a proxy, and of a policy. Below a width of 16 there is one head, and the feed-forward width is a multiple of 8 in place of 32,
     * which only rounding in blocks needs: 8x1 has about 1K params.
     */
    static HfConfig shape(int width, int layers) {
        if (width >= WIDTH_STEP) {
            return Sizes.shape("llama", width, layers, LETTERS + 1, LENGTH + 1);
        }
        int feedForward = (width * 8 / 3 + 7) / 8 * 8;
        return new Llama(
                LETTERS + 1,
                width,
                layers,
                1,
                1,
                width,
                feedForward,
                LENGTH + 1,
                1e-5,
                10_000,
                true,
                OptionalInt.empty());
    }

    /** All widths that a proxy can have, in order. */
    static IntStream widths() {
        return IntStream.concat(
                IntStream.iterate(NARROW_STEP, w -> w < WIDTH_STEP, w -> w + NARROW_STEP),
                IntStream.iterate(WIDTH_STEP, w -> w <= WIDEST, w -> w + WIDTH_STEP));
    }

    /** What is wrong with a proxy's shape, for a sentence; empty where there can be such a proxy. */
    public static Optional<String> problem(int width, int layers) {
        return widths().anyMatch(w -> w == width) && layers >= 1 && layers <= DEEPEST
                ? Optional.empty()
                : Optional.of("found a proxy of %dx%d, expected a width of 4, 8, 12, 16, 32, ... %d and 1 to %d layers"
                        .formatted(width, layers, WIDEST, DEEPEST));
    }

    /** A proxy whose weights a checkpoint has. */
    RewardModel load(Path checkpoint, int width, int layers) {
        var model = proxyModel(width, layers);
        try (var stored = ShardedSafetensors.open(checkpoint)) {
            model.load(stored, "");
        }
        return new RewardModel(model, LENGTH + 1);
    }

    static Recipe recipe(double rate, int batch, int context) {
        return new Recipe(
                Recipe.Kind.ADAMW,
                rate,
                new Schedule(Schedule.Kind.CONSTANT, 0, 0, 0),
                0,
                batch,
                context,
                0.01,
                1,
                0.9,
                0.99,
                1e-8,
                0.95,
                Precision.FLOAT32);
    }

    /**
     * The best of 1, 2, 4, ... samples of the first policy by a proxy.
     *
     * @param samples of which the best are taken, without bias; the greatest n is an eighth of them
     */
    List<Point> best(RewardModel proxy, int samples, SplittableRandom random) {
        var texts = texts(samples, random);
        return best(proxy.scores(texts), gold(texts));
    }

    private static List<Point> best(double[] proxy, double[] gold) {
        double center = Arrays.stream(proxy).average().orElseThrow();
        double spread = Math.sqrt(Arrays.stream(proxy)
                .map(s -> (s - center) * (s - center))
                .average()
                .orElseThrow());
        var order = IntStream.range(0, proxy.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> proxy[i]))
                .mapToInt(i -> i)
                .toArray();
        var byProxy = Arrays.stream(order)
                .mapToDouble(i -> (proxy[i] - center) / spread)
                .toArray();
        var byGold = Arrays.stream(order).mapToDouble(i -> gold[i]).toArray();
        var points = new ArrayList<Point>();
        for (int n = 1; 8 * n <= proxy.length; n *= 2) {
            points.add(new Point(n, BestOfN.kl(n), BestOfN.mean(byProxy, n), BestOfN.mean(byGold, n)));
        }
        return points;
    }
}
