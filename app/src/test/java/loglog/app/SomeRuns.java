package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import loglog.laws.precision.TrainedLaw;

/** Small tables of simulated runs. */
final class SomeRuns {
    private SomeRuns() {}

    static Path write(Path folder, String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Chinchilla's law (E 1.8, A 480, B 2100, alpha 0.347, beta 0.367) on a grid of 6 sizes by 6 budgets, noise 0.5%. */
    static Path chinchilla(Path folder) {
        return write(folder, "runs.csv", csv(6, 0, 1));
    }

    /** Two recipes in one table; what {@code b} is trained on is worth twice its tokens. */
    static Path recipes(Path folder) {
        var a = csv(5, 0, 1).lines().toList();
        var b = csv(5, 1, 2).lines().toList();
        var text = new StringBuilder("recipe," + a.getFirst() + "\n");
        a.subList(1, a.size()).forEach(line -> text.append("a,").append(line).append('\n'));
        b.subList(1, b.size()).forEach(line -> text.append("b,").append(line).append('\n'));
        return write(folder, "recipes.csv", text.toString());
    }

    /** Three training curves of 120 points, noise 0.2%: one sound, one with a spike at point 80, one that stalls at 90. */
    static Path curves(Path folder) {
        var random = new SplittableRandom(5);
        var csv = new StringBuilder("run,tokens,loss\n");
        for (var run : new String[] {"sound", "spiked", "stalled"}) {
            for (int i = 1; i <= 120; i++) {
                double loss = 2 + 300 / Math.pow(1e7 * (run.equals("stalled") ? Math.min(i, 90) : i), 0.35);
                loss *= run.equals("spiked") && i == 80 ? 1.2 : 1;
                loss *= run.equals("stalled") && i > 90 ? 1 + 0.002 * (i - 90) : 1;
                csv.append(run).append(',').append(1e7 * i).append(',');
                csv.append(loss * Math.exp(0.002 * random.nextGaussian())).append('\n');
            }
        }
        return write(folder, "curves.csv", csv.toString());
    }

    /** Models of three makers, a quarter of a year apart, whose compute grows by 0.6 OOM a year, noise 0.2 OOM. */
    static Path models(Path folder) {
        var random = new SplittableRandom(7);
        var csv = new StringBuilder("model,organization,date,flops\n");
        for (int i = 0; i < 30; i++) {
            csv.append("m%d,maker %d,%d-%02d-15,%.4g\n"
                    .formatted(
                            i,
                            i % 3,
                            2016 + i / 4,
                            1 + 3 * (i % 4),
                            Math.pow(10, 20 + 0.15 * i + 0.2 * random.nextGaussian())));
        }
        return write(folder, "models.csv", csv.toString());
    }

    /** Horizons of fifteen agents that double each half year; at 80% they are a fifth of those at 50%. */
    static Path horizons(Path folder) {
        var random = new SplittableRandom(8);
        var csv = new StringBuilder("agent,date,p50_minutes,p80_minutes\n");
        for (int i = 0; i < 15; i++) {
            double minutes = Math.pow(2, 0.5 * i + 0.3 * random.nextGaussian());
            csv.append("a%d,%d-%02d-10,%.3f,%.3f\n".formatted(i, 2020 + i / 4, 1 + 3 * (i % 4), minutes, minutes / 5));
        }
        return write(folder, "horizons.csv", csv.toString());
    }

    /** Games of four players, each pair in both orders. */
    static Path results(Path folder) {
        return write(
                folder,
                "results.csv",
                "first,second,wins,losses,draws\na,b,12,7,1\nb,a,9,10,1\na,c,15,4,1\nc,d,8,8,4\nd,a,3,16,1\nd,b,6,13,1\n");
    }

    /**
     * Gold scores of the best of n = 1, 2, 4, ..., 8192 by proxies of three seeds trained on 300, 1000 and 4000 pairs: alpha is
     * 0.12 ln pairs - 0.3, beta 0.12, 0.08 and 0.06, and the first policy's score 0.2. The seeds differ by 0.02 in alpha.
     */
    static Path overoptimized(Path folder) {
        var csv = new StringBuilder("pairs,seed,n,proxy,gold\n");
        double[][] settings = {{300, 0.12}, {1000, 0.08}, {4000, 0.06}};
        for (var setting : settings) {
            for (int seed = -1; seed <= 1; seed++) {
                double alpha = 0.12 * Math.log(setting[0]) - 0.3 + 0.02 * seed;
                for (int k = 0; k <= 13; k++) {
                    long n = 1L << k;
                    double d = Math.sqrt(Math.max(0, Math.log(n) - (n - 1.0) / n));
                    double gold = 0.2 + d * (alpha - setting[1] * d) + 0.004 * Math.sin(7 * k + seed);
                    csv.append(
                            "%.0f,%d,%d,%.4f,%.4f\n".formatted(setting[0], seed + 2, n, 1.1 * d, k == 0 ? 0.2 : gold));
                }
            }
        }
        return write(folder, "scores.csv", csv.toString());
    }

    /**
     * Elo of two runs on each of five boards at two computes of test time: 480 for ten times the training, 400 for ten times
     * the test, ten times the training for each board.
     */
    static Path strength(Path folder) {
        var csv = new StringBuilder("board,run,simulations,train_flops,elo\n");
        for (int board = 3; board <= 7; board++) {
            for (int test = 1; test <= 16; test *= 16) {
                for (int run = 0; run < 2; run++) {
                    for (double x = 6.6 + board; x <= 12.5 + board; x += 0.25) {
                        double rising = 480 * x + 400 * Math.log10(test) - 480 * board - 4800;
                        double elo = Math.min(0, Math.max(-270 * board - 600, rising)) - 4 * run * (1 + Math.sin(x));
                        csv.append("%d,%d,%d,%.4g,%.2f\n".formatted(board, run, test, Math.pow(10, x), elo));
                    }
                }
            }
        }
        return write(folder, "strength.csv", csv.toString());
    }

    /** Runs whose loss follows Chinchilla's law and whose error is 0.75 - 3 exp(-1.1 L). */
    static Path evaluations(Path folder) {
        var random = new java.util.Random(1);
        var csv = new StringBuilder("params,tokens,loss,accuracy\n");
        for (int i = 0; i < 48; i++) {
            double params = 1e7 * Math.pow(10, 2.5 * (i % 8) / 7);
            double tokens = params * 10 * Math.pow(3, i / 8 % 4);
            double loss = (1.8 + 400 / Math.pow(params, 0.34) + 1000 / Math.pow(tokens, 0.33))
                    * Math.exp(0.003 * random.nextGaussian());
            double accuracy = 1 - (0.75 - 3 * Math.exp(-1.1 * loss)) + 0.003 * random.nextGaussian();
            csv.append("%.6e,%.6e,%.5f,%.5f\n".formatted(params, tokens, loss, accuracy));
        }
        return write(folder, "evals.csv", csv.toString());
    }

    /** Runs of four sizes and three numbers of tokens, trained in 16 bits, and with weights or activations of 4. */
    static Path ofBits(Path folder) {
        var truth = new TrainedLaw(0.5, 4.9, 0.16, 12.8, 0.161, 1.8, 1.2);
        var random = new SplittableRandom(3);
        var csv = new StringBuilder("params,tokens,bits,activation_bits,loss\n");
        for (double params : new double[] {1e5, 3e5, 1e6, 3e6}) {
            for (double tokens : new double[] {1e6, 1e7, 1e8}) {
                for (var bits : new int[][] {{16, 16}, {4, 16}, {16, 4}}) {
                    double noise = 1 + 0.002 * (random.nextDouble() - 0.5);
                    csv.append("%s,%s,%d,%d,%s\n"
                            .formatted(
                                    params,
                                    tokens,
                                    bits[0],
                                    bits[1],
                                    noise * truth.loss(params, tokens, bits[0], bits[1])));
                }
            }
        }
        return write(folder, "bits.csv", csv.toString());
    }

    /** Samples and successes of two models, whose problems' rates have a heavy tail. */
    static Path counts(Path folder) {
        var random = new SplittableRandom(5);
        var csv = new StringBuilder("problem,model,samples,successes\n");
        for (int problem = 0; problem < 120; problem++) {
            double hard = random.nextDouble();
            for (int model = 0; model < 2; model++) {
                double rate = 0.6 * Math.pow(hard, model == 0 ? 4 : 2.5);
                int solved = 0;
                for (int i = 0; i < 64; i++) {
                    solved += random.nextDouble() < rate ? 1 : 0;
                }
                csv.append("p%d,%s,64,%d\n".formatted(problem, model == 0 ? "small" : "large", solved));
            }
        }
        return write(folder, "counts.csv", csv.toString());
    }

    private static String csv(int side, int seed, double worth) {
        var random = new SplittableRandom(seed);
        var csv = new StringBuilder("params,tokens,loss\n");
        for (int i = 0; i < side; i++) {
            double flops = Math.pow(10, 17 + 0.5 * i);
            for (int j = 0; j < side; j++) {
                double n = Math.sqrt(flops / 120) * Math.pow(2, j - (side - 1) / 2.0);
                double d = flops / (6 * n);
                double loss = 1.8 + 480 / Math.pow(n, 0.347) + 2100 / Math.pow(worth * d, 0.367);
                csv.append(n).append(',').append(d).append(',');
                csv.append(loss * Math.exp(0.005 * random.nextGaussian())).append('\n');
            }
        }
        return csv.toString();
    }
}
