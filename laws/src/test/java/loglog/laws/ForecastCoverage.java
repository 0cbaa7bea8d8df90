package loglog.laws;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How often the interval of a new run holds, and how wide it is, where the noise's size depends on compute.
 * {@link #main} makes the table of docs/laws-coverage.md.
 */
final class ForecastCoverage {
    private ForecastCoverage() {}

    /** The noise's standard deviation on the log loss, by compute between 1e17 and 10^19.5 FLOP and beyond. */
    enum Noise {
        CONSTANT(flops -> 0.005),
        SHRINKING(flops -> 0.02 * Math.pow(flops / 1e17, -0.25)),
        SHRINKING_TO_A_FLOOR(flops -> Math.hypot(0.02 * Math.pow(flops / 1e17, -0.5), 0.003)),
        GROWING(flops -> 0.003 * Math.pow(flops / 1e17, 0.2));

        final DoubleUnaryOperator sigma;

        Noise(DoubleUnaryOperator sigma) {
            this.sigma = sigma;
        }
    }

    static double chinchilla(double n, double d) {
        return 1.817 + 478 / Math.pow(n, 0.347) + 2144 / Math.pow(d, 0.367);
    }

    static double coupled(double n, double d) {
        return 1.817
                + Math.pow(Math.pow(478 / Math.pow(n, 0.347), 1.5) + Math.pow(2144 / Math.pow(d, 0.367), 1.5), 1 / 1.5);
    }

    /**
     * Chinchilla's law times the exponential of a random walk in ln(compute): the misfit that forecasts assume, but in the runs as well
     * as beyond them.
     *
     * @param misfit its standard deviation at a factor of e
     */
    static DoubleBinaryOperator wandering(double misfit, long seed) {
        var random = new SplittableRandom(seed);
        double from = Math.log(1e16);
        double step = 0.02;
        var walk = new double[600];
        for (int i = 1; i < walk.length; i++) {
            walk[i] = walk[i - 1] + misfit * Math.sqrt(step) * random.nextGaussian();
        }
        return (n, d) -> chinchilla(n, d) * Math.exp(walk[(int) ((Math.log(6 * n * d) - from) / step)]);
    }

    /**
     * What came of it.
     *
     * @param held the share of intervals that held a new run
     * @param halfWidth their mean half-width, relative
     */
    record Cell(double held, double halfWidth) {}

    private static final double LARGEST = Math.pow(10, 19.5);

    /** A new run of the largest compute, and one of ten times it. */
    private static final double[] AHEAD = {LARGEST, 10 * LARGEST};

    /**
     * Simulates studies.
     *
     * @param heavy whether the noise is Student's t of three degrees, of the same standard deviation, else normal
     * @param rows a multiple of six
     * @return for each new run of {@link #AHEAD}
     */
    static List<Cell> cells(
            DoubleBinaryOperator truth, Noise noise, boolean heavy, int rows, int repetitions, long seed) {
        return cells(_ -> truth, noise, heavy, rows, repetitions, seed);
    }

    /** The same where the truth is another one for each study. */
    private static List<Cell> cells(
            LongFunction<DoubleBinaryOperator> truth,
            Noise noise,
            boolean heavy,
            int rows,
            int repetitions,
            long seed) {
        var outcomes = IntStream.range(0, repetitions)
                .parallel()
                .mapToObj(r -> outcomes(truth.apply(seed + r), noise, heavy, rows, seed + r))
                .toList();
        return IntStream.range(0, AHEAD.length)
                .mapToObj(a -> new Cell(
                        outcomes.stream()
                                .mapToDouble(o -> o.get(a).held)
                                .average()
                                .orElseThrow(),
                        outcomes.stream()
                                .mapToDouble(o -> o.get(a).halfWidth)
                                .average()
                                .orElseThrow()))
                .toList();
    }

    private static List<Cell> outcomes(DoubleBinaryOperator truth, Noise noise, boolean heavy, int rows, long seed) {
        var random = new SplittableRandom(seed);
        var n = new double[rows];
        var d = new double[rows];
        var loss = new double[rows];
        for (int i = 0; i < rows; i++) {
            double flops = Math.pow(10, 17 + i % 6 * 0.5);
            n[i] = Math.sqrt(flops / 120) * Math.pow(10, (i / 6 / (rows / 6 - 1.0) - 0.5) * 1.44);
            d[i] = flops / 6 / n[i];
            loss[i] =
                    truth.applyAsDouble(n[i], d[i]) * Math.exp(noise.sigma.applyAsDouble(flops) * draw(random, heavy));
        }
        var forecaster = Forecaster.of(
                        Observations.of(n, d, loss), Forecaster.formsOfParamsAndTokens(), Criterion.DEFAULT, 200, seed)
                .orElseThrow();
        return Arrays.stream(AHEAD)
                .mapToObj(flops -> {
                    double params = Math.sqrt(flops / 120);
                    var run = forecaster
                            .at(Map.of("params", params, "tokens", 20 * params), 0.9)
                            .run();
                    double result = truth.applyAsDouble(params, 20 * params)
                            * Math.exp(noise.sigma.applyAsDouble(flops) * draw(random, heavy));
                    return new Cell(run.holds(result) ? 1 : 0, (run.high() - run.low()) / 2 / run.value());
                })
                .toList();
    }

    private static double draw(SplittableRandom random, boolean heavy) {
        if (!heavy) {
            return random.nextGaussian();
        }
        double chiSquare = 0;
        for (int k = 0; k < 3; k++) {
            double z = random.nextGaussian();
            chiSquare += z * z;
        }
        return random.nextGaussian() / Math.sqrt(chiSquare);
    }

    private static void wandering(int repetitions) {
        System.out.println("| misfit at a factor of e | rows | at the largest compute | at ten times it |");
        System.out.println("|---|---|---|---|");
        for (double misfit : new double[] {0, 0.005, 0.007, 0.01}) {
            for (int rows : new int[] {30, 60}) {
                var cells = cells(
                        seed -> wandering(misfit, 100_000 + seed), Noise.CONSTANT, false, rows, repetitions, 10_000);
                System.out.printf("| %.1f%% | %d | %s |%n", 100 * misfit, rows, words(cells));
            }
        }
    }

    private static String words(List<Cell> cells) {
        return cells.stream()
                .map(cell -> "%.0f%% in ±%.2f%%".formatted(100 * cell.held, 100 * cell.halfWidth))
                .collect(Collectors.joining(" | "));
    }

    /** Arguments: repetitions; "wandering" for truths that wander from the law. */
    public static void main(String[] args) {
        int repetitions = Integer.parseInt(args[0]);
        if (args.length > 1) {
            wandering(repetitions);
            return;
        }
        System.out.println("| truth | noise | rows | at the largest compute | at ten times it |");
        System.out.println("|---|---|---|---|---|");
        for (var truth : new String[] {"chinchilla", "none of the forms"}) {
            DoubleBinaryOperator law =
                    truth.equals("chinchilla") ? ForecastCoverage::chinchilla : ForecastCoverage::coupled;
            for (var noise : Noise.values()) {
                for (boolean heavy : noise == Noise.CONSTANT ? new boolean[] {false, true} : new boolean[] {false}) {
                    for (int rows : new int[] {30, 60}) {
                        var cells = cells(law, noise, heavy, rows, repetitions, 10_000);
                        System.out.printf(
                                "| %s | %s%s | %d | %s |%n",
                                truth,
                                noise.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                                heavy ? ", t(3)" : "",
                                rows,
                                words(cells));
                    }
                }
            }
        }
    }
}
