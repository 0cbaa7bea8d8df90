package loglog.laws;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Runs that obey a known law, for tests that compare an estimate with the truth. */
final class Simulated {
    private Simulated() {}

    /** E, A, B, alpha, beta of the reference fit to Chinchilla's runs (arXiv 2404.10102). */
    static final double[] CHINCHILLA = {1.81724, 477.84, 2143.86, 0.34731, 0.36718};

    /** Compute budgets of Chinchilla-like designs, FLOP. */
    static final double LEAST_FLOPS = 1e18;

    static final double GREATEST_FLOPS = 1e22;

    /**
     * A design as Chinchilla's: budgets evenly spaced in log compute, and at each the same number of sizes, spread over
     * a factor of ten either way of the budget's optimum; tokens are flops / 6 params.
     *
     * @param rows a multiple of the budgets
     */
    static Observations isoflops(int rows, int budgets) {
        int sizes = rows / budgets;
        var params = new double[rows];
        var tokens = new double[rows];
        var flops = new double[rows];
        for (int i = 0; i < rows; i++) {
            double share = (double) (i / sizes) / (budgets - 1);
            flops[i] = LEAST_FLOPS * Math.pow(GREATEST_FLOPS / LEAST_FLOPS, share);
            double offset = -1 + 2.0 * (i % sizes) / (sizes - 1);
            params[i] = optimalParams(CHINCHILLA, flops[i]) * Math.pow(10, offset);
            tokens[i] = flops[i] / (6 * params[i]);
        }
        var ones = new double[rows];
        Arrays.fill(ones, 1);
        return Observations.of(params, tokens, ones).with("flops", flops);
    }

    /** The optimum of Chinchilla's law at {@code flops = 6 N D}, by setting the derivative to zero (its equation 4). */
    static double optimalParams(double[] p, double flops) {
        double g = Math.pow(p[3] * p[1] / (p[4] * p[2]), 1 / (p[3] + p[4]));
        return g * Math.pow(flops / 6, p[4] / (p[3] + p[4]));
    }

    /** Metrics of a law at these rows' scales, each times {@code exp(noise(row))}. */
    static Observations obeying(Law law, double[] natural, Observations design, IntToDoubleFunction noise) {
        var scales = design.scales(law.axes());
        var metric = IntStream.range(0, design.size())
                .mapToDouble(i -> {
                    var point =
                            Arrays.stream(scales).mapToDouble(axis -> axis[i]).toArray();
                    return law.value(natural, point) * Math.exp(noise.applyAsDouble(i));
                })
                .toArray();
        return design.withMetric(metric);
    }

    static Observations obeying(Law law, double[] natural, Observations design) {
        return obeying(law, natural, design, i -> 0);
    }

    /** Normal noise of the given standard deviation on the log metric. */
    static IntToDoubleFunction normal(double sd, long seed) {
        var random = new Random(seed);
        return i -> sd * random.nextGaussian();
    }

    static Observations chinchilla(int rows, int budgets, double noise, long seed) {
        return obeying(new Chinchilla(), CHINCHILLA, isoflops(rows, budgets), normal(noise, seed));
    }
}
