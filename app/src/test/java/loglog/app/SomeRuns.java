package loglog.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

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
