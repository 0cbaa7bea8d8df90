import java.lang.management.ManagementFactory;
import java.util.Random;
import loglog.engine.KeyedRandom;
import loglog.engine.Precision;
import loglog.engine.devices.Devices;
import loglog.hex.game.Hex;
import loglog.hex.network.NetShape;
import loglog.hex.network.PolicyValueNet;
import loglog.hex.search.PositionEvaluator;
import loglog.hex.search.TreeSearch;
import loglog.hex.selfplay.PlayRecipe;
import loglog.hex.selfplay.SelfPlayTraining;

/**
 * Network evaluations a second of CPU time in self-play (learning included), of the network alone, and of a plain search:
 * one game at a time, the same network in scalar Java. Arguments: board, width, depth, seconds of each.
 */
public final class HexSearchBench {
    public static void main(String[] args) {
        int n = Integer.parseInt(args[0]);
        int width = Integer.parseInt(args[1]);
        int depth = Integer.parseInt(args[2]);
        double seconds = Double.parseDouble(args[3]);
        var hex = new Hex(n);
        var shape = SelfPlayTraining.shape(hex, width, depth);
        try (var device = Devices.open(Devices.CPU, 1, Precision.FLOAT32)) {
            var recipe = PlayRecipe.USUAL;
            var training = new SelfPlayTraining(hex, shape, recipe, 1, device);
            double selfPlay = rate(seconds, () -> {
                training.step();
                return recipe.evaluationsPerStep();
            });
            var net = new PolicyValueNet(shape, device, recipe.games(), 0);
            net.initialize(1);
            var inputs = new float[recipe.games() * hex.inputs()];
            var outputs = new float[recipe.games() * shape.outputs()];
            double alone = rate(seconds, () -> {
                net.evaluate(inputs, recipe.games(), outputs);
                return recipe.games();
            });
            var search = new TreeSearch(hex, recipe.search(), 1, null);
            PositionEvaluator scalar = new Scalar(shape);
            var position = new long[hex.words()];
            double plain = rate(seconds, () -> {
                long count = 0;
                hex.start(position, 0);
                for (float end = Hex.GOES_ON; Float.isNaN(end); ) {
                    search.begin(0, position, 0, KeyedRandom.of(1, 0, "bench"), false);
                    for (; search.next(0, inputs, 0); count++) {
                        scalar.evaluate(inputs, 1, outputs);
                        search.take(0, outputs, 0);
                    }
                    end = hex.play(position, 0, search.best(0), position, 0);
                }
                return count;
            });
            System.out.printf(
                    "%dx%d, network %s (%d params), evaluations a second of one core:%n"
                            + "self-play with learning %,.0f; network alone %,.0f (%.1f GFLOP/s); plain scalar search %,.0f%n"
                            + "self-play is %.1f times the plain search, %.2f of the network alone%n",
                    n, n, shape.shape(), shape.params(), selfPlay, alone, alone * shape.flops() * 1e-9, plain,
                    selfPlay / plain, selfPlay / alone);
        }
    }

    private interface Work {
        long evaluations();
    }

    private static double rate(double seconds, Work work) {
        for (double end = cpu() + seconds / 2; cpu() < end; ) {
            work.evaluations(); // until the compiler is done
        }
        double from = cpu();
        long count = 0;
        while (cpu() < from + seconds) {
            count += work.evaluations();
        }
        return count / (cpu() - from);
    }

    private static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
    }

    /** The same network in plain loops. */
    private static final class Scalar implements PositionEvaluator {
        private final NetShape shape;
        private final float[][] layers;
        private final float[] h;
        private final float[] active;
        private final float[] delta;

        Scalar(NetShape shape) {
            this.shape = shape;
            int w = shape.width();
            var random = new Random(1);
            layers = new float[shape.depth() + 2][];
            for (int i = 0; i < layers.length; i++) {
                int in = i == 0 ? shape.inputs() : w;
                int out = i == layers.length - 1 ? shape.outputs() : w;
                layers[i] = new float[in * out];
                for (int j = 0; j < layers[i].length; j++) {
                    layers[i][j] = (float) (random.nextGaussian() / Math.sqrt(in));
                }
            }
            h = new float[w];
            active = new float[w];
            delta = new float[w];
        }

        @Override
        public void evaluate(float[] inputs, int rows, float[] outputs) {
            product(layers[0], inputs, shape.inputs(), h, h.length);
            for (int i = 1; i <= shape.depth(); i++) {
                relu();
                product(layers[i], active, h.length, delta, h.length);
                for (int j = 0; j < h.length; j++) {
                    h[j] += delta[j];
                }
            }
            relu();
            product(layers[layers.length - 1], active, h.length, outputs, shape.outputs());
            softmax(outputs, 0, shape.moves());
            softmax(outputs, shape.moves(), shape.outputs());
        }

        private void relu() {
            for (int j = 0; j < h.length; j++) {
                active[j] = Math.max(h[j], 0);
            }
        }

        /** Each output is a sum over a row of weights. */
        private static void product(float[] weights, float[] x, int in, float[] y, int out) {
            for (int o = 0; o < out; o++) {
                float sum = 0;
                for (int i = 0; i < in; i++) {
                    sum += weights[o * in + i] * x[i];
                }
                y[o] = sum;
            }
        }

        private static void softmax(float[] x, int from, int to) {
            float sum = 0;
            for (int i = from; i < to; i++) {
                x[i] = (float) Math.exp(x[i]);
                sum += x[i];
            }
            for (int i = from; i < to; i++) {
                x[i] /= sum;
            }
        }
    }
}
