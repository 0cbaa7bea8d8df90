package loglog.laws;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How often intervals hold the truth: Chinchilla-like runs are simulated again and again, and each method's intervals are
 * held against the parameters that made them. {@link #main} makes the table of docs/laws-coverage.md.
 */
final class Coverage {
    private Coverage() {}

    static final double LEVEL = 0.9;
    private static final double BEYOND = 10 * Simulated.GREATEST_FLOPS;

    /** The size and tokens of the true optimum at ten times the largest compute. */
    private static final double[] BEYOND_RUN = {
        Simulated.optimalParams(Simulated.CHINCHILLA, BEYOND),
        BEYOND / 6 / Simulated.optimalParams(Simulated.CHINCHILLA, BEYOND)
    };

    /** What is asked for, each a function of the natural parameters. */
    static final Map<String, ToDoubleFunction<double[]>> QUANTITIES = new LinkedHashMap<>();

    static {
        QUANTITIES.put("alpha", p -> p[3]);
        QUANTITIES.put("beta", p -> p[4]);
        QUANTITIES.put("E", p -> p[0]);
        QUANTITIES.put("a", p -> p[4] / (p[3] + p[4]));
        QUANTITIES.put("loss at 10x", p -> new Chinchilla().value(p, BEYOND_RUN));
    }

    /** How intervals are made. */
    enum Method {
        ROWS,
        RESIDUALS,
        PROFILE
    }

    /**
     * One cell of the table.
     *
     * @param held for each quantity in how many repetitions the interval held the truth; absent where the method has none
     */
    record Cell(
            Method method, Criterion criterion, int rows, double noise, int repetitions, Map<String, Integer> held) {}

    static Cell cell(
            Method method, Criterion criterion, int rows, double noise, int repetitions, int resamples, long seed) {
        int budgets = rows == 60 ? 6 : rows == 120 ? 8 : 10;
        var held = new LinkedHashMap<String, Integer>();
        IntStream.range(0, repetitions)
                .parallel()
                .mapToObj(r -> {
                    var runs = Simulated.chinchilla(rows, budgets, noise, seed + r);
                    return held(method, Laws.fit(new Chinchilla(), runs, criterion), resamples, r);
                })
                .toList()
                .forEach(one -> one.forEach((name, holds) -> held.merge(name, holds ? 1 : 0, Integer::sum)));
        return new Cell(method, criterion, rows, noise, repetitions, held);
    }

    /** For each quantity that the method can tell of, whether its interval holds the truth. */
    private static Map<String, Boolean> held(Method method, Fit fit, int resamples, long seed) {
        var held = new LinkedHashMap<String, Boolean>();
        switch (method) {
            case ROWS, RESIDUALS -> {
                var draws = Bootstrap.of(fit, Bootstrap.Resampling.valueOf(method.name()), resamples, seed);
                QUANTITIES.forEach((name, quantity) ->
                        held.put(name, draws.of(quantity, LEVEL).holds(quantity.applyAsDouble(Simulated.CHINCHILLA))));
            }
            case PROFILE -> {
                for (var name : List.of("alpha", "beta", "E")) {
                    double truth = QUANTITIES.get(name).applyAsDouble(Simulated.CHINCHILLA);
                    held.put(
                            name,
                            ProfileLikelihood.of(fit, name, LEVEL).orElseThrow().holds(truth));
                }
            }
        }
        return held;
    }

    /** Arguments: repetitions, resamples. */
    public static void main(String[] args) {
        int repetitions = Integer.parseInt(args[0]);
        int resamples = Integer.parseInt(args[1]);
        System.out.println("| penalty | method | rows | noise | " + String.join(" | ", QUANTITIES.keySet()) + " |");
        System.out.println("|---|---|---|---|" + "---|".repeat(QUANTITIES.size()));
        for (var criterion : List.of(Criterion.DEFAULT, Criterion.LOG_SQUARES)) {
            for (int rows : new int[] {60, 120, 300}) {
                for (double noise : new double[] {0.001, 0.005, 0.02}) {
                    for (var method : Method.values()) {
                        print(cell(method, criterion, rows, noise, repetitions, resamples, 1_000_000));
                    }
                }
            }
        }
    }

    private static void print(Cell cell) {
        var line = new StringBuilder("| %s | %s | %d | %.1f%% |"
                .formatted(
                        cell.criterion.penalty() instanceof Penalty.Squared ? "squares" : "Huber 1e-3",
                        cell.method.name().toLowerCase(java.util.Locale.ROOT),
                        cell.rows,
                        100 * cell.noise));
        for (var name : QUANTITIES.keySet()) {
            line.append(
                    cell.held.containsKey(name)
                            ? " %.1f%% |".formatted(100.0 * cell.held.get(name) / cell.repetitions)
                            : " |");
        }
        System.out.println(line);
    }
}
