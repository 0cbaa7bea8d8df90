package loglog.laws;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import loglog.words.Format;

/**
 * Two recipes' runs under one law: does the second scale differently, and how many times less compute does it need?
 * Each recipe is resampled on its own.
 *
 * @param first the fit of the first recipe
 * @param second the fit of the second
 * @param slopes for each shape parameter (exponents), the second's minus the first's
 * @param offset at {@code reference}: the natural logarithm of the second's loss over the first's
 * @param reference the compute in the middle of both recipes' rows, on a log scale
 * @param slopesDiffer the p-value of the hypothesis that all shape parameters agree
 * @param multipliers the compute multiplier at compute from the least to the greatest of the rows and ten times beyond
 * @param crossing where the two laws give the same loss, empty where they do not between those
 * @param warnings what a reader should know, a sentence each
 */
public record Comparison(
        Fit first,
        Fit second,
        List<Slope> slopes,
        Interval offset,
        double reference,
        double slopesDiffer,
        List<Multiplier> multipliers,
        Optional<Crossing> crossing,
        List<String> warnings) {
    private static final int POINTS = 25;
    private static final double BEYOND = 10;

    /** The difference of one shape parameter. */
    public record Slope(String parameter, Interval difference) {}

    /**
     * How many times less compute the second recipe needs for the loss that the first reaches.
     *
     * @param flops of the first recipe
     * @param factor above 1 where the second is better; 0 where it never gets there
     */
    public record Multiplier(double flops, Interval factor) {}

    /**
     * Where the order of the recipes turns.
     *
     * @param flops the compute, with the interval of the resamples that cross
     * @param share of the resamples that cross within the range
     * @param betterBeyond 1 or 2: the recipe that is better above it
     */
    public record Crossing(Interval flops, double share, int betterBeyond) {}

    public Comparison {
        slopes = List.copyOf(slopes);
        multipliers = List.copyOf(multipliers);
        warnings = List.copyOf(warnings);
    }

    /**
     * Whether the slopes differ, as a sentence that admits what the rows cannot decide and says at what level, and what its p-value
     * is the probability of.
     *
     * @param level of the test, for example 0.9: they differ where p is below 0.1
     */
    public String verdict(double level) {
        if (Double.isNaN(slopesDiffer)) {
            return "whether the slopes differ cannot be tested: in the resamples they do not vary";
        }
        return "%s at the %s%% level (p = %s: how often slopes at least so far apart come about by chance where they are equal)"
                .formatted(
                        slopesDiffer < 1 - level ? "the slopes differ" : "the rows do not show that the slopes differ,",
                        Format.trimmed(100 * level, 4),
                        Format.trimmed(slopesDiffer, 3));
    }

    /**
     * Compares two recipes.
     *
     * @param law of compute alone, or of params and tokens, compared along its optimum
     * @return none where a recipe's runs cannot be fitted
     * @throws IllegalArgumentException where the law has other axes
     */
    public static Fitted<Comparison> of(
            Observations first,
            Observations second,
            Law law,
            Criterion criterion,
            int resamples,
            double level,
            long seed) {
        if (law.axes().size() != 1) {
            LossSurface.check(law);
        }
        return fitted("first", law, first, criterion)
                .flatMap(a -> fitted("second", law, second, criterion).map(b -> of(a, b, resamples, level, seed)));
    }

    private static Comparison of(Fit a, Fit b, int resamples, double level, long seed) {
        var law = a.law();
        var drawsA = draws(a, resamples, 2 * seed);
        var drawsB = draws(b, resamples, 2 * seed + 1);
        int pairs = Math.min(drawsA.size(), drawsB.size());
        var computeA = compute(a.observations(), law);
        var computeB = compute(b.observations(), law);
        double from = Math.min(min(computeA), min(computeB));
        double to = BEYOND * Math.max(max(computeA), max(computeB));
        double reference = Math.sqrt(from * to / BEYOND);

        double widening = Math.max(drawsA.widening(), drawsB.widening());
        var pair = new Pair(law, a.values(), b.values());
        var drawn = IntStream.range(0, pairs)
                .mapToObj(i -> new Pair(law, drawsA.parameters()[i], drawsB.parameters()[i]))
                .toList();
        var warnings = new ArrayList<String>();
        warn("first", a, warnings);
        warn("second", b, warnings);
        if (max(computeA) < min(computeB) || max(computeB) < min(computeA)) {
            warnings.add("the recipes' runs have no compute in common: every comparison extrapolates one of them");
        }
        var multipliers = IntStream.range(0, POINTS)
                .mapToObj(i -> {
                    double flops = from * Math.pow(to / from, (double) i / (POINTS - 1));
                    return new Multiplier(flops, interval(pair, drawn, level, widening, p -> p.multiplier(flops)));
                })
                .toList();
        return new Comparison(
                a,
                b,
                SlopeDifference.slopes(a, b, drawsA, drawsB, level),
                interval(pair, drawn, level, widening, p -> p.offset(reference)),
                reference,
                SlopeDifference.pValue(a, b, drawsA, drawsB),
                multipliers,
                crossing(pair, drawn, from, to, level, widening),
                warnings);
    }

    /** Both recipes' parameters. */
    private record Pair(Law law, double[] first, double[] second) {
        double offset(double flops) {
            return Math.log(Frontier.loss(law, second, flops) / Frontier.loss(law, first, flops));
        }

        double multiplier(double flops) {
            return flops / Frontier.needed(law, second, Frontier.loss(law, first, flops));
        }

        /** The last compute in the range at which the offset changes its sign; NaN where it does not. */
        double crossing(double from, double to) {
            int points = 60;
            double step = Math.log(to / from) / points;
            double last = offset(to);
            for (int i = points - 1; i >= 0; i--) {
                double x = Math.log(from) + i * step;
                double here = offset(Math.exp(x));
                if (here * last < 0) {
                    double low = x;
                    double high = x + step;
                    while (high - low > 1e-9) {
                        double middle = 0.5 * (low + high);
                        if (offset(Math.exp(middle)) * last < 0) {
                            low = middle;
                        } else {
                            high = middle;
                        }
                    }
                    return Math.exp(high);
                }
                last = here;
            }
            return Double.NaN;
        }
    }

    private static Optional<Crossing> crossing(
            Pair pair, List<Pair> drawn, double from, double to, double level, double widening) {
        double flops = pair.crossing(from, to);
        if (Double.isNaN(flops)) {
            return Optional.empty();
        }
        var each = drawn.parallelStream().mapToDouble(p -> p.crossing(from, to)).toArray();
        double share =
                (double) Arrays.stream(each).filter(x -> !Double.isNaN(x)).count() / each.length;
        return Optional.of(new Crossing(
                Quantiles.biasCorrected(flops, each, level, widening), share, pair.offset(2 * flops) < 0 ? 2 : 1));
    }

    private static Interval interval(
            Pair pair,
            List<Pair> drawn,
            double level,
            double widening,
            java.util.function.ToDoubleFunction<Pair> quantity) {
        return Quantiles.biasCorrected(
                quantity.applyAsDouble(pair),
                drawn.parallelStream().mapToDouble(quantity).toArray(),
                level,
                widening);
    }

    private static Fitted<Fit> fitted(String which, Law law, Observations runs, Criterion criterion) {
        var fit = Laws.fit(law, runs, criterion);
        return fit.usable()
                ? Fitted.of(fit)
                : Fitted.none(
                        "the %s recipe's runs are %s: %s",
                        which, fit.status().words(), String.join("; ", fit.warnings()));
    }

    private static Draws draws(Fit fit, int resamples, long seed) {
        var resampling = fit.observations().groups() == null ? Bootstrap.Resampling.ROWS : Bootstrap.Resampling.GROUPS;
        return Bootstrap.of(fit, resampling, resamples, seed);
    }

    private static void warn(String which, Fit fit, List<String> warnings) {
        fit.warnings().forEach(warning -> warnings.add("%s recipe: %s".formatted(which, warning)));
    }

    private static double[] compute(Observations runs, Law law) {
        if (law.axes().size() == 1) {
            return runs.axis(law.axes().getFirst());
        }
        var params = runs.axis("params");
        var tokens = runs.axis("tokens");
        return IntStream.range(0, params.length)
                .mapToDouble(i -> 6 * params[i] * tokens[i])
                .toArray();
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
